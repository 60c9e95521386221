import type { CheckKind } from '../model/vocabulary.js'
import { body } from './body.js'
import { conforms } from './conforms.js'
import { count } from './count.js'
import { disclosesNothingOf } from './discloses-nothing-of.js'
import { echoes } from './echoes.js'
import { paged } from './paged.js'
import { redirected } from './redirected.js'
import { refused } from './refused.js'
import { status } from './status.js'

/** The vocabulary of checks. A new check is a file here and a line below. */
export const checks: ReadonlyMap<string, CheckKind> = new Map(
  [body, conforms, count, disclosesNothingOf, echoes, paged, redirected, refused, status].map((kind) => [
    kind.name,
    kind,
  ]),
)
