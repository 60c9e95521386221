import type { Instant } from '../base/clock.js'
import type {
  ApiId,
  ApiRecord,
  Contact,
  ParticipantId,
  ParticipantRecord,
  Passport,
  ProbeChoice,
  PublicationState,
} from '../model/registry.js'
import type { Role } from '../model/system.js'
import { json, type Queryable } from './database.js'
import type { Slice } from './slice.js'

interface ParticipantRow {
  readonly id: string
  readonly name: string
  readonly bin: string | null
  readonly roles: Role[]
  readonly accredited: boolean
  readonly blocked: boolean
  readonly limited: boolean
  readonly contacts: Contact[]
}

const participantOf = ({ bin, ...row }: ParticipantRow): ParticipantRecord => ({
  ...row,
  ...(bin === null ? {} : { bin }),
})

const participantColumns = 'id, name, bin, roles, accredited, blocked, limited, contacts'

/** In the order of their ids. */
export async function participants(db: Queryable, { of, after, limit }: Slice = {}): Promise<ParticipantRecord[]> {
  const rows = await db.rows<ParticipantRow>(
    `select ${participantColumns} from participant
     where ($1::text is null or id = $1) and ($2::text is null or id > $2) order by id limit $3`,
    [of ?? null, after ?? null, limit ?? null],
  )
  return rows.map(participantOf)
}

export async function participant(db: Queryable, id: ParticipantId): Promise<ParticipantRecord | undefined> {
  const row = await db.row<ParticipantRow>(`select ${participantColumns} from participant where id = $1`, [id])
  return row && participantOf(row)
}

/** Enters a participant, or what is new of a known one. */
export async function saveParticipant(db: Queryable, p: ParticipantRecord, now: Instant): Promise<void> {
  await db.run(
    `insert into participant (id, name, bin, roles, accredited, blocked, limited, contacts, updated_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     on conflict (id) do update set name = $2, bin = $3, roles = $4, accredited = $5, blocked = $6, limited = $7,
       contacts = $8, updated_at = $9`,
    [p.id, p.name, p.bin ?? null, p.roles, p.accredited, p.blocked, p.limited, json(p.contacts), now],
  )
}

interface ApiRow {
  readonly id: string
  readonly number: number
  readonly participant: string
  readonly system: string
  readonly name: string
  readonly targets: ApiRecord['targets']
  readonly passport: Passport | null
  readonly state: PublicationState
  readonly state_since: Instant
  readonly budget: number
  readonly probe: ProbeChoice
}

const apiOf = ({ state_since, passport, ...row }: ApiRow): ApiRecord => ({
  ...row,
  stateSince: state_since,
  ...(passport === null ? {} : { passport }),
})

const apiColumns = 'id, number, participant, system, name, targets, passport, state, state_since, budget, probe'

/** In the order of their ids; those in a state where one is given. */
export async function apis(
  db: Queryable,
  { of, after, limit, state }: Slice & { readonly state?: PublicationState } = {},
): Promise<ApiRecord[]> {
  const rows = await db.rows<ApiRow>(
    `select ${apiColumns} from api where ($1::text is null or participant = $1) and ($2::text is null or id > $2)
       and ($3::text is null or state = $3) order by id limit $4`,
    [of ?? null, after ?? null, state ?? null, limit ?? null],
  )
  return rows.map(apiOf)
}

export async function api(db: Queryable, id: ApiId): Promise<ApiRecord | undefined> {
  const row = await db.row<ApiRow>(`select ${apiColumns} from api where id = $1`, [id])
  return row && apiOf(row)
}

/** The same, kept from others until the transaction ends: decisions on one API are made one after another. */
export async function lockApi(tx: Queryable, id: ApiId): Promise<ApiRecord | undefined> {
  const row = await tx.row<ApiRow>(`select ${apiColumns} from api where id = $1 for update`, [id])
  return row && apiOf(row)
}

/** What a person may set of an API; its state is moved by decisions alone. */
export type ApiEntry = Omit<ApiRecord, 'number' | 'state' | 'stateSince'>

/** An API as it was entered. */
export function apiEntry(record: ApiRecord): ApiEntry {
  const { id, participant, system, name, targets, passport, budget, probe } = record
  return { id, participant, system, name, targets, ...(passport ? { passport } : {}), budget, probe }
}

/** Enters an API as a draft, or what is new of a known one; answers it. A changed rhythm is reckoned anew. */
export async function saveApi(db: Queryable, entry: ApiEntry, now: Instant): Promise<void> {
  const { id, participant, system, name, targets, passport, budget, probe } = entry
  await db.run(
    `insert into api (id, participant, system, name, targets, passport, state, state_since, budget, probe, updated_at)
     values ($1, $2, $3, $4, $5, $6, 'draft', $9, $7, $8, $9)
     on conflict (id) do update set system = $3, name = $4, targets = $5, passport = $6, budget = $7, probe = $8,
       updated_at = $9, problem = null, tests = case when api.probe = $8 and api.targets = $5 then api.tests end,
       next_at = case when api.budget = $7 and api.probe = $8 and api.targets = $5 then api.next_at end`,
    [id, participant, system, name, json(targets), passport ? json(passport) : null, budget, json(probe), now],
  )
}

/** Moves an API's publication. */
export async function moveApi(db: Queryable, id: ApiId, state: PublicationState, now: Instant): Promise<void> {
  await db.run('update api set state = $2, state_since = $3, updated_at = $3 where id = $1', [id, state, now])
}
