import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { problem } from '../src/base/problem.js'
import { createAuthority } from '../src/crypto/certificates.js'
import type { Footing, Proof } from '../src/model/admission.js'
import type { ApiEnvironment } from '../src/model/registry.js'
import type { Examiner } from '../src/operator/admission/examiner.js'
import { createGate } from '../src/operator/admission/gate.js'
import { Governor } from '../src/operator/governor.js'
import { readPolicyFile } from '../src/operator/policy/read.js'
import { apiFile } from '../src/operator/registry/api-file.js'
import { enter, registryOf } from '../src/operator/registry/enter.js'
import { readRegistryText, registryText } from '../src/operator/registry/file.js'
import { issueToken } from '../src/operator/tokens.js'
import { addDecision } from '../src/store/decision-rows.js'
import { apiHandlers, operationsOf } from '../src/web/api/routes.js'
import type { WebParts } from '../src/web/parts.js'
import { startWeb, type RunningWeb } from '../src/web/server.js'
import { noReports } from './support/no-reports.js'
import { asker, succeeded, type Ask } from './support/operator-api.js'
import { testDatabase, type TestDatabase } from './support/database.js'
import { sampleFooting, sampleProof } from './support/sample-proof.js'
import { arbitraryEntries } from './support/sample-registry.js'

const now = '2026-11-29T12:00:00.000Z'
/** As the server sees it; a test may let it pass. */
let time = now
const clock = { now: () => time, ticks: () => 0 }
let database: TestDatabase
let web: RunningWeb
let parts: WebParts
let operator: Ask
let auditor: Ask
/** Of the participant P, whose the API is. */
let own: Ask
/** Of another one. */
let others: Ask
let nobody: Ask
let pem: string

/** Files as the tests have them: what they say may change. */
let footings: Record<ApiEnvironment, Footing>
let proofs: Record<string, Proof>
const kept: string[] = []
const examiner: Examiner = {
  systems: ['sample', 'other'],
  sight: (file) => ({
    system: 'sample',
    role: 'provider',
    participant: 'P',
    environment: file.includes('live') ? 'live' : 'test',
  }),
  footing: (_, environment) => Promise.resolve(footings[environment]),
  prove: (folder) => {
    const proof = proofs[folder.split('/').at(-1) ?? '']
    if (!proof) throw problem('run-not-found', 'there is no run in this folder', 'Give the folder of a run.')
    return proof
  },
  keep: (_, run) => void kept.push(run),
}

beforeAll(async () => {
  database = await testDatabase()
  const { db } = database
  const authority = await createAuthority('CA')
  const identity = await authority.issueServer({ commonName: '127.0.0.1' })
  pem = (await authority.issueClient({ commonName: 'P' })).certificate
  const gate = createGate(examiner)
  parts = {
    ...{ db, clock, host: '127.0.0.1', port: 0 },
    access: { cert: identity.certificate, key: identity.key },
    queue: { send: () => Promise.resolve() },
    engine: { page: () => Promise.resolve(undefined), plan: () => Promise.reject(new Error('not here')) },
    governor: new Governor({ db, clock, gate, policy: readPolicyFile('examples/policy.yaml'), leaseMs: 30_000 }),
    reports: noReports,
    registry: { gate, examiner, targets: '/targets', runs: '/runs' },
    wake: () => undefined,
    warn: (what, error) => {
      throw new Error(what, { cause: error })
    },
  }
  footings = { test: sampleFooting('test'), live: sampleFooting('live') }
  proofs = { test: sampleProof('test', 'test'), live: sampleProof('live', 'live') }
  web = await startWeb(parts)
  await db.transaction((tx) =>
    enter(tx, readRegistryText(start, 'start.yaml').entries, { around: examiner, actor, now }),
  )
  const tokenOf = async (role: 'operator' | 'auditor' | 'participant', participant?: string): Promise<Ask> => {
    const issued = await issueToken(
      db,
      { name: [role, participant ?? 'desk'].join(' '), role, ...(participant ? { participant } : {}) },
      now,
    )
    return asker(web.url, authority.certificate, issued.token)
  }
  operator = await tokenOf('operator')
  auditor = await tokenOf('auditor')
  own = await tokenOf('participant', 'P')
  others = await tokenOf('participant', 'Q')
  nobody = asker(web.url, authority.certificate)
})

afterAll(async () => {
  await web.close()
  await database.drop()
})

const actor = { name: 'tests', role: 'operator' } as const
const start = `participants:
  - { id: P, name: Bank, roles: [provider], accredited: false, blocked: false }
  - { id: Q, name: Other, roles: [provider, user], accredited: true, blocked: false }
`
const bank = { name: 'Bank', roles: ['provider'], accredited: true, blocked: false }
const passport = {
  ...{ purpose: { ru: 'Счета', en: 'Accounts' }, description: { ru: 'Все', en: 'All' } },
  ...{ documentation: 'https://bank.example', support: { name: 'Desk', email: 'desk@bank.example' }, version: '1.0.0' },
}
const api = { participant: 'P', system: 'sample', name: 'Accounts', budget: 96 }
const codes = (body: Readonly<Record<string, unknown>>): string[] =>
  ((body.problems ?? []) as { code: string }[]).map(({ code }) => code)

test('the file has an operation for every handler, and a handler for every operation', () => {
  const described = operationsOf(apiFile().document).map(({ id }) => id)
  expect(Object.keys(apiHandlers(parts)).sort()).toEqual([...described].sort())
})

test('without a token nothing is told but the file', async () => {
  expect((await nobody('GET', '/openapi.json')).body.openapi).toBe('3.1.0')
  expect(await nobody('GET', '/participants')).toMatchObject({ status: 401, body: { code: 'unauthorized' } })
  expect((await nobody('PUT', '/participants/R', bank)).status).toBe(401)
})

test('requests are compared with the file, and each thing that is amiss is named', async () => {
  const wrong = { ...bank, roles: ['bank'], bin: '150540000018', colour: 'red' }
  const { status, body } = await operator('PUT', '/participants/R', wrong)
  expect([status, (body.problems as { at: string }[]).map(({ at }) => at).sort()]).toEqual([
    400,
    ['/colour', '/roles/0'],
  ])
  expect(await operator('GET', '/participants?limit=1000')).toMatchObject({ status: 400 })
  expect(await operator('GET', '/participants?sort=name')).toMatchObject({ status: 400 })
  expect(await operator('GET', '/nothing')).toMatchObject({ status: 404, body: { code: 'not-found' } })
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  expect(await operator('PUT', '/participants/R', bank, form)).toMatchObject({ status: 415 })
  const sound = { ...bank, bin: '150540000018' }
  const entered = await operator('PUT', '/participants/R', sound)
  expect([entered.status, entered.body.problems]).toEqual([422, [expect.objectContaining({ at: '/bin' })]])
})

test('who changes what somebody else has changed meanwhile is told so', async () => {
  expect((await operator('PUT', '/participants/R', bank)).status).toBe(201)
  const { etag } = await operator('GET', '/participants/R')
  const changed = await operator('PUT', '/participants/R', { ...bank, name: 'One' }, { 'if-match': etag })
  expect([changed.status, changed.body.name]).toEqual([200, 'One'])
  const late = await operator('PUT', '/participants/R', { ...bank, name: 'Two' }, { 'if-match': etag })
  expect([late.status, late.body.code]).toEqual([412, 'stale'])
  const again = await operator('PUT', '/participants/R', { ...bank, name: 'Two' }, { 'if-match': changed.etag })
  expect(again.status).toBe(200)
})

describe('first publication', () => {
  const publish = (ask = operator) => ask('POST', '/apis/a/moves', { action: 'publish', reason: 'tests passed' })

  test('is refused with everything that is missing', async () => {
    expect((await operator('PUT', '/apis/a', api)).status).toBe(201)
    const { status, body } = await publish()
    expect([status, body.code]).toEqual([409, 'gate'])
    expect(codes(body)).toEqual(['participant-accreditation', 'passport-missing', 'target-missing', 'target-missing'])
    const other = await operator('POST', '/apis/a/moves', { action: 'republish', reason: 'past the gate' })
    expect([other.status, other.body.code]).toEqual([409, 'publication-state'])
    await operator('PUT', '/participants/P', { ...bank, blocked: true, roles: ['user'] })
    const desk = { ...passport, support: { name: 'Desk' } }
    const targets = { test: 'test.yaml', live: 'live.yaml' }
    const entered = await operator('PUT', '/apis/a', { ...api, targets, passport: desk })
    expect(entered.body.targets).toEqual({ test: '/targets/test.yaml', live: '/targets/live.yaml' })
    expect(codes((await publish()).body)).toEqual([
      ...['participant-blocked', 'participant-role', 'passport-support', 'not-admitted', 'not-admitted'],
    ])
    await operator('PUT', '/participants/P', bank)
    await operator('PUT', '/apis/a', { ...api, targets, passport })
    expect(codes((await publish()).body)).toEqual(['not-admitted', 'not-admitted'])
  })

  test('rests on runs that prove what is required; another one is refused and noted', async () => {
    const { scripts } = sampleProof()
    proofs.failed = { ...sampleProof('test', 'failed'), scripts: scripts.map((one) => ({ ...one, outcome: 'fail' })) }
    const refused = await operator('POST', '/apis/a/admissions', { run: 'failed' })
    expect([refused.status, codes(refused.body)]).toEqual([422, ['script-failed', 'script-failed']])
    expect((await operator('POST', '/apis/a/admissions', { run: 'nowhere' })).status).toBe(422)
    expect((await operator('POST', '/apis/a/admissions', { run: '../failed' })).status).toBe(400)
    expect(kept).toEqual([])
    const admitted = await operator('POST', '/apis/a/admissions', { run: 'test' })
    expect([admitted.status, admitted.body.environment, kept]).toEqual([201, 'test', ['test']])
    // The same run again is the same admission.
    expect((await operator('POST', '/apis/a/admissions', { run: 'test' })).body.id).toBe(admitted.body.id)
    expect(codes((await publish()).body)).toEqual(['not-admitted'])
    const journal = (await operator('GET', '/journal?limit=20')).body.items as { did: string; who: string }[]
    expect(journal.filter(({ did }) => did.startsWith('admission')).map(({ did, who }) => `${did} ${who}`)).toEqual([
      'admission.enter operator desk',
      'admission.refuse operator desk',
    ])
  })

  test('a contract that changes afterwards voids what was admitted, until a run under it is', async () => {
    await operator('POST', '/apis/a/admissions', { run: 'live' })
    const { standing } = sampleFooting('test')
    const contract = { ...standing.contract, digest: 'c'.repeat(64) }
    footings.test = { ...sampleFooting('test'), standing: { ...standing, contract } }
    expect(codes((await publish()).body)).toEqual(['run-contract'])
    const gate = (await auditor('GET', '/apis/a/gate')).body as {
      open: boolean
      parts: { part: string; met: boolean }[]
    }
    expect([gate.open, gate.parts.filter(({ met }) => !met).map(({ part }) => part)]).toEqual([false, ['test']])
    proofs.again = { ...sampleProof('test', 'again'), standing: footings.test.standing }
    expect((await operator('POST', '/apis/a/admissions', { run: 'again' })).status).toBe(201)
  })

  test('and then it is published once; the record says by whom', async () => {
    expect((await publish(auditor)).status).toBe(403)
    const { status, body } = await publish()
    expect([status, body.before, body.after, body.proposedBy]).toEqual([201, 'draft', 'published', 'operator desk'])
    expect((await publish()).status).toBe(409)
    expect((await operator('GET', '/apis/a')).body.state).toBe('published')
    // What it passed the gate for stays.
    const moved = await operator('PUT', '/apis/a', { ...api, system: 'other' })
    expect([moved.status, codes(moved.body)]).toEqual([422, ['registry-moved']])
    expect((await operator('POST', '/apis/a/moves', { action: 'limit', reason: 'works' })).status).toBe(201)
    expect((await operator('POST', '/apis/a/rounds')).status).toBe(202)
    expect((await operator('POST', '/apis/a/rounds')).body.code).toBe('round-open')
  })
})

test('a second person settles what is proposed', async () => {
  const why = { ru: 'молчит', en: 'silent' }
  const decision = {
    api: 'a',
    at: now,
    action: 'unpublish',
    before: 'limited',
    after: 'unpublished',
    rule: 'silent',
  } as const
  const id = await addDecision(parts.db, { ...decision, why, rounds: [], status: 'proposed', proposedBy: 'policy' })
  const settled = await operator('POST', `/decisions/${id}/settlement`, { as: 'confirm' })
  expect([settled.status, settled.body.status, settled.body.confirmedBy]).toEqual([200, 'in-force', 'operator desk'])
  expect((await operator('POST', `/decisions/${id}/settlement`, { as: 'reject' })).status).toBe(409)
})

test('applications and certificates are entered, read by page, and taken out', async () => {
  for (const id of ['app-1', 'app-2', 'app-3'])
    expect((await operator('PUT', `/applications/${id}`, { participant: 'Q', name: id, apis: ['a'] })).status).toBe(201)
  const first = await operator('GET', '/applications?limit=2')
  expect([(first.body.items as object[]).length, first.body.next]).toEqual([2, 'app-2'])
  const rest = await operator('GET', `/applications?limit=2&after=${String(first.body.next)}`)
  expect([(rest.body.items as { id: string }[]).map(({ id }) => id), rest.body.next]).toEqual([['app-3'], undefined])
  const entered = await operator('POST', '/certificates', { application: 'app-1', pem })
  expect(entered.body).toMatchObject({ participant: 'Q', application: 'app-1', subject: 'CN=P', issuer: 'CN=CA' })
  const { fingerprint } = entered.body as { fingerprint: string }
  const endBefore = async (at: string) =>
    ((await auditor('GET', `/certificates?endBefore=${at}`)).body.items as object[]).length
  expect([await endBefore('2026-01-01T00:00:00Z'), await endBefore('2999-01-01T00:00:00Z')]).toEqual([0, 1])
  expect((await operator('GET', `/certificates/${fingerprint}`)).status).toBe(200)
  expect((await operator('DELETE', '/applications/app-2')).status).toBe(204)
  expect((await operator('DELETE', '/applications/app-2')).status).toBe(404)
  expect((await auditor('DELETE', `/certificates/${fingerprint}`)).status).toBe(403)
})

test('an auditor reads everything, a participant what is its own, and to others there is nothing', async () => {
  const lists = ['/participants', '/apis', '/applications', '/certificates', '/decisions', '/journal', '/apis/a/rounds']
  const things = ['/participants/P', '/apis/a', '/apis/a/gate', '/apis/a/admissions', '/decisions?api=a']
  for (const path of [...lists, ...things]) expect([path, (await auditor('GET', path)).status]).toEqual([path, 200])
  for (const path of things) {
    expect([path, (await own('GET', path)).status]).toEqual([path, 200])
    expect([path, (await others('GET', path)).status]).toEqual([path, 404])
  }
  expect((await others('GET', '/apis/a/rounds')).status).toBe(404)
  expect((await own('GET', '/applications/app-1')).status).toBe(404)
  expect((await others('GET', '/applications/app-1')).status).toBe(200)
  const ids = async (ask: Ask, path: string): Promise<unknown[]> =>
    ((await ask('GET', path)).body.items as { id: unknown }[]).map(({ id }) => id)
  expect([await ids(own, '/participants'), await ids(others, '/participants')]).toEqual([['P'], ['Q']])
  expect([await ids(own, '/apis'), await ids(others, '/apis'), await ids(others, '/apis?participant=P')]).toEqual([
    ['a'],
    [],
    [],
  ])
  expect([await ids(own, '/applications'), await ids(own, '/certificates')]).toEqual([[], []])
  expect([(await ids(own, '/decisions')).length, await ids(others, '/decisions')]).toEqual([3, []])
  const seen = (await others('GET', '/journal')).body.items as { participant: string }[]
  expect([...new Set(seen.map(({ participant }) => participant))]).toEqual(['Q'])
  // Where files lie on the operator's machine is no business of theirs.
  expect((await own('GET', '/apis/a')).body.targets).toBeUndefined()
  for (const [method, path, body] of [
    ['PUT', '/participants/P', bank],
    ['PUT', '/apis/a', api],
    ['POST', '/apis/a/moves', { action: 'republish', reason: 'we ask for it' }],
    ['POST', '/apis/a/admissions', { run: 'test' }],
    ['DELETE', '/applications/app-1', undefined],
  ] as const)
    expect([path, (await own(method, path, body)).status]).toEqual([path, 403])
})

test('a participant that is blocked is off publication at once, and nobody puts its APIs back', async () => {
  const republish = () => operator('POST', '/apis/a/moves', { action: 'republish', reason: 'mended' })
  expect((await republish()).status).toBe(201)
  expect((await operator('PUT', '/participants/P', { ...bank, blocked: true })).status).toBe(200)
  expect((await operator('GET', '/apis/a')).body.state).toBe('unpublished')
  const [last] = (await own('GET', '/decisions?limit=1')).body.items as object[]
  expect(last).toMatchObject({ action: 'unpublish', rule: 'participant-blocked', proposedBy: 'operator desk' })
  const refused = await republish()
  expect([refused.status, refused.body.code]).toEqual([409, 'participant-blocked'])
  await operator('PUT', '/participants/P', { ...bank, blocked: false })
  expect((await republish()).status).toBe(201)
})

test('works are announced, called off and ended; what stands against them is told first', async () => {
  const at = (days: number): string => new Date(Date.parse(now) + days * 86_400_000).toISOString()
  const planned = { of: { kind: 'api', api: 'a' }, kind: 'planned', startsAt: at(5), endsAt: at(5.2), note: 'Disks' }
  const made = await own('POST', '/works', planned)
  expect([made.status, made.body.works, made.body.warnings]).toMatchObject([
    201,
    { participant: 'P', api: 'a', kind: 'planned', notice: 'in-time', phase: 'coming', limited: false },
    [],
  ])
  expect((await own('POST', '/works', planned)).status).toBe(200)
  const { id } = made.body.works as { id: number }
  const late = { ...planned, startsAt: at(1), endsAt: at(1.1) }
  const warned = await own('POST', '/works', late)
  expect([warned.status, warned.body.code, warned.body.problems]).toMatchObject([
    409,
    'works-warned',
    [{ code: 'works-late' }],
  ])
  const accepted = await own('POST', '/works', { ...late, anyway: true })
  expect([accepted.status, accepted.body.warnings]).toMatchObject([201, [{ code: 'works-late' }]])

  // To others there is nothing; an auditor looks on.
  expect((await others('POST', '/works', planned)).status).toBe(404)
  expect((await others('GET', `/works/${id}`)).status).toBe(404)
  expect((await others('POST', `/works/${id}/cancel`)).status).toBe(404)
  expect((await auditor('POST', '/works', planned)).status).toBe(403)
  expect((await auditor('GET', `/works/${id}`)).status).toBe(200)
  expect((await own('POST', '/works', { ...planned, of: { kind: 'operator' } })).body.code).toBe('works-not-yours')
  expect((await own('POST', '/works', { ...planned, startsAt: 'soon' })).status).toBe(400)
  expect((await own('POST', '/works', { ...planned, endsAt: at(4) })).body.code).toBe('works-end')
  const listed = async (ask: Ask, path: string): Promise<unknown> => (await ask('GET', path)).body.items
  expect(await listed(own, '/works')).toHaveLength(2)
  expect([await listed(others, '/works'), await listed(others, '/works?participant=P')]).toEqual([[], []])

  expect((await own('POST', `/works/${id}/end`)).body.code).toBe('works-not-begun')
  expect((await own('POST', `/works/${id}/cancel`)).body.cancelledAt).toBeDefined()
  expect((await own('POST', `/works/${id}/cancel`)).status).toBe(409)
  const atOnce = await operator('POST', '/works', {
    of: { kind: 'participant', participant: 'P' },
    kind: 'unplanned',
    endsAt: at(1),
  })
  const under = `/works/${(atOnce.body.works as { id: number }).id}`
  expect((await own('POST', `${under}/cancel`)).body.code).toBe('works-begun')
  time = at(0.1)
  expect((await own('POST', `${under}/end`)).body.endsAt).toBe(time)
  time = now
  expect(await listed(auditor, '/works?when=past&limit=1')).toHaveLength(1)
})

test('every operation of the file was seen to succeed', async () => {
  const { items } = (await operator('GET', '/certificates')).body as { items: { fingerprint: string }[] }
  await operator('DELETE', `/certificates/${items[0]?.fingerprint ?? ''}`)
  const described = operationsOf(apiFile().document).map(({ id }) => id)
  expect(described.filter((id) => !succeeded.has(id))).toEqual([])
})

test('what is entered, exported and entered again is the same, and the second time nothing is written', async () => {
  const empty = await testDatabase()
  const undo = new Error('taken back')
  const how = { around: examiner, actor, now }
  const roundTrip = fc.asyncProperty(arbitraryEntries([pem]), async (entries) => {
    const work = empty.db.transaction(async (tx) => {
      const apis = entries.apis.map((one) => ({ ...one, targets: {} }))
      const { participants, applications, certificates } = entries
      const count = participants.length + apis.length + applications.length + certificates.length
      const first = await enter(tx, { ...entries, apis }, how)
      expect('added' in first ? first.added : first).toHaveLength(count)
      const text = registryText(await registryOf(tx))
      const again = await enter(tx, readRegistryText(text, 'export.yaml').entries, how)
      expect(again).toEqual({ added: [], changed: [], same: count })
      expect(registryText(await registryOf(tx))).toBe(text)
      throw undo
    })
    await expect(work).rejects.toBe(undo)
  })
  await fc.assert(roundTrip, { numRuns: 15 }).finally(() => empty.drop())
})
