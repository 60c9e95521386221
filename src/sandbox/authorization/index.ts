import { restoreConsole } from './quiet-import.js'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { newUuid } from '../../base/ids.js'
import { requestIdHeader } from '../../model/headers.js'
import { pageLanguage, sendPage } from '../pages/page-response.js'
import { interactionPages } from './interaction.js'
import { consentsPath, myConsentsPages } from './my-consents.js'
import { cookieNameOf, createProvider, withoutSession } from './provider.js'
import { pathsOf } from './routes.js'
import { createStore } from './store.js'
import { userTokenVerifier } from './tokens.js'
import type { Authorization, AuthorizationContext } from './types.js'
import { userApi } from './user-api.js'

restoreConsole()

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>

/**
 * The authorization server and the consent service of a workspace.
 * @throws ProblemError when the contract lacks an operation that they serve.
 */
export function createAuthorization(context: AuthorizationContext): Authorization {
  const paths = pathsOf(context.contract)
  const store = createStore()
  const provider = createProvider(context, paths, store)
  const callback = provider.callback()
  const verifyUserToken = userTokenVerifier(context)
  const users = userApi(context, verifyUserToken)
  const interaction = interactionPages(context, provider, store)
  const consents = myConsentsPages(context, store, cookieNameOf('consents', context.issuer))

  /** Addresses in answers are made from the host of the listener, whatever the request claims. */
  const oauth =
    (base: string): Handler =>
    async (request, response) => {
      request.headers.host = new URL(base).host
      withoutSession(request, context.issuer)
      await callback(request, response)
    }

  const apiHandler = (method: string, path: string): Handler | undefined => {
    if (path === paths.generateUserUrl || path === paths.token || path === paths.jwks) return oauth(context.api)
    if (paths.discovery.includes(path)) return oauth(context.api)
    if (path === paths.consentHistory && method === 'GET') return users.consentHistory
    if (path === paths.revokeAccess && method === 'POST') return users.revokeAccess
    return undefined
  }
  const pageHandler = (path: string): Handler | undefined => {
    if (path === paths.authorize || path.startsWith(`${paths.authorize}/`)) return oauth(context.issuer)
    if (path === paths.jwks || paths.discovery.includes(path)) return oauth(context.issuer)
    if (path.startsWith('/interaction/')) return interaction
    if (path === consentsPath || path.startsWith(`${consentsPath}/`)) return consents
    return undefined
  }

  return {
    api: (request, response) => {
      const handler = apiHandler(request.method ?? 'GET', pathOf(request)) ?? noOperation
      handler(request, response).catch((error: unknown) => {
        report(error)
        sendError(response, 500, 'internal_error', 'the sandbox failed; see its error output')
      })
    },
    pages: (request, response) => {
      const handler = pageHandler(pathOf(request)) ?? noPage
      handler(request, response).catch((error: unknown) => {
        report(error)
        noticePage(request, response, 'internal', 500)
      })
    },
    verifyUserToken,
    reset: () => {
      store.clear()
    },
  }
}

const pathOf = (request: IncomingMessage) => (request.url ?? '/').split('?')[0] ?? '/'

const noOperation: Handler = async (_, response) => {
  sendError(response, 404, 'not_found', 'there is no such operation here')
}

const noPage: Handler = async (request, response) => {
  noticePage(request, response, 'no-page', 404)
}

function noticePage(request: IncomingMessage, response: ServerResponse, reason: string, status: number): void {
  if (response.headersSent) response.destroy()
  else sendPage(response, 'error', { reason }, { lang: pageLanguage(request, response), status })
}

function sendError(response: ServerResponse, status: number, code: string, message: string): void {
  if (response.headersSent) {
    response.destroy()
    return
  }
  const requestId = newUuid()
  response
    .writeHead(status, { 'content-type': 'application/json', [requestIdHeader]: requestId })
    .end(JSON.stringify({ code, message, requestId }))
}

function report(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : new Error(String(error)))
}
