import type { Instant } from '../../base/clock.js'
import { canonicalJson, type Json } from '../../base/json.js'
import { changed } from '../../store/changes.js'
import type { Queryable } from '../../store/database.js'
import { applications, removeApplication, saveApplication } from '../../store/application-rows.js'
import { certificates, removeCertificate, saveCertificate } from '../../store/certificate-rows.js'
import { note, type Actor } from '../../store/journal-rows.js'
import { locks } from '../../store/locks.js'
import { apiEntry, apis, participants, saveApi, saveParticipant } from '../../store/registry-rows.js'
import { takeOffForBlock } from '../moves.js'
import { checkEntries, type Registry, type Surroundings, type Trouble } from './check.js'
import { participantEntry, type EntryKind, type RegistryEntries } from './entries.js'

/** What became of entries, by their ids; of certificates, by their fingerprints. */
export interface Entered {
  readonly added: readonly EnteredOne[]
  readonly changed: readonly EnteredOne[]
  /** How many stand there as they were. */
  readonly same: number
}

export interface EnteredOne {
  readonly kind: EntryKind
  readonly id: string
}

export interface EnterParts {
  readonly around: Surroundings
  readonly actor: Actor
  readonly now: Instant
}

/** Keeps other entries waiting until the transaction ends. */
export async function lockRegistry(tx: Queryable): Promise<void> {
  await tx.run('select pg_advisory_xact_lock($1)', [locks.registry])
}

/**
 * Writes what is new or different, each with a line in the journal; what is not named stays. Where something is amiss
 * nothing is written, and everything that is amiss comes back.
 */
export async function enter(
  tx: Queryable,
  entries: RegistryEntries,
  { around, actor, now }: EnterParts,
): Promise<Entered | { readonly troubles: readonly Trouble[] }> {
  await lockRegistry(tx)
  const registry = await registryOf(tx)
  const { troubles, certificates: read } = checkEntries(entries, registry, around)
  if (troubles.length > 0) return { troubles }
  const added: EnteredOne[] = []
  const altered: EnteredOne[] = []
  let same = 0
  /** Whether it is to be written; if so, the journal has it. */
  const isNew = async (kind: EntryKind, one: Written, before: object | undefined): Promise<boolean> => {
    const { id, participant, entry } = one
    const names = differing(before ?? {}, entry)
    if (before !== undefined && names.length === 0) {
      same += 1
      return false
    }
    const list = before === undefined ? added : altered
    list.push({ kind, id })
    const did = `${singular[kind]}.${before === undefined ? 'enter' : 'change'}`
    const details = before === undefined ? {} : { changed: names }
    await note(tx, actor, { at: now, did, object: id, participant, details })
    return true
  }
  for (const entry of entries.participants) {
    const before = registry.participants.get(entry.id)
    const one = { id: entry.id, participant: entry.id, entry }
    if (!(await isNew('participants', one, before && participantEntry(before)))) continue
    await saveParticipant(tx, { ...entry, limited: before?.limited ?? false }, now)
    for (const { id, participant } of registry.apis.values()) {
      if (participant !== entry.id) continue
      if (entry.blocked && before?.blocked !== true) await takeOffForBlock(tx, id, actor, now)
      await changed(tx, id)
    }
  }
  for (const entry of entries.apis) {
    const before = registry.apis.get(entry.id)
    if (!(await isNew('apis', { ...entry, entry }, before && apiEntry(before)))) continue
    await saveApi(tx, entry, now)
    await changed(tx, entry.id)
  }
  for (const written of entries.applications) {
    const entry = { ...written, apis: [...written.apis].sort() }
    if (await isNew('applications', { ...entry, entry }, registry.applications.get(entry.id)))
      await saveApplication(tx, entry, now)
  }
  for (const entry of read) {
    const one = { id: entry.fingerprint, participant: entry.participant, entry }
    if (await isNew('certificates', one, registry.certificates.get(entry.fingerprint)))
      await saveCertificate(tx, entry, now)
  }
  return { added, changed: altered, same }
}

interface Written {
  readonly id: string
  readonly participant: string
  readonly entry: object
}

const singular: Readonly<Record<EntryKind, string>> = {
  participants: 'participant',
  apis: 'api',
  applications: 'application',
  certificates: 'certificate',
}

/** Everything that is in the registry. */
export async function registryOf(db: Queryable): Promise<Registry> {
  const byId = <T extends { readonly id: string }>(list: readonly T[]) => new Map(list.map((one) => [one.id, one]))
  return {
    participants: byId(await participants(db)),
    apis: byId(await apis(db)),
    applications: byId(await applications(db)),
    certificates: new Map((await certificates(db)).map((one) => [one.fingerprint, one])),
  }
}

/** Takes an application out; false where there is none. */
export async function takeOutApplication(tx: Queryable, id: string, actor: Actor, now: Instant): Promise<boolean> {
  const participant = await removeApplication(tx, id)
  if (participant === undefined) return false
  await note(tx, actor, { at: now, did: 'application.remove', object: id, participant })
  return true
}

/** Takes a certificate out; false where there is none. */
export async function takeOutCertificate(
  tx: Queryable,
  fingerprint: string,
  actor: Actor,
  now: Instant,
): Promise<boolean> {
  const participant = await removeCertificate(tx, fingerprint)
  if (participant === undefined) return false
  await note(tx, actor, { at: now, did: 'certificate.remove', object: fingerprint, participant })
  return true
}

/** Names of what is different, never the values: contacts are personal data. */
function differing(before: object, now: object): string[] {
  const [a, b] = [new Map(Object.entries(before)), new Map(Object.entries(now))]
  return [...new Set([...a.keys(), ...b.keys()])].filter((key) => plainText(a.get(key)) !== plainText(b.get(key)))
}

/** Equal values, equal texts; what is undefined is as if it were not there. */
const plainText = (value: unknown): string =>
  value === undefined ? '' : canonicalJson(JSON.parse(JSON.stringify(value)) as Json)
