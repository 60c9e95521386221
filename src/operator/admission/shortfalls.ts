import type { Instant } from '../../base/clock.js'
import type { Text } from '../../base/text.js'
import type { AdmissionTerms, Footing, Proof, RequiredScript, Standing } from '../../model/admission.js'
import { differences } from './standing.js'
import { words } from './words.js'

/** Something that is missing for first publication; `code` is stable. */
export interface Shortfall {
  readonly code: string
  readonly what: Text
  readonly remedy: Text
}

/** What a run lacks to prove what is required of an API now; nothing where it proves it. Asked at admission and again at publication. */
export function shortfallsOf(proof: Proof, footing: Footing, now: Instant, terms: AdmissionTerms): Shortfall[] {
  const { required, standing } = footing
  return [
    ...timeShortfalls(proof, now, terms),
    ...differences(proof.standing, standing).map((name) =>
      words.differs(name, told(proof.standing[name]), told(standing[name])),
    ),
    ...(proof.selfCheck.length > 0 ? [words.selfCheck(proof.selfCheck.join(', '))] : []),
    ...(required.length === 0 ? [words.nothingRequired] : []),
    ...required.flatMap((script) => scriptShortfalls(script, proof)),
  ]
}

function timeShortfalls({ endedAt }: Proof, now: Instant, { maxAgeMs }: AdmissionTerms): Shortfall[] {
  if (endedAt === null) return [words.unfinished]
  if (endedAt > now) return [words.future(endedAt)]
  return Date.parse(now) - Date.parse(endedAt) > maxAgeMs ? [words.old(endedAt, maxAgeMs)] : []
}

function scriptShortfalls(script: RequiredScript, { scripts }: Proof): Shortfall[] {
  const { scenario, mode, kind } = script
  if (kind === 'excused') return []
  const name = `${scenario} (${mode})`
  if (kind === 'lacking') return [words.lacking(name, script.what)]
  const proven = scripts.find((one) => one.scenario === scenario && one.mode === mode)
  if (!proven) return [words.notRun(name)]
  if (proven.outcome !== 'pass') return [words.notPassed(name, proven.outcome, proven.why)]
  return proven.digest === script.digest ? [] : [words.scriptChanged(name)]
}

/** A part of a standing as people are told of it. */
function told(part: Standing[keyof Standing]): string {
  if (part === undefined) return '–'
  if (typeof part === 'string') return /^[0-9a-f]{64}$/.test(part) ? part.slice(0, 12) : part
  if (Array.isArray(part)) return part.join(', ')
  if ('digest' in part) return `${part.title} ${part.version}, ${part.digest.slice(0, 12)}`
  return Object.entries(part)
    .map(([way, address]) => `${way} ${address}`)
    .join(', ')
}
