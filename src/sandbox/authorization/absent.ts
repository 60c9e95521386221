import { requestIdOf, sendRefusal } from '../answer.js'
import { pageLanguage, sendPage } from '../pages/page-response.js'
import type { Authorization } from './types.js'

/** In place of an authorization server, for a contract without consents: there is nothing to sign in to. */
export function absentAuthorization(): Authorization {
  return {
    api: (request, response) => {
      const message = 'There is no such operation here'
      sendRefusal(response, requestIdOf(request), { status: 404, code: 'not_found', message })
    },
    pages: (request, response) => {
      sendPage(response, 'error', { reason: 'no-page' }, { lang: pageLanguage(request, response), status: 404 })
    },
    verifyUserToken: () => Promise.resolve(undefined),
    reset: () => undefined,
  }
}
