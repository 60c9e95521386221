import { isCovered, isServed, consentFor, oldData } from './accounts.js'
import { faultOf, parsed, unknownField } from './answers.js'
import { beforeNewConsent, onConsentGone, onNarrowed } from './holdings.js'
import { afterDecline, callbackAddress, challenge, nonce, redeem, state, verifier } from './oauth.js'
import { copyKey, condition, isOfCopy, kept } from './open-data/copies.js'
import { isPlausible } from './open-data/plausible.js'
import { lastUpdateTold, staleTold } from './open-data/screen.js'
import { acceptLanguage, isOfBank } from './open-data/source.js'
import { isPassing, pauseBefore } from './patience.js'
import { dataRequest, pagesAfterFirst, pageSize, requestId } from './platform.js'
import {
  connectOffered,
  crashScreen,
  dataTold,
  newConsentAsked,
  notActiveTold,
  organisationsTold,
  rememberedBanks,
  resultTold,
} from './screens.js'
import { journeyOf } from './sessions.js'
import {
  bodyBrokeOff,
  connections,
  decoded,
  largestAnswer,
  nextAddress,
  timeLimit,
  tlsOptions,
  withinPace,
} from './transport.js'

/** What the application does right, by name. A planted defect replaces some of these. */
export const soundRules = {
  organisationsTold,
  dataTold,
  beforeNewConsent,
  verifier,
  challenge,
  state,
  nonce,
  journeyOf,
  callbackAddress,
  redeem,
  afterDecline,
  resultTold,
  isServed,
  consentFor,
  isCovered,
  requestId,
  dataRequest,
  pageSize,
  pagesAfterFirst,
  tlsOptions,
  connections,
  withinPace,
  timeLimit,
  largestAnswer,
  bodyBrokeOff,
  decoded,
  nextAddress,
  isPassing,
  pauseBefore,
  parsed,
  faultOf,
  unknownField,
  onConsentGone,
  onNarrowed,
  oldData,
  notActiveTold,
  newConsentAsked,
  connectOffered,
  rememberedBanks,
  crashScreen,
  acceptLanguage,
  condition,
  copyKey,
  isOfCopy,
  kept,
  isOfBank,
  isPlausible,
  lastUpdateTold,
  staleTold,
}
