import type { Json } from '../../src/base/json.js'
import type { Observation } from '../../src/model/finding.js'
import type { CheckKind } from '../../src/model/vocabulary.js'
import { judgePlace, seenAt, type Answer } from './sample-exchange.js'

/** Observes and judges as a run does: the fact goes through JSON in between, as it stands in the record. */
export function runCheck(
  kind: CheckKind,
  written: Json,
  exchanges: Parameters<typeof judgePlace>[0],
  around: { readonly place?: Parameters<typeof judgePlace>[1]; readonly values?: Readonly<Record<string, Json>> } = {},
): Observation[] {
  const params = kind.params.parse(written)
  const fact = factOf(kind, written, exchanges, around.values)
  return kind.judge(judgePlace(exchanges, around.place), { attempt: 1, events: [] }, fact, params)
}

/** What a check observes of raw exchanges, as it stands in the record; `absent` for a check that observes nothing. */
export function factOf(
  kind: CheckKind,
  written: Json,
  exchanges: readonly Answer[],
  values: Readonly<Record<string, Json>> = {},
): Json {
  if (!kind.observe) return 'absent'
  return JSON.parse(JSON.stringify(kind.observe(seenAt(exchanges, values), kind.params.parse(written)))) as Json
}

/** Each observation as `result`, `undecided cause` or `departed [requirement]`, with what was seen. */
export function inShort(observations: readonly Observation[]): string[] {
  return observations.map((o) => {
    const more =
      o.result === 'undecided' ? ` ${o.cause}` : o.result === 'departed' && o.requirement ? ` [${o.requirement}]` : ''
    return `${o.result}${more}: ${o.actual.en}`
  })
}
