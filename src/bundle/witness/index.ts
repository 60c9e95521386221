/** An operator's witness: her mandate before a run, the platform's journal after it, and what both say of the evidence. */
export { newMandate, readMandate, signMandate, type MandateReading } from './mandate.js'
export { journalText, readJournal, signJournal, type JournalReading } from './journal.js'
export { agrees, compareJournal, type Comparison } from './compare.js'
export type { EvidenceOfRun } from './evidence-exchanges.js'
export { recordedMandate, witnessing, type Shortfall, type Witnessing } from './witnessing.js'
export type { TrustedKeys } from './signed-json.js'
export { comparisonWords, shortfallWords, witnessingWords } from './words.js'
