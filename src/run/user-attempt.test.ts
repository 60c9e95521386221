import { describe, expect, test } from '@jest/globals'
import type { EvidenceEvent } from '../model/evidence.js'
import type { PlanItem } from '../model/plan.js'
import { checks } from '../checks/index.js'
import { judgeAttempt } from '../judge/attempt.js'
import { requirements, verdictText } from '../../tests/support/sample-attempt.js'
import { MemoryApp } from '../../tests/support/memory-app.js'
import { brokenOff, form, MemoryInbox, type Sent } from '../../tests/support/memory-inbox.js'
import { memoryTarget } from '../../tests/support/memory-target.js'
import { eventText, plannedItem, runSample, type SamplePlanned } from '../../tests/support/sample-run.js'

const target = memoryTarget({ role: 'user', participant: { id: 'MYAP01', name: 'My app', invented: true } })
const code = 'code-of-the-journey'
const verifier = 'v'.repeat(43)
const accessToken = 'opaque-access-token'
const token: Sent = {
  json: { access_token: accessToken },
  request: form('token', { grant_type: 'authorization_code', code, code_verifier: verifier }),
}
const list: Sent = { json: { accounts: [] }, request: { headers: { authorization: `Bearer ${accessToken}` } } }

const drive = (as: string): SamplePlanned => ({
  kind: 'drive',
  args: { act: 'show', client: '${client}', providers: ['BANK02'] },
  as,
})
const await_ = (
  operation: string,
  after: string,
  as: string,
  ...rest: SamplePlanned['checks'] & object
): SamplePlanned => ({
  kind: 'await',
  args: { operation, after },
  as,
  checks: rest,
})
const ok = ['status', 200, 'of-user'] as const
const none = ['requests', { 'at-most': 0 }, 'of-user'] as const

/** Carries out steps with an application that does in turn what it is told to at each drive. */
async function carriedOut(steps: readonly SamplePlanned[], ...deeds: (readonly Sent[])[]) {
  const inbox = new MemoryInbox()
  const turns = [...deeds]
  const app = new MemoryApp(() => {
    inbox.arrive(...(turns.shift() ?? []))
    return {}
  })
  const item = plannedItem(steps, 'through', { id: 'sample/user/one', subject: 'user', requires: ['of-user'] })
  const events = await runSample(item, { inbox, app, target })
  return { events, texts: events.map(eventText), inbox, verdict: verdictOf(item, events) }
}

function verdictOf(item: Extract<PlanItem, { planned: true }>, events: readonly EvidenceEvent[]): string {
  return verdictText(judgeAttempt(item, { attempt: 1, events }, new Set(), { checks, requirements }).verdict)
}

const declined = [
  drive('declined'),
  drive('again'),
  await_('token', 'again', 'alive', ok),
  {
    kind: 'absent',
    args: { operation: 'listAccounts', from: 'declined', until: 'again', alive: 'alive' },
    checks: [none],
  },
]

describe('an attempt with an application under test', () => {
  test('passes where nothing came that should not have', async () => {
    const { texts, verdict } = await carriedOut(declined, [], [token])
    expect(texts).toEqual([
      'started',
      '1 drive',
      '1 act drive',
      '2 drive',
      '2 act drive',
      '3 await',
      '3 200',
      '4 absent',
      'ended complete',
    ])
    expect(verdict).toBe('pass')
  })

  test('fails where it came', async () => {
    const { texts, verdict } = await carriedOut(declined, [list, list], [token])
    expect(texts.slice(-4)).toEqual(['4 absent', '4 200', '4 200', 'ended complete'])
    expect(verdict).toBe('fail of-user')
  })

  test('is inconclusive where the application was stopped: silence proves nothing', async () => {
    const { texts, verdict, events } = await carriedOut(declined, [list])
    expect(texts.slice(-4)).toEqual(['3 await', '3 failed: environment', 'rest 200', 'ended stopped'])
    expect(verdict).toBe('inconclusive environment')
    expect(JSON.stringify(events)).toContain('Nothing came from the application meanwhile')
  })

  test('records each exchange once, at the first step that has it, and what no step looked at too', async () => {
    const steps: SamplePlanned[] = [
      drive('shown'),
      drive('again'),
      await_('token', 'again', 'alive'),
      {
        kind: 'calls',
        args: { from: 'shown', alive: 'alive' },
        as: 'all',
        checks: [['requests', { 'at-least': 2 }, 'of-user']],
      },
      await_('listAccounts', 'shown', 'first', ok),
    ]
    const { texts, events, verdict } = await carriedOut(steps, [list, list], [token, list])
    expect(texts.slice(6)).toEqual([
      '3 200',
      '4 calls',
      '4 200',
      '4 200',
      '5 await',
      '5 recalls 8',
      'rest 200',
      'ended complete',
    ])
    expect(events[8]).toMatchObject({ type: 'exchange', exchange: { request: { inbound: { mark: 1 } } } })
    expect(verdict).toBe('pass')
  })

  test('takes back what the platform was told to answer, whatever happened', async () => {
    const told: SamplePlanned = { kind: 'respond', args: { operation: 'token', status: 503 } }
    const { inbox, texts } = await carriedOut([told, drive('driven'), await_('token', 'driven', 'alive')])
    expect(inbox.rules).toEqual([expect.objectContaining({ operation: 'token' }), 'normally'])
    expect(texts.at(-1)).toBe('ended stopped')
  })

  test('goes on after a handshake that the application broke off', async () => {
    const broken: SamplePlanned = { kind: 'await', args: { connection: 'refused', after: 'shown' } }
    const { texts } = await carriedOut([drive('shown'), broken, drive('again')], [brokenOff])
    expect(texts).toContain('3 drive')
    expect(texts.at(-1)).toBe('ended complete')
  })

  test('holds no code, verifier, token or screen', async () => {
    const shows = 'KZ54125KZT1002300104'
    const inbox = new MemoryInbox()
    const app = new MemoryApp(() => {
      inbox.arrive(token, { ...list, text: `refused ${code} ${verifier} ${accessToken}` })
      return { shows }
    })
    const steps = [drive('shown'), await_('token', 'shown', 'token'), await_('listAccounts', 'shown', 'list')]
    const told: SamplePlanned = {
      kind: 'prompt',
      args: { ask: { ru: 'Так?', en: 'So?' }, shows: '${shown.shows}', has: ['KZ54 125K'] },
      checks: [['confirmed', true, 'of-user']],
    }
    const item = plannedItem([...steps, told], 'through', { subject: 'user', requires: ['of-user'] })
    const events = await runSample(item, { inbox, app, target })
    const text = JSON.stringify(events)
    for (const secret of [code, verifier, accessToken, shows]) expect(text).not.toContain(secret)
    expect(text).toContain('authorization_code')
  })
})

test('beside an application the platform’s own scripts ask the first bank of the platform', async () => {
  const asking: SamplePlanned = { kind: 'request', args: { operation: 'listAccounts' }, as: 'list' }
  const withBanks = memoryTarget({ ...target, providers: ['BANK02', 'BANK03'] })
  const events = await runSample(plannedItem([asking], 'through', { subject: 'platform' }), { target: withBanks })
  expect(events[2]).toMatchObject({
    type: 'exchange',
    exchange: { request: { peer: 'subject', headers: { 'x-participant-id': 'BANK02' } } },
  })
})
