import { setTimeout } from 'node:timers/promises'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import { accessDefects } from './defects/access.js'
import { dataDefects } from './defects/data.js'
import { nowAndThenDefects } from './defects/now-and-then.js'
import { pagingDefects } from './defects/paging.js'
import { refusalDefects } from './defects/refusals.js'
import { openDataDefects, sharedWithOpenData } from './open-data/defects.js'
import { forbidden, notFound, unauthorized } from './errors.js'
import { isDate } from './paging.js'
import { soundRules as sound } from './rules.js'

/** What Node calls an expired certificate. */
const expired = 'CERT_HAS_EXPIRED'

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
  'accepts-any-certificate': admitting(() => true),
  'accepts-expired-certificate': admitting((presented) => presented?.fault === expired),
  'accepts-foreign-certificate': admitting((presented) => ![undefined, null, expired].includes(presented?.fault)),
  'trusts-whole-authority': admitting((presented) => presented?.trusted),
  'ignores-binding': { isBound: () => true },
  'serves-without-token': {
    withoutToken: () => ({ scope: 'accounts account_balance account_transactions' }),
    requireConsent: async (claims, ...rest) => claims.consent_id && sound.requireConsent(claims, ...rest),
  },
  'fails-on-garbage': {
    verifySignature: async (token, keys) => {
      JSON.parse(Buffer.from(token.split('.')[0], 'base64url').toString())
      return sound.verifySignature(token, keys)
    },
  },
  'accepts-alg-none': {
    verifySignature: (token, keys) => (token.endsWith('.') ? decodeOnly(token) : sound.verifySignature(token, keys)),
  },
  'ignores-issuer': { isOurIssuer: () => true },
  'accepts-early-token': { hasBegun: () => true },
  'ignores-signature': { verifySignature: decodeOnly },
  'ignores-audience': { isForUs: () => true },
  'accepts-expired-token': { isCurrent: () => true },
  'ignores-scope': { tokenHasScope: () => true, consentHasScope: () => true },
  'balance-scope-for-transactions': {
    tokenHasScope: (claims, scope) => eitherScope(sound.tokenHasScope, claims, scope),
    consentHasScope: (consent, scope) => eitherScope(sound.consentHasScope, consent, scope),
  },
  'ignores-narrowing': { consentHasScope: () => true },
  'ignores-consent': { requireConsent: async () => {} },
  'serves-after-revocation': { isRevoked: () => false },
  'remembers-revocation': { requireConsent: closingBalances() },
  'revives-revoked-consent': { requireConsent: takingAnyLaterConsent() },
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
  'fails-on-unknown-account': {
    findAccount: (...asked) => {
      const account = sound.findAccount(...asked)
      if (!account) throw new Error('no row where one was expected')
      return account
    },
  },
  'fails-on-malformed-id': {
    readAccountId: (text) => {
      if (!/^[0-9a-f-]{36}$/i.test(text)) throw new Error('no UUID')
      return text.toLowerCase()
    },
  },
  'fails-on-quote': {
    readAccountId: (text) => {
      if (decodeURIComponent(text).includes("'")) throw new Error('unterminated quoted string')
      return sound.readAccountId(text)
    },
  },
  'clamps-page-size': { readPaging: (query) => sound.readPaging(clamped(query)) },
  'ignores-malformed-dates': { readPaging: (query) => sound.readPaging(withoutFalseDates(query)) },
  'serves-reversed-period': {
    readPaging: (query) =>
      sound.readPaging(query.get('fromDate') > query.get('toDate') ? new URLSearchParams() : query),
  },
  'serves-any-method': { isServed: () => true },
  'fails-on-accept': {
    requireJsonAccepted: (accept = '*/*') => {
      if (!/json|\*/.test(accept)) throw new Error('no converter for this type')
    },
  },
  'no-allow': { refusalHeaders: (headers) => leavingOut('allow', headers) },
  'no-challenge': { refusalHeaders: (headers) => leavingOut('www-authenticate', headers) },
  'ignores-rate-limit': { requireWithinRate: () => {} },
  'no-retry-after': { refusalHeaders: (headers) => leavingOut('retry-after', headers) },
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
  slow: { beforeAnswer: slowFromTheThirdReading() },
  'wrong-encoding': {
    encoded: (body) => ({ ...sound.encoded(body), type: 'application/json; charset=windows-1251' }),
  },
  'html-error-page': {
    encoded: (body) => ('code' in body ? htmlPage(body) : sound.encoded(body)),
  },
  'error-with-stack': {
    errorBody: (error, requestId) => ({ ...sound.errorBody(error, requestId), stack: error.stack }),
  },
  ...accessDefects,
  ...pagingDefects,
  ...dataDefects,
  ...refusalDefects,
  ...nowAndThenDefects,
  ...openDataDefects,
}

/** The names that `--defect` takes. */
export const defectNames = Object.keys(defects)

const ofOpenData = Object.keys(openDataDefects)

/** The systems whose operations this bank serves, each with the defects that show in them. */
export const servedSystems = {
  'npck-accounts': defectNames.filter((name) => !ofOpenData.includes(name)),
  'npck-open-data': [...sharedWithOpenData, ...ofOpenData],
}

/** The sound rules, with those replaced that the named defects break. */
export const rulesWith = (names) => Object.assign({}, sound, ...names.map((name) => defects[name]))

/** Lets callers in beside the platform, and does not ask what their token is bound to. */
function admitting(isAdmitted) {
  return {
    handshakeNeedsCertificate: () => false,
    isPlatform: (presented, platform) => sound.isPlatform(presented, platform) || isAdmitted(presented),
    isBound: (claims, presented) => sound.isBound(claims, presented) || isAdmitted(presented),
  }
}

/** The scope for balances is taken for that of transactions too. */
const eitherScope = (has, grant, scope) =>
  has(grant, scope) || (scope === 'account_transactions' && has(grant, 'account_balance'))

/** A client whose revoked consent was presented for balances gets none ever after, whatever the new consent. */
function closingBalances() {
  const closed = new Set()
  return async (claims, scope, ...rest) => {
    if (scope === 'account_balance' && closed.has(claims.sub)) throw forbidden('consent_revoked', 'Access was revoked')
    try {
      await sound.requireConsent(claims, scope, ...rest)
    } catch (error) {
      if (scope === 'account_balance' && error.code === 'consent_revoked') closed.add(claims.sub)
      throw error
    }
  }
}

/** A consent that was good and is revoked is taken again once another one of the client has been found good after it. */
function takingAnyLaterConsent() {
  const found = new Map()
  return async (claims, ...rest) => {
    const good = found.get(claims.sub) ?? []
    try {
      await sound.requireConsent(claims, ...rest)
      found.set(claims.sub, [...good.filter((id) => id !== claims.consent_id), claims.consent_id])
    } catch (error) {
      const isFollowed = good.includes(claims.consent_id) && good.at(-1) !== claims.consent_id
      if (error.code !== 'consent_revoked' || !isFollowed) throw error
    }
  }
}

/** The third and every later reading of the account list with one token takes four seconds. */
function slowFromTheThirdReading() {
  const readings = new Map()
  return async ({ headers, url }) => {
    if (!url.endsWith('/accounts')) return
    const before = readings.get(headers.authorization) ?? 0
    readings.set(headers.authorization, before + 1)
    if (before >= 2) await setTimeout(4000)
  }
}

const leavingOut = (name, headers) => Object.fromEntries(Object.entries(headers).filter(([key]) => key !== name))

const withoutFalseDates = (query) =>
  new URLSearchParams([...query].filter(([name, value]) => !name.endsWith('Date') || isDate(value)))

/** Sizes and numbers of pages as a forgiving bank takes them. */
const clamped = (query) =>
  new URLSearchParams(
    [...query].map(([name, value]) => [
      name,
      name.startsWith('page') ? String(Math.min(Math.max(Number.parseInt(value, 10) || 1, 1), 100)) : value,
    ]),
  )

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
