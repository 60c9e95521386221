import { inLanguage, joinTexts, type Text } from '../base/text.js'
import type { SystemId } from '../model/system.js'
import { bySystem, isOverSeveral, servicesOf, type GivenRun, type ProtocolBasis } from './basis.js'
import { actRefusal, refusalReasons } from './refusal.js'
import { isDraft } from './results.js'
import { inEveryLanguage } from './wording/index.js'

/** Where one service stands: the Act ticks it unless something speaks against it. */
export interface Standing {
  readonly system: SystemId
  readonly title: Text
  /** False for a system that the form has no service for: then it goes where the form says «другой (указать)». */
  readonly listed: boolean
  readonly against: Text | undefined
}

/** The services of the form and, after them, systems that it does not list. */
export function standingsOf(basis: ProtocolBasis): Standing[] {
  const runs = bySystem(basis)
  const services = servicesOf(basis)
  const listed = services.map(({ system, title }): Standing => {
    const own = runs.get(system)
    return { system, title, listed: true, against: own ? against(basis, own) : notRun }
  })
  const others = [...runs]
    .filter(([system]) => !services.some((service) => service.system === system))
    .map(([system, own]): Standing => {
      return { system, title: own[0].record.plan.forms.title, listed: false, against: against(basis, own) }
    })
  return [...listed, ...others]
}

const notRun = inEveryLanguage(({ runs }) => runs.notRun)

/** A service is ticked only where every run that counts for it, of each role and way of calling, allows it. */
function against(basis: ProtocolBasis, runs: readonly GivenRun[]): Text | undefined {
  const reasons = runs.flatMap((run) => {
    const found = refusalReasons(run.record)
    if (!found) return []
    if (!isOverSeveral(basis)) return [found]
    return [
      inEveryLanguage(
        (wording, language) =>
          `${wording.runs.label(run.number)} (${wording.role[run.record.plan.role]}): ${inLanguage(found, language)}`,
      ),
    ]
  })
  return reasons.length === 0 ? undefined : joinTexts(reasons, ' ')
}

/**
 * Why there is no Act at all: no service may be ticked, or the Protocol that it would rest on is a draft. Undefined where
 * there is one.
 */
export function noActBecause(basis: ProtocolBasis): Text | undefined {
  if (!isOverSeveral(basis)) return actRefusal(basis.counted[0].record)
  const drafts = basis.counted.filter(({ record }) => isDraft(record))
  const standings = standingsOf(basis)
  if (drafts.length === 0 && standings.some(({ against: found }) => found === undefined)) return undefined
  const reasons =
    drafts.length > 0
      ? [against(basis, drafts) ?? notRun]
      : standings.flatMap(({ against: found }) => (found && found !== notRun ? [found] : []))
  return inEveryLanguage(({ act }, language) => act.refused.lead + inLanguage(joinTexts(reasons, ' '), language))
}
