import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { Dispatcher } from 'undici'
import { startWebRig, type WebRig } from '../../tests/support/web-rig.js'
import { journal } from '../store/journal-rows.js'
import { revokeToken } from '../store/token-rows.js'

const policy = `name: test
rules: [{ name: departs, nonconforming: { rounds: 2, of: 3 }, then: unpublish }]
back: { rounds: 2, for: PT0S }
secondPerson: [unpublish]
`
type Who = 'nobody' | 'operator' | 'participant' | 'auditor'
let rig: WebRig
const tokens: Partial<Record<Who, string>> = {}

beforeAll(async () => {
  rig = await startWebRig(policy)
  tokens.operator = (await rig.token('Olga', 'operator')).token
  tokens.participant = (await rig.token('Pavel', 'participant', 'P')).token
  tokens.auditor = (await rig.token('Aliya', 'auditor')).token
  const { db } = rig.own
  await db.run(`insert into policy (digest, name, text, since) values ('abc', 'p', 'name: p', now())`)
  await db.run(
    `insert into round (api, due_at, trigger, state, run, conformance, availability, control, started_at, ended_at, worker)
     select 'api-' || p, now(), 'scheduled', 'done', 'run-' || p, 'conforms', 'up', 'good', now(), now(), 'w' from unnest(array['P', 'Q']) p`,
  )
})
afterAll(() => rig.close())

const form = {}
/** What each may see and do: the statuses for nobody, the operator, the participant P and the auditor. */
const table: readonly [string, Readonly<Record<string, string>> | undefined, string, ...number[]][] = [
  ['GET /', undefined, '/', 401, 200, 200, 200],
  ['GET /alerts', undefined, '/alerts', 401, 200, 200, 200],
  ['GET /alerts/line', undefined, '/alerts/line', 401, 200, 200, 200],
  ['GET /journal', undefined, '/journal', 401, 200, 200, 200],
  ['GET /metrics', undefined, '/metrics', 401, 200, 403, 200],
  ['GET /apis/:id', undefined, '/apis/api-P', 401, 200, 200, 200],
  ['GET /apis/:id', undefined, '/apis/api-Q', 401, 200, 404, 200],
  ['GET /runs/:run', undefined, '/runs/run-P', 401, 200, 200, 200],
  ['GET /runs/:run', undefined, '/runs/run-Q', 401, 200, 404, 200],
  ['GET /runs/:run', undefined, '/runs/control', 401, 200, 404, 200],
  ['GET /policies/:digest', undefined, '/policies/abc', 401, 200, 200, 200],
  ['POST /apis/:id/run', form, '/apis/api-P/run', 401, 303, 403, 403],
  ['POST /apis/:id/move', { action: 'limit', reason: 'r' }, '/apis/api-Q/move', 401, 303, 403, 403],
  ['POST /apis/:id/plant', form, '/apis/api-P/plant', 401, 303, 403, 403],
  ['POST /decisions/:id/settle', { as: 'confirm' }, '/decisions/99/settle', 401, 404, 403, 403],
  ['POST /decisions/:id/send-again', form, '/decisions/99/send-again', 401, 404, 403, 403],
]
const whos: readonly Who[] = ['nobody', 'participant', 'auditor', 'operator']
const column = (who: Who): number => ['nobody', 'operator', 'participant', 'auditor'].indexOf(who)

/** Open to everybody: they show nothing and change nothing of the operator's. */
const open = [
  'GET /api/v1/openapi.json',
  'GET /assets/:file',
  'GET /language/:code',
  'GET /sign-in',
  'POST /sign-in',
  'POST /sign-out',
]
const health = ['GET /health/live', 'GET /health/ready']
/** Held open; tested by itself below. */
const held = ['GET /live']

test.each(table)('%s %s %s', async (_, sent, path, ...statuses) => {
  const seen: Partial<Record<Who, number>> = {}
  for (const who of whos) seen[who] = (await rig.ask(path, tokens[who], sent)).status
  expect(seen).toEqual(Object.fromEntries(whos.map((who) => [who, statuses[column(who)]])))
})

test('every other route asks for a token, and an auditor changes nothing by it', async () => {
  const known = new Set([...table.map(([route]) => route), ...open, ...health, ...held])
  expect([...known].filter((route) => !rig.routes.includes(route))).toEqual([])
  for (const route of rig.routes.filter((one) => !known.has(one))) {
    const [method, path] = route.split(' ') as [Dispatcher.HttpMethod, string]
    expect([route, (await rig.ask(path, undefined, undefined, method)).status]).toEqual([route, 401])
    if (method === 'GET') continue
    expect([route, (await rig.ask(path, tokens.auditor, undefined, method)).status]).toEqual([route, 403])
  }
})

test('a participant reads of nobody else, on the grid or in the journal', async () => {
  await rig.ask('/apis/api-Q/run', tokens.operator, form)
  const grid = await rig.ask('/', tokens.participant)
  const own = await rig.ask('/journal?participant=Q', tokens.participant)
  const all = await rig.ask('/journal', tokens.auditor)
  expect([grid.text.includes('api-P'), grid.text.includes('api-Q')]).toEqual([true, false])
  // What it tried itself is its own.
  expect([own.text.includes('>api-P<'), own.text.includes('>api-Q<')]).toEqual([true, false])
  expect(all.text).toContain('>api-Q<')
  expect((await rig.ask('/journal?api=api-Q', tokens.auditor)).text).not.toContain('api-P')
})

test('what was refused stands in the journal', async () => {
  const lines = await journal(rig.own.db, { limit: 100, participant: 'P' })
  expect(lines).toContainEqual(
    expect.objectContaining({ who: 'Pavel', did: 'refused', object: 'POST /apis/api-P/run', participant: 'P' }),
  )
})

test('the journal is read page by page', async () => {
  const { db } = rig.own
  await db.run(
    `insert into journal (at, who, role, did, object, details)
     select now(), 'W', 'operator', 'many', 'n' || n, '{}' from generate_series(1, 150) n`,
  )
  const first = await rig.ask('/journal', tokens.operator)
  expect(first.text).toContain('>n150<')
  expect(first.text).not.toContain('>n50<')
  const older = /href="(\/journal\?before[^"]+)"/.exec(first.text)?.[1]?.replace('&#x3D;', '=') ?? ''
  expect((await rig.ask(older, tokens.operator)).text).toContain('>n50<')
})

test('a browser is signed in by a cookie that no script and no other site can use', async () => {
  const { status, headers } = await rig.ask('/sign-in', { origin: rig.url }, { token: tokens.auditor ?? '' })
  expect(status).toBe(303)
  expect(headers['set-cookie']).toBe(
    `__Host-synaq=${tokens.auditor ?? ''}; Path=/; HttpOnly; SameSite=Strict; Secure; Max-Age=43200`,
  )
  const cookie = String(headers['set-cookie']).split(';')[0] ?? ''
  expect((await rig.ask('/', { cookie })).status).toBe(200)
  const foreign = { cookie: `__Host-synaq=${tokens.operator ?? ''}`, origin: 'https://elsewhere.example' }
  expect((await rig.ask('/apis/api-P/run', foreign, form)).status).toBe(403)
  expect((await rig.ask('/apis/api-P/run', { ...foreign, origin: 'null' }, form)).status).toBe(403)
})

test('a token that was revoked or is over opens nothing any more, from the next request on', async () => {
  const { db } = rig.own
  const { id, token } = await rig.token('Rinat', 'auditor')
  expect((await rig.ask('/', token)).status).toBe(200)
  await revokeToken(db, id, new Date().toISOString())
  expect((await rig.ask('/', token)).status).toBe(401)
  const expired = await rig.token('Erlan', 'auditor')
  await db.run(`update token set expires_at = now() where id = $1`, [expired.id])
  expect((await rig.ask('/', expired.token)).status).toBe(401)
})

test('who guesses tokens is held up, and stands in the journal without what was typed', async () => {
  const statuses: number[] = []
  for (let n = 0; n < 12; n++) statuses.push((await rig.ask('/sign-in', {}, { token: `synaq_guess-${n}` })).status)
  expect(new Set(statuses)).toEqual(new Set([303, 429]))
  expect(statuses.at(-1)).toBe(429)
  const lines = await journal(rig.own.db, { limit: 20 })
  expect(lines.filter(({ did }) => did === 'sign-in.refused').length).toBeGreaterThan(5)
  expect(JSON.stringify(lines)).not.toContain('synaq_')
})

test('health is told to everybody, without details; metrics name no API', async () => {
  expect(await rig.ask('/health/live')).toMatchObject({ status: 200, text: '{"live":true}' })
  // Nobody opens rounds here.
  expect(await rig.ask('/health/ready')).toMatchObject({ status: 503, text: '{"ready":false}' })
  const { text } = await rig.ask('/metrics', tokens.auditor)
  expect(text).toContain('synaq_publication{state="published"} 1')
  expect(text).toContain('synaq_publication{state="limited"} 1')
  expect(text).toContain('synaq_database_up 1')
  expect(text).not.toMatch(/api-[PQ]/)
  expect(rig.warnings).toEqual([])
})
