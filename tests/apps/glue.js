import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import { dirname, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { parseArgs } from 'node:util'

/** The settings of `--config`, with the files that they name read. */
export function readSettings() {
  const { config } = parseArgs({ options: { config: { type: 'string' } } }).values
  const settings = JSON.parse(readFileSync(config, 'utf8'))
  const read = (name) => readFileSync(resolve(dirname(config), settings[name]), 'utf8')
  const [redirectUri] = settings.redirectUris
  return {
    ...settings,
    redirectUri,
    ca: read('ca'),
    certificate: read('certificate'),
    key: read('key'),
    keyJwk: JSON.parse(read('keyJwk')),
    serverCertificate: read('serverCertificate'),
    serverKey: read('serverKey'),
  }
}

/**
 * Serves an application: `begin` answers the address at the platform and keeps in the session what it needs later, `finish`
 * answers the access token, `get` the response to a request of data.
 */
export function serve(settings, { begin, finish, get }) {
  const errands = new Map()
  const sessions = new Map()
  /** By the client's IIN: the token and what it is for. */
  const tokens = new Map()

  const routes = {
    async begin(request, response, url) {
      const errand = errands.get(url.searchParams.get('ticket'))
      const id = randomBytes(16).toString('base64url')
      const session = { errand }
      sessions.set(id, session)
      const location = await begin(session, errand)
      const cookie = `session=${id}; Path=/; Secure; HttpOnly; SameSite=Lax`
      response.writeHead(303, { location: location.href, 'set-cookie': cookie }).end()
    },
    async callback(request, response, url) {
      const session = sessions.get(/session=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1])
      const token = await finish(session, url)
      tokens.set(session.errand.client.iin, { token, scopes: session.errand.scopes })
      page(response, 200, 'Счета подключены.')
    },
    async drive(request, response) {
      if (request.headers.authorization !== `Bearer ${settings.driveToken}`) return json(response, 401, {})
      const asked = JSON.parse(await text(request))
      json(response, 200, asked.ask === undefined ? await acts[asked.act](asked) : { answer: null })
    },
  }

  const acts = {
    connect(errand) {
      const ticket = randomBytes(16).toString('base64url')
      errands.set(ticket, errand)
      tokens.delete(errand.client.iin)
      return { url: new URL(`/begin?ticket=${ticket}`, settings.redirectUri).href }
    },
    async show({ client, providers }) {
      const held = tokens.get(client.iin)
      if (held === undefined) return { shows: 'Счета не подключены.' }
      const shown = []
      for (const { id, name } of providers) {
        const data = await accountsOf(held, (path) => get(held.token, path, id)).catch(
          ({ message }) => `Ошибка: ${message}`,
        )
        shown.push(`${name}\n${JSON.stringify(data, null, 1)}`)
      }
      return { shows: shown.join('\n') }
    },
    look: ({ client }) => ({ shows: tokens.has(client.iin) ? 'Счета подключены.' : 'Счета не подключены.' }),
  }

  const server = createServer({ cert: settings.serverCertificate, key: settings.serverKey }, (request, response) => {
    const url = new URL(request.url, settings.redirectUri)
    const name = url.pathname === new URL(settings.redirectUri).pathname ? 'callback' : url.pathname.slice(1)
    const route = Object.hasOwn(routes, name) ? routes[name] : () => page(response, 404, 'Такой страницы нет.')
    Promise.resolve(route(request, response, url)).catch((error) => page(response, 500, `Ошибка: ${error.message}`))
  })
  const { hostname, port } = new URL(settings.redirectUri)
  server.listen(Number(port), hostname, () => {
    const url = `https://${hostname}:${port}`
    process.stdout.write(`${JSON.stringify({ ready: true, url, drive: `${url}/drive` })}\n`)
  })
  process.stdin.once('close', () => process.exit()).resume()
}

/** Accounts with whatever else was asked for, page by page. */
async function accountsOf({ scopes }, get) {
  const read = async (path) => {
    const response = await get(path)
    if (!response.ok) throw new Error(`status ${response.status}`)
    return response.json()
  }
  const { accounts } = await read('/v3/accounts')
  for (const account of accounts) {
    const path = `/v3/accounts/${account.accountId}`
    if (scopes.includes('account_balance')) account.balances = (await read(`${path}/balances`)).balances
    if (!scopes.includes('account_transactions')) continue
    account.transactions = []
    for (let pageNumber = 1, totalPages = 1; pageNumber <= totalPages; pageNumber++) {
      const page = await read(`${path}/transactions?pageNumber=${pageNumber}&pageSize=100`)
      account.transactions.push(...page.transactions)
      totalPages = page.totalPages
    }
  }
  return accounts
}

function page(response, status, words) {
  const shown = words.replace(/[<&]/g, ' ')
  response
    .writeHead(status, { 'content-type': 'text/html; charset=utf-8' })
    .end(`<!doctype html><title>App</title><p>${shown}</p>`)
}

function json(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
