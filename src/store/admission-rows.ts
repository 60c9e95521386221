import type { Instant } from '../base/clock.js'
import type { AdmissionRecord, AdmissionTerms, Footing, Proof } from '../model/admission.js'
import type { ApiEnvironment, ApiId, ParticipantId } from '../model/registry.js'
import { json, type Queryable } from './database.js'

interface AdmissionRow {
  readonly id: number
  readonly api: string
  readonly environment: ApiEnvironment
  readonly proof: Proof
  readonly footing: Footing
  readonly admitted_at: Instant
  readonly admitted_by: string
}

const admissionOf = ({ admitted_at, admitted_by, ...row }: AdmissionRow): AdmissionRecord => ({
  ...row,
  admittedAt: admitted_at,
  admittedBy: admitted_by,
})

const columns = 'id, api, environment, proof, footing, admitted_at, admitted_by'

/** Records that a run was taken as proof. */
export async function addAdmission(db: Queryable, a: Omit<AdmissionRecord, 'id'>): Promise<AdmissionRecord> {
  const { proof } = a
  const row = await db.row<{ id: number }>(
    `insert into admission (api, environment, run, digest, contract, proof, footing, admitted_at, admitted_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning id`,
    [
      ...[a.api, a.environment, proof.run, proof.digest, proof.standing.contract.digest, json(proof), json(a.footing)],
      ...[a.admittedAt, a.admittedBy],
    ],
  )
  return { ...a, id: row?.id ?? 0 }
}

/** Of an API, newest first. */
export async function admissions(db: Queryable, api: ApiId, limit = 20): Promise<AdmissionRecord[]> {
  const rows = await db.rows<AdmissionRow>(
    `select ${columns} from admission where api = $1 order by admitted_at desc, id desc limit $2`,
    [api, limit],
  )
  return rows.map(admissionOf)
}

/** Whose API a run was admitted for; undefined where it was for none. */
export async function ownerOfAdmitted(
  db: Queryable,
  run: string,
): Promise<{ readonly api: ApiId; readonly participant: ParticipantId } | undefined> {
  return db.row('select d.api, a.participant from admission d join api a on a.id = d.api where d.run = $1 limit 1', [
    run,
  ])
}

/** Where the operator sets nothing. */
const usualTerms: AdmissionTerms = { maxAgeMs: 30 * 86_400_000 }

export async function admissionTerms(db: Queryable): Promise<AdmissionTerms> {
  const row = await db.row<{ max_age_ms: number }>('select max_age_ms from admission_terms')
  return row ? { maxAgeMs: row.max_age_ms } : usualTerms
}

/** From now on for everybody who works with this database. */
export async function saveAdmissionTerms(db: Queryable, { maxAgeMs }: AdmissionTerms): Promise<void> {
  await db.run(
    `insert into admission_terms (max_age_ms) values ($1) on conflict (single) do update set max_age_ms = $1`,
    [maxAgeMs],
  )
}
