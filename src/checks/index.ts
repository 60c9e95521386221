import type { CheckKind } from '../model/vocabulary.js'
import { body } from './body.js'
import { carries } from './carries.js'
import { conditional } from './conditional.js'
import { conforms } from './conforms.js'
import { count } from './count.js'
import { disclosesNothingOf } from './discloses-nothing-of.js'
import { each } from './each.js'
import { echoes } from './echoes.js'
import { encoded } from './encoded.js'
import { inOrder } from './in-order.js'
import { inPeriod } from './in-period.js'
import { item } from './item.js'
import { language } from './language.js'
import { meanTime } from './mean-time.js'
import { paged } from './paged.js'
import { redirected } from './redirected.js'
import { refused } from './refused.js'
import { revealsNoInternals } from './reveals-no-internals.js'
import { rule } from './rule.js'
import { same } from './same.js'
import { status } from './status.js'
import { throttled } from './throttled.js'
import { underLoad } from './under-load.js'

/** The vocabulary of checks. A new check is a file here and a line below. */
export const checks: ReadonlyMap<string, CheckKind> = new Map(
  [
    body,
    carries,
    conditional,
    conforms,
    count,
    disclosesNothingOf,
    each,
    echoes,
    encoded,
    inOrder,
    inPeriod,
    item,
    language,
    meanTime,
    paged,
    redirected,
    refused,
    revealsNoInternals,
    rule,
    same,
    status,
    throttled,
    underLoad,
  ].map((kind) => [kind.name, kind]),
)
