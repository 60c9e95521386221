import { handshakeNeedsCertificate, isPlatform } from './certificate.js'
import { consentHasScope, consentNamesBank, isExpired, isRevoked, requireConsent } from './consent.js'
import { encoded, errorBody, refusalHeaders, requestIdHeader } from './errors.js'
import { isInPeriod, readPaging, rowsOfPage, totalElements } from './paging.js'
import { requireWithinRate } from './rate.js'
import {
  accountBody,
  accountsOf,
  amountBody,
  balanceCurrency,
  beforeAnswer,
  customerOf,
  findAccount,
  isServed,
  momentBody,
  readAccountId,
  requireJsonAccepted,
} from './routes.js'
import {
  hasBegun,
  isBound,
  isCurrent,
  isForUs,
  isOurIssuer,
  tokenHasScope,
  verifySignature,
  withoutToken,
} from './token.js'

/** What the bank does right, in the order in which a request meets it. A planted defect replaces some of these. */
export const soundRules = {
  handshakeNeedsCertificate,
  isPlatform,
  requireWithinRate,
  isServed,
  requireJsonAccepted,
  withoutToken,
  verifySignature,
  isOurIssuer,
  isForUs,
  isCurrent,
  hasBegun,
  isBound,
  tokenHasScope,
  readAccountId,
  readPaging,
  requireConsent,
  isRevoked,
  isExpired,
  consentNamesBank,
  consentHasScope,
  beforeAnswer,
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
  refusalHeaders,
  errorBody,
  encoded,
}
