import { didYouMean } from '../base/suggest.js'
import { contractFamilies, namesFamily, type ContractFamily } from '../model/defect.js'
import type { Scenario } from '../model/scenario.js'
import type { Vocabulary } from '../model/vocabulary.js'
import { revealedBy } from './reveals.js'
import type { Source } from './source.js'
import { choices } from './words.js'

/** How a scenario reveals a family. */
const revealing: Readonly<Record<ContractFamily, string>> = {
  'contract/answer': '«conforms: response»',
  'contract/paging': '«paged: …»',
  'contract/refusal': '«conforms: refusal»',
  'contract/refusal-status': '«refused: …»',
}

/** Families that a scenario claims to catch exist. */
export function checkFamilies(source: Source, catches: readonly string[]): void {
  catches.forEach((id, i) => {
    if (!namesFamily(id) || isFamily(id)) return
    const remedy = choices(didYouMean(id, contractFamilies), 'Families', contractFamilies)
    source.report('unknown-family', ['catches', i], `There is no family of defects «${id}».`, remedy)
  })
}

/** What a scenario claims to catch is revealed by a check of its own. Its steps are sound. */
export function checkRevealed(source: Source, { catches, steps }: Scenario, vocabulary: Vocabulary): void {
  const revealed = revealedBy(steps, vocabulary).map(({ family }) => family)
  catches.forEach((id, i) => {
    if (!isFamily(id) || revealed.includes(id)) return
    const remedy = `Add ${revealing[id]} to the request that shows them, or take the family out.`
    source.report('family-not-revealed', ['catches', i], `No check of this scenario reveals «${id}».`, remedy)
  })
}

const isFamily = (id: string): id is ContractFamily => contractFamilies.some((family) => family === id)
