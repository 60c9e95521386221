import { mapText } from '../../base/text.js'
import type { RunRecord } from '../../model/run.js'
import { spoken } from '../../render/spoken.js'
import { whySkipped } from '../departures.js'
import { durationOf } from '../explained.js'
import { plainLine } from '../../render/printable.js'
import { recordFile, type Result } from '../results.js'
import { inEveryLanguage, wordings } from '../wording/index.js'
import { onPage } from '../wording/page.js'
import { exchangeViews } from './exchange.js'
import { findingViews, gistOf } from './findings.js'
import { keyOf, signs } from './key.js'
import { restViews, stepViews, undoneView } from './steps.js'

/** Everything that the page says of one scenario in one mode. */
export function resultView(record: RunRecord, result: Result): object {
  const { scenario, mode, state, attempt } = result
  const exchanges = exchangeViews(result)
  const skipped = whySkipped(result, wordings.ru)
  const why = skipped === undefined ? null : spoken(inEveryLanguage((wording) => whySkipped(result, wording) ?? ''))
  const steps = stepViews(record, result, exchanges)
  const findings = attempt?.verdict.findings ?? []
  const requirements = new Set([...scenario.requires, ...findings.map(({ requirement }) => requirement)])
  return {
    key: keyOf(result),
    state,
    sign: signs[state],
    stateLabel: spoken(inEveryLanguage((wording) => wording.state[state])),
    mode,
    modeLabel: spoken(inEveryLanguage((wording) => wording.mode[mode])),
    script: scenario.script,
    requirements: [...requirements].map((id) => plainLine(id)),
    requirementList: [...requirements].map((id) => plainLine(id)).join(' '),
    title: spoken(mapText(scenario.title, plainLine)),
    id: plainLine(scenario.id),
    selfCheck: scenario.subject === 'platform',
    took: attempt?.startedAt === undefined ? null : spoken(onPage((words) => words.ms(String(durationOf(result))))),
    gist: why ?? gistOf(record, result),
    why,
    findings: findingViews(record, result, exchanges),
    steps: steps.length === 0 ? null : steps,
    undone: undoneView(result, exchanges),
    rest: restViews(result, exchanges),
    record: attempt === undefined ? null : (recordFile(result) ?? null),
  }
}
