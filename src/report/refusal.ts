import { inLanguage, type Text } from '../base/text.js'
import type { RunRecord } from '../model/run.js'
import { countsOf, requiredButNotPlanned, selfCheckResults, subjectResults, type Result } from './results.js'
import { isRequired } from './rows.js'
import { restsOnWaivers, waiversShortfall, type WaiversShortfall } from './waivers.js'
import { inEveryLanguage } from './wording/index.js'
import type { Wording } from './wording/ru.js'

/**
 * Why no Act may be made of this run: which scripts stand in the way and what to do; undefined when it may.
 * An Act needs every required script passed (or declared not applicable) and the platform's self-check passed. What failed
 * stands in its way unless all of it is waived by waivers that a key of the operator signed.
 */
export function actRefusal(record: RunRecord): Text | undefined {
  const reasons = refusalReasons(record)
  return reasons && inEveryLanguage(({ act }, language) => act.refused.lead + inLanguage(reasons, language))
}

/** The reasons alone, for who says himself what it is that they stand against. */
export function refusalReasons(record: RunRecord): Text | undefined {
  const reasons = reasonsAgainst(record)
  if (reasons.length === 0) return undefined
  return inEveryLanguage((wording) => {
    const [first = '', ...others] = reasons.map((reason) => reason(wording.act.refused, wording))
    return [first, ...others.map(capitalised)].join(' ')
  })
}

const capitalised = (sentence: string) => sentence.charAt(0).toUpperCase() + sentence.slice(1)

type Reason = (refused: Wording['act']['refused'], wording: Wording) => string

function reasonsAgainst(record: RunRecord): Reason[] {
  const subject = subjectResults(record)
  const required = subject.filter((result) => isRequired(record, result))
  const inState = (state: Result['state'], among: readonly Result[]) => among.filter((result) => result.state === state)
  const selfCheck = selfCheckResults(record).filter(({ state }) => ['fail', 'inconclusive', 'open'].includes(state))
  const reasons: Reason[] = []
  if (record.how !== 'complete') reasons.push((refused) => refused.interrupted)
  if (record.plan.required.length === 0) reasons.push((refused) => refused.nothingRequired)
  const listed = (results: readonly Named[], say: (refused: Wording['act']['refused'], list: string) => string) => {
    if (results.length > 0) reasons.push((refused, wording) => say(refused, listText(results, wording)))
  }
  const waived = restsOnWaivers(record)
  if (!waived) {
    listed(inState('fail', subject), (refused, list) => refused.failed(list))
    const shortfall = waiversShortfall(record)
    if (shortfall) reasons.push((refused) => shortfallText(shortfall, refused))
  }
  listed(inState('inconclusive', subject), (refused, list) => refused.inconclusive(list))
  listed(inState('open', subject), (refused, list) => refused.open(list))
  listed(inState('not-provided', required), (refused, list) => refused.notProvided(list))
  listed(requiredButNotPlanned(record).map(named), (refused, list) => refused.notRun(list))
  listed(selfCheck, (refused, list) => refused.selfCheck(list))
  if (reasons.length > 0) return reasons
  if (countsOf(required).pass === 0) return [(refused) => refused.nothingPassed]
  // A run that failed may have lacked something besides, which no waiver makes good.
  const isWhole = record.outcome === 'pass' || (waived && countsOf(subject)['not-provided'] === 0)
  return isWhole ? [] : [(refused) => refused.outcome]
}

/** Why waivers that were given do not help. */
function shortfallText(shortfall: WaiversShortfall, { waivers }: Wording['act']['refused']): string {
  if (shortfall.kind === 'unsigned') return waivers.unsigned
  if (shortfall.kind === 'in-part') return waivers.inPart(shortfall.open.join(', '))
  return waivers.notOperator(shortfall.thumbprint)
}

type Named =
  Pick<Result, 'scenario' | 'mode'> | { readonly scenario: { readonly id: string }; readonly mode: Result['mode'] }

const named = ({ scenario, mode }: { readonly scenario: string; readonly mode: Result['mode'] }): Named => ({
  scenario: { id: scenario },
  mode,
})

const listed = 5

/** Scripts by id and mode; a long list is cut, with the number of the rest. */
function listText(results: readonly Named[], wording: Wording): string {
  const names = results.slice(0, listed).map(({ scenario, mode }) => `${scenario.id} (${wording.mode[mode]})`)
  const rest = results.length - names.length
  return [...names, ...(rest > 0 ? [wording.act.refused.more(rest)] : [])].join(', ')
}
