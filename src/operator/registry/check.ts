import { isProblemError, placeText, type Problem } from '../../base/problem.js'
import { isBin } from '../../base/kazakhstan.js'
import { didYouMean } from '../../base/suggest.js'
import {
  apiEnvironments,
  type ApiEnvironment,
  type ApiRecord,
  type ApplicationRecord,
  type CertificateRecord,
  type ParticipantRecord,
} from '../../model/registry.js'
import type { Role, SystemId } from '../../model/system.js'
import type { ApiEntry } from '../../store/registry-rows.js'
import { readCertificate } from './certificate.js'
import type { CertificateEntry, EntryKind, RegistryEntries } from './entries.js'

/** The registry as it is, by id. */
export interface Registry {
  readonly participants: ReadonlyMap<string, ParticipantRecord>
  readonly apis: ReadonlyMap<string, ApiRecord>
  readonly applications: ReadonlyMap<string, ApplicationRecord>
  /** By fingerprint. */
  readonly certificates: ReadonlyMap<string, CertificateRecord>
}

/** What a target file says of itself. */
export interface TargetSight {
  readonly system: SystemId
  readonly role: Role
  readonly participant: string
  readonly environment: ApiEnvironment
}

/** What entries are compared with outside of the registry. */
export interface Surroundings {
  readonly systems: readonly SystemId[]
  /** @throws ProblemError where the file cannot be read or is no target */
  readonly sight: (targetFile: string) => TargetSight
}

/** What keeps an entry out; `path` leads into the entries. */
export interface Trouble extends Omit<Problem, 'place'> {
  readonly path: readonly (string | number)[]
}

export interface Checked {
  readonly troubles: readonly Trouble[]
  /** Those that could be read. */
  readonly certificates: readonly CertificateRecord[]
}

/** Compares entries with each other, with the registry and with what they name. */
export function checkEntries(entries: RegistryEntries, registry: Registry, around: Surroundings): Checked {
  const known = {
    participants: [...registry.participants.keys(), ...entries.participants.map(({ id }) => id)],
    apis: [...registry.apis.keys(), ...entries.apis.map(({ id }) => id)],
  }
  const read = entries.certificates.map((entry, i) => certificateOf(entry, i, entries, registry))
  return {
    troubles: [
      ...(['participants', 'apis', 'applications'] as const).flatMap((kind) => repeated(kind, entries[kind])),
      ...entries.participants.flatMap(({ bin }, i) => binTroubles(bin, i, entries, registry)),
      ...entries.apis.flatMap((api, i) => [
        ...missing(api.participant, known.participants, 'participant', ['apis', i, 'participant']),
        ...apiTroubles(api, i, registry.apis.get(api.id), around),
      ]),
      ...entries.applications.flatMap(({ id, participant, apis }, i) => [
        ...missing(participant, known.participants, 'participant', ['applications', i, 'participant']),
        ...stays(registry.applications.get(id)?.participant, participant, ['applications', i, 'participant']),
        ...apis.flatMap((api, j) => missing(api, known.apis, 'API', ['applications', i, 'apis', j])),
      ]),
      ...read.flatMap((one) => ('troubles' in one ? one.troubles : [])),
      ...twice(read.map((one) => ('certificate' in one ? one.certificate.fingerprint : undefined))),
    ],
    certificates: read.flatMap((one) => ('certificate' in one ? [one.certificate] : [])),
  }
}

function repeated(kind: EntryKind, list: readonly { readonly id: string }[]): Trouble[] {
  return list.flatMap(({ id }, i) =>
    list.findIndex((other) => other.id === id) === i
      ? []
      : [
          {
            code: 'registry-twice',
            path: [kind, i, 'id'],
            what: `«${id}» stands here twice`,
            remedy: 'Leave one of them.',
          },
        ],
  )
}

function twice(fingerprints: readonly (string | undefined)[]): Trouble[] {
  return fingerprints.flatMap((one, i) =>
    one === undefined || fingerprints.indexOf(one) === i
      ? []
      : [
          {
            code: 'registry-twice',
            path: ['certificates', i],
            what: 'the same certificate stands here twice',
            remedy: 'A certificate has one holder: leave one of them.',
          },
        ],
  )
}

function missing(id: string, known: readonly string[], what: string, path: Trouble['path']): Trouble[] {
  if (known.includes(id)) return []
  return [
    {
      code: 'registry-unknown',
      path,
      what: `there is no ${what} «${id}».${didYouMean(id, known)}`,
      remedy: 'Enter it with this, or before.',
    },
  ]
}

function stays(before: string | undefined, now: string, path: Trouble['path']): Trouble[] {
  if (before === undefined || before === now) return []
  return [
    {
      code: 'registry-moved',
      path,
      what: `it belongs to «${before}», and its history with it`,
      remedy: `Write «${before}», or enter another one under an id of its own.`,
    },
  ]
}

function binTroubles(bin: string | undefined, i: number, entries: RegistryEntries, registry: Registry): Trouble[] {
  if (bin === undefined) return []
  const path = ['participants', i, 'bin']
  if (!isBin(bin)) {
    const what = 'it is no BIN: twelve digits, the fifth of them 4, 5 or 6, the last of which follows from the others'
    return [{ code: 'registry-bin', path, what, remedy: 'Look for a typing error; write it in quotes.' }]
  }
  const own = entries.participants[i]?.id
  const written = entries.participants.find((other, j) => j < i && other.bin === bin)
  const kept = [...registry.participants.values()].find(
    (other) => other.bin === bin && !entries.participants.some(({ id }) => id === other.id),
  )
  const other = written ?? kept
  if (!other || other.id === own) return []
  return [{ code: 'registry-bin', path, what: `this BIN is that of «${other.id}»`, remedy: 'Correct one of the two.' }]
}

function apiTroubles(api: ApiEntry, i: number, before: ApiRecord | undefined, around: Surroundings): Trouble[] {
  const at = (...rest: (string | number)[]) => ['apis', i, ...rest]
  const troubles = stays(before?.participant, api.participant, at('participant'))
  if (!around.systems.includes(api.system)) {
    const what = `there is no system «${api.system}».${didYouMean(api.system, around.systems)}`
    const remedy = `Known systems: ${around.systems.join(', ')}.`
    return [...troubles, { code: 'registry-system', path: at('system'), what, remedy }]
  }
  if (before && before.system !== api.system && before.state !== 'draft') {
    const what = `it passed the gate for «${before.system}»`
    troubles.push({
      ...{ code: 'registry-moved', path: at('system'), what },
      remedy: 'Enter an API under an id of its own for the other system.',
    })
  }
  for (const environment of apiEnvironments) {
    const file = api.targets[environment]
    // What stood there before is looked at when it is used.
    if (file === undefined || file === before?.targets[environment]) continue
    troubles.push(...targetTroubles(file, api, environment, at('targets', environment), around))
  }
  return troubles
}

function targetTroubles(
  file: string,
  api: ApiEntry,
  environment: ApiEnvironment,
  path: Trouble['path'],
  { sight }: Surroundings,
): Trouble[] {
  const code = 'registry-target'
  try {
    const seen = sight(file)
    const wanted = { system: api.system, role: 'provider', participant: api.participant, environment }
    return (['system', 'role', 'participant', 'environment'] as const)
      .filter((name) => seen[name] !== wanted[name])
      .map((name) => ({
        ...{ code, path },
        what: `the target file is of another ${name}: «${seen[name]}», and «${wanted[name]}» is entered`,
        remedy: `Name the right file, or correct «${name}» in ${file}.`,
      }))
  } catch (error) {
    if (!isProblemError(error)) throw error
    return error.problems.map(({ what, remedy, place }) => ({
      ...{ code, path },
      what: `the target file is not in order: ${placeText(place)}: ${what}`,
      remedy,
    }))
  }
}

type ReadEntry = { readonly certificate: CertificateRecord } | { readonly troubles: readonly Trouble[] }

function certificateOf(entry: CertificateEntry, i: number, entries: RegistryEntries, registry: Registry): ReadEntry {
  const holder = holderOf(entry, i, entries, registry)
  try {
    const certificate = readCertificate(entry.pem)
    return 'troubles' in holder ? holder : { certificate: { ...certificate, ...holder } }
  } catch (error) {
    if (!isProblemError(error)) throw error
    const own = error.problems.map(({ code, what, remedy }) => ({
      code,
      what,
      remedy,
      path: ['certificates', i, 'pem'],
    }))
    return { troubles: [...own, ...('troubles' in holder ? holder.troubles : [])] }
  }
}

type Holder = Pick<CertificateRecord, 'participant' | 'application'> | { readonly troubles: readonly Trouble[] }

/** A certificate of an application belongs to the application's participant too. */
function holderOf(entry: CertificateEntry, i: number, entries: RegistryEntries, registry: Registry): Holder {
  if (entry.application === undefined) {
    const known = [...registry.participants.keys(), ...entries.participants.map(({ id }) => id)]
    const troubles = missing(entry.participant, known, 'participant', ['certificates', i, 'participant'])
    return troubles.length > 0 ? { troubles } : { participant: entry.participant }
  }
  const { application: id } = entry
  const found = entries.applications.find((one) => one.id === id) ?? registry.applications.get(id)
  if (found) return { participant: found.participant, application: id }
  const known = [...registry.applications.keys(), ...entries.applications.map((one) => one.id)]
  return { troubles: missing(id, known, 'application', ['certificates', i, 'application']) }
}
