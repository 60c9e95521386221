import { decodeJwt, decodeProtectedHeader } from 'jose'
import { notFound, unauthorized } from './errors.js'
import { soundRules as sound } from './rules.js'

/**
 * Wrong behaviour by name, to see whether a test catches it. Each replaces sound rules and nothing else.
 * A bank that starts from this example deletes this file.
 */
const defects = {
  'accepts-no-certificate': {
    handshakeNeedsCertificate: () => false,
    isPlatform: (presented, platform) => presented === undefined || sound.isPlatform(presented, platform),
    isBound: (claims, presented) => presented === undefined || sound.isBound(claims, presented),
  },
  'ignores-signature': { verifySignature: decodeOnly },
  'ignores-audience': { isForUs: () => true },
  'accepts-expired-token': { isCurrent: () => true },
  'ignores-scope': { tokenHasScope: () => true, consentHasScope: () => true },
  'ignores-consent': { requireConsent: async () => {} },
  'serves-after-revocation': { isRevoked: () => false },
  'serves-after-expiry': { isExpired: () => false },
  'refuses-shared-consent': {
    consentNamesBank: (consent, participant) =>
      consent.providers.length === 1 && sound.consentNamesBank(consent, participant),
  },
  'no-accounts-as-error': {
    accountsOf: (customer) => {
      if (customer.accounts.length === 0) throw notFound()
      return sound.accountsOf(customer)
    },
  },
  'foreign-account-served': {
    findAccount: (_, accountId, customers) =>
      sound.findAccount({ accounts: [...customers.values()].flatMap(({ accounts }) => accounts) }, accountId),
  },
  'amount-as-number': { amountBody: Number },
  'missing-required-field': {
    accountBody: (details) => ({ ...sound.accountBody(details), iban: undefined }),
  },
  'closed-account-hidden': {
    accountsOf: (customer) => sound.accountsOf(customer).filter(({ details }) => details.status !== 'closed'),
  },
  'wrong-currency': { balanceCurrency: () => 'KZT' },
  'no-offset': { momentBody: (moment) => moment.slice(0, 19) },
  'knows-no-companies': {
    customerOf: (claims, customers) => sound.customerOf(isCompany(claims) ? {} : claims, customers),
  },
  'ignores-date-filter': { isInPeriod: () => true },
  'excludes-last-day': { isInPeriod: (day, { fromDate, toDate }) => day >= fromDate && day < toDate },
  'unstable-order': { rowsOfPage: firstTwoInTurns() },
  'wrong-total': { totalElements: (rows) => rows.length + 1 },
  'page-overlap': {
    rowsOfPage: (rows, { pageNumber, pageSize }) => {
      const start = Math.max(0, (pageNumber - 1) * pageSize - 1)
      return rows.slice(start, start + pageSize)
    },
  },
  'no-request-id': { requestIdHeader: () => ({}) },
  'request-id-only-echoed': {
    requestIdHeader: (requestId, { headers }) => ('x-request-id' in headers ? sound.requestIdHeader(requestId) : {}),
  },
  'wrong-encoding': {
    encoded: (body) => ({ ...sound.encoded(body), type: 'application/json; charset=windows-1251' }),
  },
  'html-error-page': {
    encoded: (body) => ('code' in body ? htmlPage(body) : sound.encoded(body)),
  },
  'error-with-stack': {
    errorBody: (error, requestId) => ({ ...sound.errorBody(error, requestId), stack: error.stack }),
  },
}

/** The names that `--defect` takes. */
export const defectNames = Object.keys(defects)

/** The sound rules, with those replaced that the named defects break. */
export const rulesWith = (names) => Object.assign({}, sound, ...names.map((name) => defects[name]))

/** The fifth digit of a BIN is 4, 5 or 6; of an IIN it begins a day. */
const isCompany = ({ sub }) => /^\d{4}[456]/.test(sub)

/** Every second reading of a page has its first two rows the other way round. */
function firstTwoInTurns() {
  let readings = 0
  return (rows, paging) => {
    const [first, second, ...rest] = sound.rowsOfPage(rows, paging)
    readings += 1
    return second === undefined || readings % 2 === 1 ? sound.rowsOfPage(rows, paging) : [second, first, ...rest]
  }
}

const htmlPage = ({ message }) => ({
  type: 'text/html; charset=utf-8',
  bytes: Buffer.from(`<!doctype html><title>Error</title><h1>${message}</h1>`),
})

async function decodeOnly(token) {
  try {
    return { header: decodeProtectedHeader(token), claims: decodeJwt(token) }
  } catch {
    throw unauthorized('token_invalid', 'The token is no JWT')
  }
}
