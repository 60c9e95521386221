import { createServer } from 'node:https'
import { Agent } from 'undici'
import { presentedCertificate } from './certificate.js'
import { rulesWith } from './defects.js'
import { notFound, Refusal, requestIdOf, unauthorized } from './errors.js'
import { openDataAnswer, openDataAt } from './open-data/answer.js'
import { rateOf } from './rate.js'
import { findRoute } from './routes.js'
import { platformKeys, requireScope, verifiedClaims } from './token.js'

/** The bank's HTTPS server, not listening yet, and the connections to the platform that end with it. */
export function createBank(config, customers) {
  const rules = rulesWith(config.defects)
  const { ca, clientCertificate: cert, clientKey: key } = config
  const dispatcher = new Agent({ connect: { ca, cert, key, timeout: 2000 }, maxResponseSize: 1_000_000 })
  const bank = {
    config,
    customers,
    rules,
    dispatcher,
    keys: config.jwks && platformKeys(config, dispatcher),
    rate: rateOf(config.rateLimit),
  }

  const server = createServer({
    cert: config.certificate,
    key: config.key,
    ca,
    requestCert: true,
    rejectUnauthorized: rules.handshakeNeedsCertificate(),
    ...rules.tlsVersions(),
  })
  server.on('request', (request, response) => void answer(request, response, bank))
  server.on('close', () => void dispatcher.destroy())
  return server
}

async function answer(request, response, bank) {
  const requestId = requestIdOf(request)
  try {
    const { status, body, headers } = await serve(request, requestId, bank)
    send(request, response, status, body, requestId, bank, headers)
  } catch (error) {
    const { status = 500, headers = {} } = error instanceof Refusal ? error : {}
    if (status >= 500) report(error, requestId)
    send(
      request,
      response,
      bank.rules.refusalStatus(status),
      bank.rules.errorBody(error, requestId),
      requestId,
      bank,
      bank.rules.refusalHeaders(headers),
    )
  }
}

/** Every check, in order: who calls, what is called, by which right, with which parameters, with whose consent. */
async function serve(request, requestId, bank) {
  const presented = presentedCertificate(request.socket)
  if (!bank.rules.isPlatform(presented, bank.config.platformCertificate)) {
    throw unauthorized('certificate_not_accepted', 'Only the platform is served here')
  }
  bank.rules.requireWithinRate(bank.rate)
  const [path, query] = request.url.split('?', 2)
  const openData = openDataAt(path)
  if (openData) return openDataAnswer(request, openData, new URLSearchParams(query), bank)
  // Without a platform that gives tokens there is nobody whose accounts could be shown.
  if (!bank.keys) throw notFound()
  const route = findRoute(request.method, path, bank.rules)
  bank.rules.requireJsonAccepted(request.headers.accept)

  const claims = await verifiedClaims(request.headers.authorization, presented, bank)
  requireScope(claims, route.scope, bank)
  const parameters = route.read(route.segments, new URLSearchParams(query), bank.rules)
  await bank.rules.requireConsent(claims, route.scope, requestId, bank)

  await bank.rules.beforeAnswer(request)
  return { status: 200, body: route.answer(bank.rules.customerOf(claims, bank.customers), parameters, bank) }
}

/** An answer; without a body where there is none to send, as with 304. */
function send(request, response, status, body, requestId, bank, headers = {}) {
  const { type, bytes } = body === undefined ? {} : bank.rules.encoded(body, status)
  response.writeHead(status, {
    ...(bytes && { 'content-type': type, 'content-length': bytes.length }),
    'cache-control': 'no-store',
    ...bank.rules.requestIdHeader(requestId, request),
    ...headers,
  })
  response.end(bytes)
}

/** For the bank's own journal: enough to find the cause, no token and no data of a client. */
function report(error, requestId) {
  const cause = error instanceof Refusal ? error.reason : error
  process.stderr.write(
    `${JSON.stringify({ level: 'error', requestId, cause: cause?.cause?.message ?? cause?.message })}\n`,
  )
}
