import { handshakeNeedsCertificate, isPlatform } from './certificate.js'
import { consentHasScope, consentNamesBank, isExpired, isRevoked, requireConsent } from './consent.js'
import { encoded, errorBody, requestIdHeader } from './errors.js'
import { isInPeriod, rowsOfPage, totalElements } from './paging.js'
import { accountBody, accountsOf, amountBody, balanceCurrency, customerOf, findAccount, momentBody } from './routes.js'
import { isBound, isCurrent, isForUs, tokenHasScope, verifySignature } from './token.js'

/** What the bank does right, in the order in which a request meets it. A planted defect replaces some of these. */
export const soundRules = {
  handshakeNeedsCertificate,
  isPlatform,
  verifySignature,
  isForUs,
  isCurrent,
  isBound,
  tokenHasScope,
  requireConsent,
  isRevoked,
  isExpired,
  consentNamesBank,
  consentHasScope,
  customerOf,
  findAccount,
  accountsOf,
  accountBody,
  amountBody,
  balanceCurrency,
  momentBody,
  isInPeriod,
  rowsOfPage,
  totalElements,
  requestIdHeader,
  errorBody,
  encoded,
}
