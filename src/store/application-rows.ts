import type { Instant } from '../base/clock.js'
import type { ApiId, ApplicationId, ApplicationRecord, ParticipantId } from '../model/registry.js'
import type { Queryable } from './database.js'
import type { Slice } from './slice.js'

const query = `select a.id, a.participant, a.name,
    array(select c.api from connection c where c.application = a.id order by c.api collate "C") as apis
  from application a`

/** In the order of their ids. */
export async function applications(db: Queryable, { of, after, limit }: Slice = {}): Promise<ApplicationRecord[]> {
  return db.rows(
    `${query} where ($1::text is null or a.participant = $1) and ($2::text is null or a.id > $2) order by a.id limit $3`,
    [of ?? null, after ?? null, limit ?? null],
  )
}

export async function application(db: Queryable, id: ApplicationId): Promise<ApplicationRecord | undefined> {
  return db.row(`${query} where a.id = $1`, [id])
}

/** Those that are connected to an API, in the order of their ids. */
export async function applicationsOf(db: Queryable, api: ApiId): Promise<ApplicationRecord[]> {
  return db.rows(`${query} where a.id in (select application from connection where api = $1) order by a.id`, [api])
}

/** Enters an application, or what is new of a known one. */
export async function saveApplication(db: Queryable, a: ApplicationRecord, now: Instant): Promise<void> {
  await db.run(
    `insert into application (id, participant, name, updated_at) values ($1, $2, $3, $4)
     on conflict (id) do update set name = $3, updated_at = $4`,
    [a.id, a.participant, a.name, now],
  )
  await db.run('delete from connection where application = $1 and api <> all($2)', [a.id, a.apis])
  await db.run('insert into connection (application, api) select $1, unnest($2::text[]) on conflict do nothing', [
    a.id,
    a.apis,
  ])
}

/** Its connections and certificates go with it; answers whose it was. */
export async function removeApplication(db: Queryable, id: ApplicationId): Promise<ParticipantId | undefined> {
  const row = await db.row<{ participant: string }>('delete from application where id = $1 returning participant', [id])
  return row?.participant
}
