import { canonicalJson, type Json } from '../base/json.js'
import type { RunRecord } from '../model/run.js'
import type { ActService, ProtocolRow } from '../model/system.js'

/** A run that a Protocol was asked to speak of. */
export interface GivenRun {
  /** From 1, in the order of time. */
  readonly number: number
  readonly record: RunRecord
  /** Why it does not count, and the number of the run that counts in its place; absent where it counts. */
  readonly aside?: { readonly why: 'superseded' | 'incomplete'; readonly by: number }
}

/** The runs that one Protocol speaks of, oldest first: usually one, else several systems, roles and days. */
export interface ProtocolBasis {
  readonly runs: readonly GivenRun[]
  /** Those that count: rows, non-conformities, conclusion and Act rest on them. */
  readonly counted: readonly [GivenRun, ...GivenRun[]]
}

/** A Protocol over a single run. */
export function alone(record: RunRecord): ProtocolBasis {
  const run: GivenRun = { number: 1, record }
  return { runs: [run], counted: [run] }
}

/** True where runs have to be told apart. */
export const isOverSeveral = ({ runs }: ProtocolBasis): boolean => runs.length > 1

/** The form's table: the rows that the runs' systems name, by number. */
export function rowsOf({ counted }: ProtocolBasis): readonly ProtocolRow[] {
  const rows = new Map(counted.flatMap(({ record }) => record.plan.forms.rows.map((row) => [row.number, row] as const)))
  return [...rows.values()].sort((a, b) => a.number - b.number)
}

/** The services that the Act can tick, each once. */
export function servicesOf({ counted }: ProtocolBasis): readonly ActService[] {
  const services = counted.flatMap(({ record }) => record.plan.forms.services)
  return [...new Map(services.map((service) => [formText(service), service])).values()]
}

/** A part of a form as text: equal parts have equal texts, however they were written. */
export const formText = (part: ProtocolRow | ActService): string => canonicalJson(part as object as Json)

/** The counted runs of each system, systems in the order of their first run. */
export function bySystem({ counted }: ProtocolBasis): ReadonlyMap<string, readonly [GivenRun, ...GivenRun[]]> {
  const systems = new Map<string, [GivenRun, ...GivenRun[]]>()
  for (const run of counted) {
    const known = systems.get(run.record.plan.system)
    if (known) known.push(run)
    else systems.set(run.record.plan.system, [run])
  }
  return systems
}
