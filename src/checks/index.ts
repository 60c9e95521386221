import type { CheckKind } from '../model/vocabulary.js'
import { body } from './body.js'
import { carries } from './carries.js'
import { conforms } from './conforms.js'
import { count } from './count.js'
import { disclosesNothingOf } from './discloses-nothing-of.js'
import { each } from './each.js'
import { echoes } from './echoes.js'
import { encoded } from './encoded.js'
import { inPeriod } from './in-period.js'
import { item } from './item.js'
import { meanTime } from './mean-time.js'
import { paged } from './paged.js'
import { redirected } from './redirected.js'
import { refused } from './refused.js'
import { same } from './same.js'
import { status } from './status.js'
import { throttled } from './throttled.js'

/** The vocabulary of checks. A new check is a file here and a line below. */
export const checks: ReadonlyMap<string, CheckKind> = new Map(
  [
    body,
    carries,
    conforms,
    count,
    disclosesNothingOf,
    each,
    echoes,
    encoded,
    inPeriod,
    item,
    meanTime,
    paged,
    redirected,
    refused,
    same,
    status,
    throttled,
  ].map((kind) => [kind.name, kind]),
)
