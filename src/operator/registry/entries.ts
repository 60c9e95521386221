import type { ApplicationRecord, ParticipantRecord } from '../../model/registry.js'
import type { ApiEntry } from '../../store/registry-rows.js'

/** What a person enters of a participant; limited mode is moved by decisions and works. */
export type ParticipantEntry = Omit<ParticipantRecord, 'limited'>

export type CertificateEntry = { readonly pem: string } & (
  | { readonly participant: string; readonly application?: never }
  | { readonly application: string; readonly participant?: never }
)

/** What is entered at once, all of it or nothing. Publication is no part of it. */
export interface RegistryEntries {
  readonly participants: readonly ParticipantEntry[]
  /** Target files by their whole paths. */
  readonly apis: readonly ApiEntry[]
  readonly applications: readonly ApplicationRecord[]
  readonly certificates: readonly CertificateEntry[]
}

export type EntryKind = keyof RegistryEntries

export const noEntries: RegistryEntries = { participants: [], apis: [], applications: [], certificates: [] }

/** A participant as it was entered. */
export function participantEntry(record: ParticipantRecord): ParticipantEntry {
  const { id, name, bin, roles, accredited, blocked, contacts } = record
  return { id, name, ...(bin === undefined ? {} : { bin }), roles, accredited, blocked, contacts }
}
