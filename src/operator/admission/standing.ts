import { sha256 } from '../../base/digest.js'
import { canonicalJson, isObject, type Json } from '../../base/json.js'
import type { Standing } from '../../model/admission.js'
import type { Plan, PlanItem } from '../../model/plan.js'

/** What a plan tells of who and what is tested under which rules. */
export function standingOf({ system, role, target, requirements }: Plan): Standing {
  const { participant, environment, modes, endpoints, consentCheck, contract, code } = target
  return {
    ...{ system, role, participant: participant.id, environment, modes, endpoints, consentCheck, contract },
    ...(code ? { code: code.digest } : {}),
    requirements: digestOf(requirements),
  }
}

/** Digest of a script and all that it does: equal of two plans where they ask the same of the same clients. */
export function scriptDigest({ scenario, mode, clients, steps }: Extract<PlanItem, { planned: true }>): string {
  return digestOf({ scenario: scenario.digest, mode, clients, steps })
}

/** In which respects two standings differ. */
export function differences(a: Standing, b: Standing): (keyof Standing)[] {
  const names = ['system', 'role', 'participant', 'environment', 'modes', 'endpoints'] as const
  const rules = ['consentCheck', 'contract', 'code', 'requirements'] as const
  return [...names, ...rules].filter((name) => plainText(a[name]) !== plainText(b[name]))
}

const digestOf = (value: unknown): string => sha256(plainText(value))

const plainText = (value: unknown): string =>
  value === undefined ? '' : canonicalJson(withoutPositions(JSON.parse(JSON.stringify(value)) as Json))

/** Where in a file something stands says nothing of what is done. */
function withoutPositions(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(withoutPositions)
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value as Readonly<Record<string, Json>>)
      .filter(([key]) => key !== 'position')
      .map(([key, inner]) => [key, withoutPositions(inner)]),
  )
}
