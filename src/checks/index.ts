import type { CheckKind } from '../model/vocabulary.js'
import { backsOff } from './backs-off.js'
import { body } from './body.js'
import { carries } from './carries.js'
import { conditional } from './conditional.js'
import { confirmed } from './confirmed.js'
import { conforms } from './conforms.js'
import { count } from './count.js'
import { disclosesNothingOf } from './discloses-nothing-of.js'
import { each } from './each.js'
import { echoes } from './echoes.js'
import { encoded } from './encoded.js'
import { everyPage } from './every-page.js'
import { givesUp } from './gives-up.js'
import { inOrder } from './in-order.js'
import { inPeriod } from './in-period.js'
import { item } from './item.js'
import { language } from './language.js'
import { meanTime } from './mean-time.js'
import { noTokenInUrl } from './no-token-in-url.js'
import { only } from './only.js'
import { pace } from './pace.js'
import { paged } from './paged.js'
import { provesPkce } from './proves-pkce.js'
import { redirected } from './redirected.js'
import { refused } from './refused.js'
import { requests } from './requests.js'
import { revealsNoInternals } from './reveals-no-internals.js'
import { rule } from './rule.js'
import { same } from './same.js'
import { sends } from './sends.js'
import { status } from './status.js'
import { throttled } from './throttled.js'
import { underLoad } from './under-load.js'

/** The vocabulary of checks. A new check is a file here and a line below. */
export const checks: ReadonlyMap<string, CheckKind> = new Map(
  [
    backsOff,
    body,
    carries,
    conditional,
    confirmed,
    conforms,
    count,
    disclosesNothingOf,
    each,
    echoes,
    encoded,
    everyPage,
    givesUp,
    inOrder,
    inPeriod,
    item,
    language,
    meanTime,
    noTokenInUrl,
    only,
    pace,
    paged,
    provesPkce,
    redirected,
    refused,
    requests,
    revealsNoInternals,
    rule,
    same,
    sends,
    status,
    throttled,
    underLoad,
  ].map((kind) => [kind.name, kind]),
)
