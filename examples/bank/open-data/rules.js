import { pageOf } from './answer.js'
import { entityTag, hasAlready, languageFor, requireVersion } from './negotiation.js'
import { readParameters } from './parameters.js'
import { publication } from './publication.js'

/** What the bank does right where it answers with open data, by names of their own. */
export const openDataRules = {
  requireVersion,
  readParameters,
  languageFor,
  publication,
  pageOf,
  entityTag,
  hasAlready,
}
