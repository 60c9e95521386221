import { join } from 'node:path'
import { pointer } from '../../base/json.js'
import type { ApplicationRecord } from '../../model/registry.js'
import { enter, lockRegistry, takeOutApplication, takeOutCertificate } from '../../operator/registry/enter.js'
import {
  noEntries,
  participantEntry,
  type CertificateEntry,
  type ParticipantEntry,
  type RegistryEntries,
} from '../../operator/registry/entries.js'
import { readCertificate } from '../../operator/registry/certificate.js'
import { beside } from '../../operator/registry/file.js'
import { application, applications } from '../../store/application-rows.js'
import { certificate, certificates } from '../../store/certificate-rows.js'
import type { Queryable } from '../../store/database.js'
import { api, apiEntry, apis, participant, participants, type ApiEntry } from '../../store/registry-rows.js'
import { notFound, Refusal } from '../refusal.js'
import type { Visitor } from '../visitor.js'
import { asksForOthers, etagOf, pageOf, refuseStale, scopeOf, seen, type ApiParts, type Handlers } from './call.js'
import { apiBody } from './views.js'

/** Participants, APIs, applications, certificates. */
export function registryCalls({ db, clock, wake, registry }: ApiParts): Handlers {
  /** Enters one thing; true where it was not there before. */
  const put = async (
    entries: Partial<RegistryEntries>,
    visitor: Visitor,
    stale: (tx: Queryable) => Promise<void> = () => Promise.resolve(),
  ): Promise<boolean> => {
    const isNew = await db.transaction(async (tx) => {
      await lockRegistry(tx)
      await stale(tx)
      const parts = { around: registry.examiner, actor: visitor, now: clock.now() }
      const entered = await enter(tx, { ...noEntries, ...entries }, parts)
      if (!('troubles' in entered)) return entered.added.length > 0
      const problems = entered.troubles.map(({ path, code, what, remedy }) => ({
        ...{ code, what, remedy },
        // Behind the list and the place in it, which are ours.
        at: path.slice(2).reduce<string>(pointer, ''),
      }))
      throw new Refusal(422, 'registry', 'It cannot be entered.', 'Mend each of the problems.', problems)
    })
    wake()
    return isNew
  }
  const slice = (limit: number, after: string | undefined, of: string | undefined) => ({
    limit: limit + 1,
    ...(after === undefined ? {} : { after }),
    ...(of === undefined ? {} : { of }),
  })
  const gone = (found: boolean, id: string) => {
    if (!found) throw notFound(`There is no «${id}».`)
    return { status: 204 } as const
  }

  const getParticipant = async (id: string, visitor: Visitor) => {
    const found = await participant(db, id)
    if (!found || seen({ participant: found.id }, id, visitor).participant !== id)
      throw notFound(`There is no «${id}».`)
    return { body: found, etag: etagOf(participantEntry(found)) }
  }
  const getApi = async (id: string, visitor: Visitor) => {
    const found = seen(await api(db, id), id, visitor)
    return { body: apiBody(found, visitor), etag: etagOf(apiEntry(found)) }
  }
  const getApplication = async (id: string, visitor: Visitor) => {
    const body = seen(await application(db, id), id, visitor)
    return { body, etag: etagOf(body) }
  }

  return {
    listParticipants: async (call) => {
      const { limit, after } = call.query
      const items = await participants(db, slice(limit, after, scopeOf(call)))
      return pageOf(
        items,
        limit,
        (one) => one,
        ({ id }) => id,
      )
    },
    getParticipant: async ({ params: { id = '' }, visitor }) => ({
      status: 200,
      ...(await getParticipant(id, visitor)),
    }),
    putParticipant: async ({ params: { id = '' }, visitor, body, ifMatch }) => {
      const entry = { ...(body as Omit<ParticipantEntry, 'id'>), id }
      const isNew = await put({ participants: [entry] }, visitor, async (tx) => {
        const before = await participant(tx, id)
        refuseStale(ifMatch, before && participantEntry(before))
      })
      return { status: isNew ? 201 : 200, ...(await getParticipant(id, visitor)) }
    },

    listApis: async (call) => {
      const { limit, after, state } = call.query
      const of = slice(limit, after, scopeOf(call))
      const items = asksForOthers(call) ? [] : await apis(db, { ...of, ...(state ? { state } : {}) })
      return pageOf(
        items,
        limit,
        (one) => apiBody(one, call.visitor),
        ({ id }) => id,
      )
    },
    getApi: async ({ params: { id = '' }, visitor }) => ({ status: 200, ...(await getApi(id, visitor)) }),
    putApi: async ({ params: { id = '' }, visitor, body, ifMatch }) => {
      const written = body as Omit<ApiEntry, 'id'>
      const targets = beside(written.targets, join(registry.targets, id))
      const isNew = await put({ apis: [{ ...written, targets, id }] }, visitor, async (tx) => {
        const before = await api(tx, id)
        refuseStale(ifMatch, before && apiEntry(before))
      })
      return { status: isNew ? 201 : 200, ...(await getApi(id, visitor)) }
    },

    listApplications: async (call) => {
      const { limit, after } = call.query
      const items = asksForOthers(call) ? [] : await applications(db, slice(limit, after, scopeOf(call)))
      return pageOf(
        items,
        limit,
        (one) => one,
        ({ id }) => id,
      )
    },
    getApplication: async ({ params: { id = '' }, visitor }) => ({
      status: 200,
      ...(await getApplication(id, visitor)),
    }),
    putApplication: async ({ params: { id = '' }, visitor, body, ifMatch }) => {
      const entry = { ...(body as Omit<ApplicationRecord, 'id'>), id }
      const isNew = await put({ applications: [entry] }, visitor, async (tx) =>
        refuseStale(ifMatch, await application(tx, id)),
      )
      return { status: isNew ? 201 : 200, ...(await getApplication(id, visitor)) }
    },
    deleteApplication: async ({ params: { id = '' }, visitor }) =>
      gone(await db.transaction((tx) => takeOutApplication(tx, id, visitor, clock.now())), id),

    listCertificates: async (call) => {
      const { limit, after, endBefore } = call.query
      const of = slice(limit, after, scopeOf(call))
      const items = asksForOthers(call)
        ? []
        : await certificates(db, { ...of, ...(endBefore === undefined ? {} : { endBefore }) })
      return pageOf(
        items,
        limit,
        (one) => one,
        ({ fingerprint }) => fingerprint,
      )
    },
    getCertificate: async ({ params: { fingerprint = '' }, visitor }) => ({
      status: 200,
      body: seen(await certificate(db, fingerprint), fingerprint, visitor),
    }),
    addCertificate: async ({ body, visitor }) => {
      const entry = body as CertificateEntry
      await put({ certificates: [entry] }, visitor)
      const { fingerprint } = readCertificate(entry.pem)
      return { status: 201, body: seen(await certificate(db, fingerprint), fingerprint, visitor) }
    },
    deleteCertificate: async ({ params: { fingerprint = '' }, visitor }) =>
      gone(await db.transaction((tx) => takeOutCertificate(tx, fingerprint, visitor, clock.now())), fingerprint),
  }
}
