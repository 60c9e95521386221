import { createServer as createHttpServer } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { sectionsOf } from './accounts.js'
import { rulesWith } from './defects.js'
import { createDrive } from './drive.js'
import { Holdings } from './holdings.js'
import { openDataRoutes } from './open-data/routes.js'
import { createSource } from './open-data/source.js'
import { Declined, createOauth } from './oauth.js'
import { asHtml, style } from './page.js'
import { createPlatform } from './platform.js'
import { readForm } from './request-body.js'
import { accountsScreen, beforeScreen, errorScreen, homeScreen, resultScreen, signInScreen } from './screens.js'
import { comeBack, languageOf, Sessions, setOut } from './sessions.js'
import { SeenScreens } from './seen-screens.js'
import { createTransport } from './transport.js'
import { meaningOf, troubleIn } from './trouble.js'

/** The application's server, not listening yet. */
export function createApp(config) {
  const rules = rulesWith(config.defects)
  const transport = createTransport({ config, rules })
  const app = {
    config,
    rules,
    holdings: new Holdings(),
    screens: new SeenScreens(),
    sessions: new Sessions(config.serverCertificate !== null),
    platform: createPlatform({ config, rules, transport }),
    ...(config.issuer === null ? {} : { oauth: createOauth({ config, rules, transport }) }),
    ...(config.openData ? { openData: createSource({ config, rules, transport }) } : {}),
  }
  app.failed = (error, language) => {
    report(error)
    return rules.crashScreen(error, language)
  }
  app.drive = createDrive(app)
  const { serverCertificate: cert, serverKey: key } = config
  app.base = `${cert === null ? 'http' : 'https'}://${config.host}`
  app.routes = routesOf(app)
  const answer = (request, response) => void serve(app, request, response)
  const server =
    cert === null ? createHttpServer(answer) : createHttpsServer({ cert, key, minVersion: 'TLSv1.2' }, answer)
  server.on('close', () => void transport.close())
  return { server, scheme: cert === null ? 'http' : 'https' }
}

/** Where the errands of tests are taken up. */
const beginPath = '/begin/'

async function serve(app, request, response) {
  for (const [name, value] of Object.entries(headersOf(app))) response.setHeader(name, value)
  const url = new URL(request.url, app.base)
  const session = app.sessions.of(request)
  const visit = { app, request, response, url, session, language: languageOf(session, url) }
  try {
    const route = app.routes[`${request.method} ${isCallback(app, url) ? 'callback' : url.pathname}`]
    if (route !== undefined) await route(visit)
    else if (url.pathname.startsWith(beginPath)) beginErrand(visit)
    else show(visit, errorScreen(visit.language, 'error.not-found'), 404)
  } catch (error) {
    const screen = app.failed(error, visit.language)
    if (response.headersSent) response.destroy()
    else show(visit, screen, 500)
  }
}

/** What was asked for stays between the client and us: nothing is kept, framed, sniffed or told to the next site. */
const headersOf = ({ oauth }) => ({
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'content-security-policy': `default-src 'none'; style-src 'self'; form-action 'self'${oauth === undefined ? '' : ` ${oauth.issuer}`}; frame-ancestors 'none'; base-uri 'none'`,
})

const isCallback = ({ config }, url) =>
  config.redirectUri !== null && url.pathname === new URL(config.redirectUri).pathname

/** Where there is no authorization server, there are no accounts, and the first page is that of open data. */
const routesOf = ({ oauth, openData }) => ({
  ...commonRoutes,
  ...(openData === undefined ? {} : openDataRoutes({ show, redirect })),
  ...(oauth === undefined ? { 'GET /': (visit) => redirect(visit, '/open-data') } : accountRoutes),
})

const commonRoutes = {
  'GET /style.css': ({ response }) => {
    response.writeHead(200, { 'content-type': 'text/css; charset=utf-8' }).end(style)
  },

  'POST /drive': ({ app, request, response }) => app.drive.answer(request, response),
}

const accountRoutes = {
  'GET /': (visit) => {
    const { app, session, language } = visit
    const client = session?.client
    show(visit, client === undefined ? signInScreen(language) : homeScreen(language, { ...app, client }))
  },

  'POST /client': async (visit) => {
    const form = await readForm(visit.request)
    const [name, iin] = [form.get('name') ?? '', form.get('iin') ?? '']
    if (name === '' || !/^\d{12}$/.test(iin)) return show(visit, signInScreen(visit.language, 'client.wrong'), 400)
    visit.app.sessions.begin(visit.response, { client: { name, iin }, language: visit.language })
    redirect(visit, '/')
  },

  'POST /leave': (visit) => {
    visit.app.sessions.end(visit.request)
    redirect(visit, '/')
  },

  /** The client chose banks and data. */
  'POST /choose': async (visit) => {
    const { app, request, session } = visit
    if (session === undefined) return redirect(visit, '/')
    const form = await readForm(request)
    const providers = app.config.providers.filter(({ id }) => form.getAll('provider').includes(id))
    const scopes = form.getAll('scope')
    if (providers.length === 0 || scopes.length === 0) return redirect(visit, '/')
    session.errand = { providers, scopes }
    redirect(visit, '/before')
  },

  'GET /before': (visit) => {
    const { app, session, language } = visit
    if (session?.errand === undefined) redirect(visit, '/')
    else show(visit, beforeScreen(language, { ...app, ...session }))
  },

  /** The client goes to the platform. */
  'POST /connect': async (visit) => {
    const { app, session, language } = visit
    if (session?.errand === undefined) return redirect(visit, '/')
    app.rules.beforeNewConsent(app.holdings, session.client)
    if (!app.rules.isServed(session.client)) {
      session.result = { kind: 'not-served' }
      return redirect(visit, '/result')
    }
    try {
      const { url, journey } = await app.oauth.begin({ ...session.errand, language })
      setOut(session, journey)
      redirect(visit, url)
    } catch (error) {
      session.result = resultOf(error)
      redirect(visit, '/result')
    }
  },

  /** She is back. Whatever came of it is told at an address that holds nothing of the answer. */
  'GET callback': async (visit) => {
    const { app, session, url } = visit
    const journey = app.rules.journeyOf(session, url.searchParams.get('state') ?? undefined)
    if (session === undefined || journey === undefined) {
      return show(visit, resultScreen(visit.language, { ...app, result: { kind: 'another-session' } }), 400)
    }
    comeBack(session, journey)
    try {
      const consent = await app.oauth.finish(url.searchParams, journey)
      app.holdings.keep(session.client, consent)
      session.result = { kind: 'linked', providers: journey.providers }
    } catch (error) {
      session.result = resultOf(error)
    }
    redirect(visit, '/result')
  },

  'GET /result': (visit) => show(visit, resultScreen(visit.language, { ...visit.app, result: visit.session?.result })),

  'GET /accounts': async (visit) => {
    const { app, session, url, language } = visit
    if (session === undefined) return redirect(visit, '/')
    const provider = app.config.providers.find(({ id }) => id === url.searchParams.get('provider'))
    if (provider === undefined) return redirect(visit, '/')
    const sections = await sectionsOf(app, session.client, [provider])
    show(visit, accountsScreen(language, { ...app, client: session.client, sections }))
  },
}

/** An errand that a test gave is taken up by the browser that opens its address. */
function beginErrand(visit) {
  const errand = visit.app.drive.errandOf(visit.url.pathname.slice(beginPath.length))
  if (errand === undefined) return show(visit, errorScreen(visit.language, 'error.not-found'), 404)
  const { client, providers, scopes } = errand
  visit.app.sessions.begin(visit.response, { client, errand: { providers, scopes }, language: visit.language })
  redirect(visit, '/before')
}

/** What the client is told of a journey that failed. */
function resultOf(error) {
  if (error instanceof Declined) return { kind: 'declined' }
  report(error)
  const trouble = troubleIn(error)
  if (trouble === undefined) return { kind: 'not-trusted' }
  const meaning = meaningOf(trouble)
  const isOfData = ['consent-gone', 'narrowed', 'refused'].includes(meaning)
  return { kind: isOfData ? 'failed' : meaning, status: trouble.status }
}

function show({ app, response, language, url }, screen, status = 200) {
  app.screens.note(screen)
  const html = asHtml(screen, { language, name: app.config.name, path: `${url.pathname}${url.search}` })
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end(html)
}

function redirect({ response }, location) {
  response.writeHead(303, { location }).end()
}

/** For the application's own journal: what kind of thing it was; no token and no data of a client. */
function report(error) {
  const { kind, status } = troubleIn(error) ?? {}
  const { name, code } = Object(error)
  process.stderr.write(`${JSON.stringify({ level: 'warning', kind: kind ?? name, status, code })}\n`)
}
