import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { sectionsOf } from './accounts.js'
import { areKnown } from './open-data/source.js'
import { openDataScreen } from './open-data/screen.js'
import { asText } from './page.js'
import { readBody } from './request-body.js'
import { accountsScreen, beforeScreen, homeScreen } from './screens.js'
import { languages } from './wording.js'

/** Errands that are kept at most. */
const mostErrands = 1000

/**
 * For tests: makes the application do what a client would do in it, and tells what she then sees. There is nothing of
 * it without a `driveToken`.
 */
export function createDrive(app) {
  const errands = new Map()

  /** The address at which a browser takes the errand up, and what is on its first page. */
  function connect({ client, providers, scopes }) {
    app.rules.beforeNewConsent(app.holdings, client)
    const ticket = randomBytes(16).toString('base64url')
    errands.set(ticket, { client, providers, scopes })
    if (errands.size > mostErrands) errands.delete(errands.keys().next().value)
    const screen = beforeScreen('ru', { ...app, client, errand: { providers, scopes } })
    return { url: new URL(`/begin/${ticket}`, app.config.redirectUri).href, ...seen(screen) }
  }

  async function show({ client, providers }) {
    const sections = await sectionsOf(app, client, providers)
    return seen(accountsScreen('ru', { ...app, client, sections }))
  }

  const look = ({ client }) => seen(homeScreen('ru', { ...app, client }))

  const seen = (screen) => {
    app.screens.note(screen)
    return { shows: asText(screen) }
  }

  async function read({ providers, data, language }) {
    const sections = await app.openData.sectionsOf(providers, data, language)
    return seen(openDataScreen(language, { ...app, sections }))
  }

  const acts = {
    ...(app.oauth === undefined ? {} : { connect, show, look }),
    ...(app.openData === undefined ? {} : { read }),
  }

  async function done(errand) {
    try {
      return await acts[errand.act](errand)
    } catch (error) {
      return seen(app.failed(error, errand.language ?? 'ru'))
    }
  }

  return {
    /** The errand that a ticket stands for. */
    errandOf: (ticket) => errands.get(ticket),

    async answer(request, response) {
      const { driveToken } = app.config
      if (driveToken === null) return send(response, 404, { error: 'nothing is driven here' })
      if (!isBearer(request, driveToken)) return send(response, 401, { error: 'the token is not known' })
      const asked = parsed(await readBody(request))
      if (typeof asked.ask === 'string') return send(response, 200, { answer: app.screens.answerTo(asked) })
      if (!isErrand(asked, acts)) return send(response, 400, { error: 'this is no errand' })
      send(response, 200, await done(asked))
    },
  }
}

function isBearer({ headers }, token) {
  const [given, due] = [headers.authorization ?? '', `Bearer ${token}`].map((text) =>
    createHash('sha256').update(text).digest(),
  )
  return timingSafeEqual(given, due)
}

function parsed(text) {
  try {
    return Object(JSON.parse(text))
  } catch {
    return {}
  }
}

function isErrand({ act, client, providers, scopes, data, language }, acts) {
  if (!Object.hasOwn(acts, String(act))) return false
  const named = Array.isArray(providers) && providers.every(({ id, name }) => Boolean(id && name))
  if (act === 'read') return named && areKnown(data) && languages.includes(language)
  if (!/^\d{12}$/.test(client?.iin) || typeof client.name !== 'string') return false
  if (act === 'look') return true
  return named && (act === 'show' || (Array.isArray(scopes) && scopes.every((scope) => typeof scope === 'string')))
}

function send(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body))
}
