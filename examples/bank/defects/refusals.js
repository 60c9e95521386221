import { randomUUID } from 'node:crypto'
import { notFound, Refusal } from '../errors.js'
import { soundRules as sound } from '../rules.js'

/** Wrong in how a request is refused, and in what a refusal gives away. */
export const refusalDefects = {
  'error-inside-200': { refusalStatus: (status) => (status === 404 ? 200 : status) },
  'error-as-text': {
    encoded: (body, status) => {
      const right = sound.encoded(body, status)
      return status === 405 || status === 406 ? { ...right, type: 'text/plain; charset=utf-8' } : right
    },
  },
  'error-without-code': refusing(404, ({ message, requestId }) => ({ message, requestId })),
  'stack-in-message': refusing(404, (body, { stack }) => ({ ...body, message: stack.slice(0, 300) })),
  'query-in-message': refusing(400, (body) => ({
    ...body,
    message: 'syntax error at or near "\'" in SELECT * FROM accounts WHERE account_id = $1',
  })),
  'foreign-name-in-error': {
    unknownAccount: (accountId, customers) => {
      const owner = ownerOf(accountId, customers)
      return owner ? new Refusal(404, 'not_found', `The account is held by ${owner.name}`) : notFound()
    },
  },
  'foreign-iban-in-error': {
    unknownAccount: (accountId, customers) => {
      const { details } = ownerOf(accountId, customers)?.accounts.find((held) => isOf(held, accountId)) ?? {}
      return details ? new Refusal(404, 'not_found', `${details.iban} is not an account of this client`) : notFound()
    },
  },
  'fails-on-long-id': {
    readAccountId: (text) => {
      if (text.length > 1000) throw new Error('value too long for type character varying(1000)')
      return sound.readAccountId(text)
    },
  },
  'request-id-of-its-own': { requestIdHeader: () => sound.requestIdHeader(randomUUID()) },
}

/** The bodies of refusals with this status written otherwise. */
function refusing(status, write) {
  return {
    errorBody: (error, requestId) => {
      const body = sound.errorBody(error, requestId)
      return error.status === status ? write(body, error) : body
    },
  }
}

const isOf = ({ details }, accountId) => details.accountId === accountId

const ownerOf = (accountId, customers) =>
  [...customers.values()].find(({ accounts }) => accounts.some((held) => isOf(held, accountId)))
