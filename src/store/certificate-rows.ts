import type { Instant } from '../base/clock.js'
import type { ApiId, CertificateRecord, ParticipantId } from '../model/registry.js'
import type { Queryable } from './database.js'
import type { Slice } from './slice.js'

interface CertificateRow {
  readonly fingerprint: string
  readonly participant: string
  readonly application: string | null
  readonly subject: string
  readonly issuer: string
  readonly serial: string
  readonly not_before: Instant
  readonly not_after: Instant
  readonly pem: string
}

const certificateOf = ({ application, not_before, not_after, ...row }: CertificateRow): CertificateRecord => ({
  ...row,
  ...(application === null ? {} : { application }),
  notBefore: not_before,
  notAfter: not_after,
})

const columns = 'fingerprint, participant, application, subject, issuer, serial, not_before, not_after, pem'

/** In the order of their fingerprints; those that end before an instant where one is given. */
export async function certificates(
  db: Queryable,
  { of, after, limit, endBefore }: Slice & { readonly endBefore?: Instant } = {},
): Promise<CertificateRecord[]> {
  const rows = await db.rows<CertificateRow>(
    `select ${columns} from certificate where ($1::text is null or participant = $1)
       and ($2::text is null or fingerprint > $2) and ($3::timestamptz is null or not_after < $3)
     order by fingerprint limit $4`,
    [of ?? null, after ?? null, endBefore ?? null, limit ?? null],
  )
  return rows.map(certificateOf)
}

export async function certificate(db: Queryable, fingerprint: string): Promise<CertificateRecord | undefined> {
  const row = await db.row<CertificateRow>(`select ${columns} from certificate where fingerprint = $1`, [fingerprint])
  return row && certificateOf(row)
}

/** Those that an API depends on: of its participant itself and of the applications connected to it; the first to end comes first. */
export async function certificatesAround(
  db: Queryable,
  api: ApiId,
  participant: ParticipantId,
): Promise<CertificateRecord[]> {
  const rows = await db.rows<CertificateRow>(
    `select ${columns} from certificate where (participant = $2 and application is null)
       or application in (select application from connection where api = $1) order by not_after, fingerprint`,
    [api, participant],
  )
  return rows.map(certificateOf)
}

/** Enters a certificate, or gives a known one to another holder. */
export async function saveCertificate(db: Queryable, c: CertificateRecord, now: Instant): Promise<void> {
  await db.run(
    `insert into certificate (${columns}, added_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     on conflict (fingerprint) do update set participant = $2, application = $3`,
    [
      ...[c.fingerprint, c.participant, c.application ?? null, c.subject, c.issuer, c.serial],
      ...[c.notBefore, c.notAfter, c.pem, now],
    ],
  )
}

/** Answers whose it was. */
export async function removeCertificate(db: Queryable, fingerprint: string): Promise<ParticipantId | undefined> {
  const row = await db.row<{ participant: string }>(
    'delete from certificate where fingerprint = $1 returning participant',
    [fingerprint],
  )
  return row?.participant
}
