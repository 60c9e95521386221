import { literal, type Text } from '../../base/text.js'
import type { Footing, RequiredScript, ScriptInMode } from '../../model/admission.js'
import type { Plan } from '../../model/plan.js'
import type { Effect, Scenario } from '../../model/scenario.js'
import type { Mode } from '../../model/system.js'
import { scriptDigest, standingOf } from './standing.js'

/** What may be done in a live environment: to read, and to give and revoke test consents. Nothing there is loaded or attacked. */
const liveEffects: readonly Effect[] = ['none', 'consent']

/** What has to be proven, by the plan for a target as it is now. */
export function footingOf(plan: Plan, scenarios: readonly Scenario[]): Footing {
  const effectsOf = ({ scenario }: ScriptInMode): readonly Effect[] =>
    scenarios.find(({ id }) => id === scenario)?.effects ?? []
  const isLeftOut = (script: ScriptInMode): boolean =>
    plan.target.environment === 'live' && effectsOf(script).some((effect) => !liveEffects.includes(effect))
  return {
    standing: standingOf(plan),
    required: plan.required.filter((script) => !isLeftOut(script)).map((script) => required(script, plan, scenarios)),
    leftOut: plan.required.filter(isLeftOut).map((script) => ({ ...script, effects: effectsOf(script) })),
  }
}

function required({ scenario, mode }: ScriptInMode, plan: Plan, scenarios: readonly Scenario[]): RequiredScript {
  const title = scenarios.find(({ id }) => id === scenario)?.title ?? literal(scenario)
  const one = { scenario, mode, title }
  const item = plan.items.find((planned) => planned.scenario.id === scenario && planned.mode === mode)
  if (!item) return { ...one, kind: 'lacking', what: noSuchScript(mode) }
  if (item.planned) return { ...one, kind: 'planned', digest: scriptDigest(item) }
  const { reason } = item
  return reason.kind === 'not-applicable'
    ? { ...one, kind: 'excused', why: reason.why }
    : { ...one, kind: 'lacking', what: reason.what }
}

const noSuchScript = (mode: Mode): Text => ({
  ru: `такого сценария в режиме ${mode} нет`,
  kk: `${mode} режимінде мұндай сценарий жоқ`,
  en: `there is no such script in the mode ${mode}`,
})
