import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Operation } from '../../model/contract.js'
import { requestIdOf, sendRefusal } from '../answer.js'
import { absentAuthorization } from './absent.js'
import { pageLanguage, sendPage } from '../pages/page-response.js'
import { loadPages } from '../pages/render.js'
import { compileRoutes } from '../routes.js'
import { interactionPages } from './interaction.js'
import { consentsPath, myConsentsPages } from './my-consents.js'
import { discoveryPaths, hasConsents, operationsOf } from './operations.js'
import { cookieNameOf, createProvider, withoutSession } from './provider.js'
import { createStore } from './store.js'
import { userTokenVerifier } from './tokens.js'
import type { Authorization, AuthorizationContext } from './types.js'
import { userApi } from './user-api.js'

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>

/**
 * The authorization server and the consent service of a workspace; neither where the contract has no consents.
 * @throws ProblemError when the contract lacks an operation that they serve, or the pages' wording is damaged.
 */
export function createAuthorization(context: AuthorizationContext): Authorization {
  loadPages()
  if (!hasConsents(context.contract)) return absentAuthorization(context)
  const operations = operationsOf(context.contract)
  const store = createStore()
  const provider = createProvider(context, operations, store)
  const callback = provider.callback()
  const verifyUserToken = userTokenVerifier(context)
  const { consentHistory, revokeAccess } = userApi(context, verifyUserToken)
  const interaction = interactionPages(context, provider, store)
  const consents = myConsentsPages(context, store, cookieNameOf('consents', context.issuer))

  /** Addresses in answers are made from the listener's own host, whatever the request claims. */
  const oauth =
    (base: string): Handler =>
    async (request, response) => {
      request.headers.host = new URL(base).host
      withoutSession(request, context.issuer)
      await callback(request, response)
    }

  const { generateUserUrl, token, jwks, authorize } = operations
  const programs = new Map<Operation, Handler>([
    [generateUserUrl, oauth(context.api)],
    [token, oauth(context.api)],
    [jwks, oauth(context.api)],
    [operations.consentHistory, consentHistory],
    [operations.revokeAccess, revokeAccess],
  ])
  const route = compileRoutes([...programs.keys()])
  const apiHandler = (request: IncomingMessage): Handler => {
    if (discoveryPaths.includes(pathOf(request))) return oauth(context.api)
    const found = route(request)
    return found && 'allow' in found ? notAllowed(found.allow) : ((found && programs.get(found)) ?? noOperation)
  }

  const pageHandler = (path: string): Handler => {
    const under = (folder: string) => path === folder || path.startsWith(`${folder}/`)
    if (under(authorize.path) || path === jwks.path || discoveryPaths.includes(path)) return oauth(context.issuer)
    if (under('/interaction')) return interaction
    return under(consentsPath) ? consents : noPage
  }

  return {
    api: (request, response) => {
      apiHandler(request)(request, response).catch((error: unknown) => {
        report(error)
        const message = 'The sandbox failed; see its error output'
        refuse(request, response, { status: 500, code: 'internal_error', message })
      })
    },
    pages: (request, response) => {
      pageHandler(pathOf(request))(request, response).catch((error: unknown) => {
        report(error)
        notice(request, response, 'internal', 500)
      })
    },
    verifyUserToken,
    reset: () => {
      store.clear()
    },
  }
}

const pathOf = (request: IncomingMessage) => (request.url ?? '/').split('?')[0] ?? '/'

const noOperation: Handler = async (request, response) => {
  refuse(request, response, { status: 404, code: 'not_found', message: 'There is no such operation here' })
}

const notAllowed =
  (methods: readonly string[]): Handler =>
  async (request, response) => {
    const allow = methods.join(', ')
    const refusal = { status: 405, code: 'method_not_allowed', message: `Only ${allow}`, headers: { allow } }
    refuse(request, response, refusal)
  }

const noPage: Handler = async (request, response) => {
  notice(request, response, 'no-page', 404)
}

function refuse(request: IncomingMessage, response: ServerResponse, refusal: Parameters<typeof sendRefusal>[2]): void {
  if (response.headersSent) response.destroy()
  else sendRefusal(response, requestIdOf(request), refusal)
}

function notice(request: IncomingMessage, response: ServerResponse, reason: string, status: number): void {
  if (response.headersSent) response.destroy()
  else sendPage(response, 'error', { reason }, { lang: pageLanguage(request, response), status })
}

/** What went wrong on our side goes to the error output of the sandbox; it holds no values of a request. */
function report(error: unknown): void {
  console.error('The authorization server failed:', error)
}
