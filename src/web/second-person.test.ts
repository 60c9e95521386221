import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { startWebRig, type WebRig } from '../../tests/support/web-rig.js'
import { decisions } from '../store/decision-rows.js'
import { journal } from '../store/journal-rows.js'
import { api as apiById } from '../store/registry-rows.js'
import { revokeToken } from '../store/token-rows.js'

const policy = `name: test
rules: [{ name: departs, nonconforming: { rounds: 2, of: 3 }, then: unpublish }]
back: { rounds: 2, for: PT0S }
secondPerson: [unpublish]
`
let rig: WebRig
let olga: string
let timur: { readonly id: string; readonly token: string }

beforeAll(async () => {
  rig = await startWebRig(policy)
  olga = (await rig.token('Olga', 'operator')).token
  timur = await rig.token('Timur', 'operator')
})
afterAll(() => rig.close())

let minute = 0
/** The next round of an API, and what the policy makes of it. */
async function round(api: string, conformance: 'conforms' | 'departs'): Promise<void> {
  minute += 1
  await rig.own.db.run(
    `insert into round (api, due_at, trigger, state, run, conformance, availability, control, started_at, ended_at, worker)
     select $1, t, 'scheduled', 'done', $2 || t, $2, 'up', 'good', t, t, 'w' from (select now() + $3 * interval '1 ms' as t) x`,
    [api, conformance, minute],
  )
  await rig.governor.consider(api)
}
const last = async (api: string) => (await decisions(rig.own.db, 1, api))[0]
const stateOf = async (api: string) => (await apiById(rig.own.db, api))?.state
const settle = async (id: number | undefined, as: 'confirm' | 'reject', by: string): Promise<number> =>
  (await rig.ask(`/decisions/${id ?? 0}/settle`, by, { as })).status
const move = (api: string, action: string, by: string) => rig.ask(`/apis/${api}/move`, by, { action, reason: 'seen' })

test('what the policy proposes waits for an operator, and rejected rounds do not count again', async () => {
  await round('api-P', 'departs')
  await round('api-P', 'departs')
  const proposed = await last('api-P')
  expect(proposed).toMatchObject({ action: 'unpublish', status: 'proposed', proposedBy: 'policy', rule: 'departs' })
  expect(await stateOf('api-P')).toBe('published')
  expect((await rig.ask('/apis/api-P', olga)).text).toContain('value="confirm"')

  expect(await settle(proposed?.id, 'reject', olga)).toBe(303)
  expect(await settle(proposed?.id, 'confirm', timur.token)).toBe(409)
  expect(await stateOf('api-P')).toBe('published')
  await round('api-P', 'departs')
  expect(await last('api-P')).toMatchObject({ id: proposed?.id, status: 'rejected', confirmedBy: 'Olga' })

  await round('api-P', 'departs')
  const again = await last('api-P')
  expect(again).toMatchObject({ status: 'proposed' })
  expect(again?.rounds.filter((id) => proposed?.rounds.includes(id))).toEqual([])
  expect(await settle(again?.id, 'confirm', timur.token)).toBe(303)
  expect(await stateOf('api-P')).toBe('unpublished')
  expect(await last('api-P')).toMatchObject({ status: 'in-force', confirmedBy: 'Timur' })
  const lines = await journal(rig.own.db, { api: 'api-P', limit: 3 })
  expect(lines).toMatchObject([
    { did: 'decision.confirm', who: 'Timur', participant: 'P', details: { decision: again?.id } },
    { did: 'decision.propose', who: 'policy', participant: 'P' },
    { did: 'decision.reject', who: 'Olga', participant: 'P' },
  ])
})

test('a proposal lapses when the rounds no longer bear it out', async () => {
  await round('api-Q', 'departs')
  await round('api-Q', 'departs')
  expect(await last('api-Q')).toMatchObject({ status: 'proposed' })
  await round('api-Q', 'conforms')
  expect(await last('api-Q')).toMatchObject({ status: 'proposed' })
  await round('api-Q', 'conforms')
  expect(await last('api-Q')).toMatchObject({ status: 'lapsed' })
  expect(await stateOf('api-Q')).toBe('published')
})

test('what one operator does by hand waits for another one, who is not the same', async () => {
  expect((await move('api-Q', 'unpublish', olga)).status).toBe(303)
  const proposed = await last('api-Q')
  expect(proposed).toMatchObject({ rule: 'by-hand', status: 'proposed', proposedBy: 'Olga' })
  expect(await settle(proposed?.id, 'confirm', olga)).toBe(403)
  expect((await rig.ask('/apis/api-Q', olga)).text).not.toContain('value="confirm"')
  // Rounds come and go meanwhile: it is no matter of theirs.
  await round('api-Q', 'conforms')
  expect(await last('api-Q')).toMatchObject({ id: proposed?.id, status: 'proposed' })
  expect(await settle(proposed?.id, 'confirm', timur.token)).toBe(303)
  expect(await stateOf('api-Q')).toBe('unpublished')
  // What the policy does not list needs one person.
  expect((await move('api-Q', 'republish', olga)).status).toBe(303)
  expect(await stateOf('api-Q')).toBe('published')
})

test('who proposed something may take it back; who is alone does it alone', async () => {
  await move('api-Q', 'unpublish', olga)
  const proposed = await last('api-Q')
  expect(await settle(proposed?.id, 'reject', olga)).toBe(303)
  expect(await stateOf('api-Q')).toBe('published')
  await revokeToken(rig.own.db, timur.id, new Date().toISOString())
  await move('api-Q', 'unpublish', olga)
  expect(await stateOf('api-Q')).toBe('unpublished')
  expect(await last('api-Q')).toMatchObject({ rule: 'by-hand', status: 'in-force' })
})

test('two tokens in force never have one name', async () => {
  await expect(rig.token('Olga', 'operator')).rejects.toMatchObject({ problems: [{ code: 'token-name' }] })
  await expect(rig.token('policy', 'operator')).rejects.toMatchObject({ problems: [{ code: 'token-name' }] })
  await expect(rig.token('Timur', 'auditor')).resolves.toHaveProperty('token')
})
