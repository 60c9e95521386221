import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { problem, ProblemError, type Problem } from '../base/problem.js'
import { didYouMean } from '../base/suggest.js'
import { readYamlFile } from '../base/yaml-file.js'
import { writeWhole } from '../base/write-whole.js'
import { namedKey } from '../bundle/named-key.js'
import { waiversFrom, type ReadWaivers } from '../bundle/waiver-file.js'
import type { RunRecord } from '../model/run.js'
import type { GivenWaivers } from '../model/waiver.js'
import { knownIds, type KnownIds } from './known-ids.js'
import { systemHomes } from './system-home.js'
import type { Wiring } from './wiring.js'

/** What the options of a command say of waivers. */
export interface WaiverOptions {
  /** A file of waivers: as people write it, or signed. */
  readonly waivers?: string
  /** Keys of the operator: files or thumbprints. */
  readonly operator: readonly string[]
}

/** Waivers that documents are made with. */
export interface OpenedWaivers {
  readonly given: GivenWaivers
  /** The file to the letter, and the name that its copy has beside the documents. */
  readonly file: { readonly name: 'waivers.json' | 'waivers.yaml'; readonly bytes: Uint8Array }
}

/**
 * Reads the waivers that a command was given; undefined where it was given none. Ids that neither the systems' files nor
 * the runs know are refused. @throws ProblemError with all faults at once
 */
export async function openWaivers(
  { waivers: file, operator }: WaiverOptions = { operator: [] },
  wiring: Pick<Wiring, 'root' | 'systemDir'>,
  records: readonly RunRecord[] = [],
): Promise<OpenedWaivers | undefined> {
  if (file === undefined) {
    if (operator.length === 0) return undefined
    throw problem(
      'waivers-usage',
      '--operator says whose signature under waivers counts, and there are none',
      'Add --waivers FILE, or leave --operator out.',
    )
  }
  const keys = operator.map(namedKey)
  const yaml = readYamlFile(file)
  const read = waiversFrom(yaml)
  await refuseUnknown(read, wiring, records)
  const { waivers, signedBy } = read
  const bytes = readFileSync(file)
  return {
    given: {
      waivers,
      signature:
        signedBy === undefined
          ? { by: 'nobody' }
          : { by: 'key', thumbprint: signedBy, operator: keys.includes(signedBy) },
    },
    file: { name: signedBy === undefined ? 'waivers.yaml' : 'waivers.json', bytes },
  }
}

/** A run as documents are made of it. */
export function withWaivers(record: RunRecord, opened: OpenedWaivers | undefined): RunRecord {
  return opened === undefined ? record : { ...record, waivers: opened.given }
}

/** Puts the waivers beside the documents that are made with them; documents made without any have none beside them. */
export function keepWaivers(folder: string, opened: OpenedWaivers | undefined): void {
  for (const name of ['waivers.json', 'waivers.yaml'])
    if (name !== opened?.file.name) rmSync(join(folder, name), { force: true })
  if (opened) writeWhole(join(folder, opened.file.name), opened.file.bytes)
}

/** The waivers that lie beside documents made with them. */
export function keptWaivers(folder: string): string | undefined {
  return ['waivers.json', 'waivers.yaml'].map((name) => join(folder, name)).find((file) => existsSync(file))
}

/** @throws ProblemError with every system, requirement and scenario that nobody knows, and what may have been meant */
export async function refuseUnknown(
  { waivers, position }: ReadWaivers,
  wiring: Pick<Wiring, 'root' | 'systemDir'>,
  records: readonly RunRecord[] = [],
): Promise<void> {
  const known = await allKnown(wiring, records)
  const problems = waivers.flatMap((waiver, i): Problem[] => {
    const ids = known.get(waiver.system)
    if (!ids) {
      const remedy = `Known systems: ${[...known.keys()].join(', ')}. One of your own is found by --system-dir.`
      return [unknown('system', waiver.system, [...known.keys()], remedy, position([i, 'system']))]
    }
    const { requirement, scenarios = [], system } = waiver
    const ofSystem = (what: string) => `${what} of ${system}; a waiver is for one system.`
    return [
      ...(ids.requirements.includes(requirement)
        ? []
        : [
            unknown(
              'requirement',
              requirement,
              ids.requirements,
              ofSystem('Name a requirement by its id in requirements.yaml'),
              position([i, 'requirement']),
            ),
          ]),
      ...scenarios.flatMap((scenario) =>
        ids.scenarios.includes(scenario)
          ? []
          : [
              unknown(
                'scenario',
                scenario,
                ids.scenarios,
                ofSystem('`synaq list` prints all ids'),
                position([i, 'scenario']),
              ),
            ],
      ),
    ]
  })
  const [first, ...rest] = problems
  if (first) throw new ProblemError([first, ...rest])
}

function unknown(
  kind: string,
  id: string,
  known: readonly string[],
  remedy: string,
  place: NonNullable<Problem['place']>,
): Problem {
  return { code: 'waivers-unknown', what: `There is no ${kind} «${id}».${didYouMean(id, known)}`, remedy, place }
}

/** Ids by system: of the systems' files, and of the runs, whose system may not lie here. */
async function allKnown(
  wiring: Pick<Wiring, 'root' | 'systemDir'>,
  records: readonly RunRecord[],
): Promise<Map<string, KnownIds>> {
  const known = new Map<string, KnownIds>()
  for (const home of systemHomes(wiring)) known.set(home.id, await knownIds(home))
  for (const { plan } of records) {
    const { requirements = [], scenarios = [] } = known.get(plan.system) ?? {}
    const named = [...plan.items.map(({ scenario }) => scenario.id), ...plan.required.map(({ scenario }) => scenario)]
    known.set(plan.system, {
      requirements: [...new Set([...requirements, ...Object.keys(plan.requirements)])],
      scenarios: [...new Set([...scenarios, ...named])],
    })
  }
  return known
}
