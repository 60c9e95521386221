import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { Webhook as Reference } from 'standardwebhooks'
import { testDatabase, type TestDatabase } from '../../../tests/support/database.js'
import { handClock, type HandClock } from '../../../tests/support/hand-clock.js'
import { mailLogin, startMailServer, type TestMailServer } from '../../../tests/support/mail-server.js'
import { receiveWebhooks, type WebhookReceiverServer } from '../../../tests/support/webhook-receiver.js'
import { packageRoot } from '../../base/root.js'
import { literal } from '../../base/text.js'
import { newWebhookSecret } from '../../base/webhook-signature.js'
import type { ControlResult } from '../../model/round.js'
import { alertsFor, messagesOf } from '../../store/alert-rows.js'
import { addDecision, settleDecision } from '../../store/decision-rows.js'
import { post } from '../../store/outbox-rows.js'
import { saveApi, saveParticipant } from '../../store/registry-rows.js'
import { addControlRound, workerSeen, workerStopped } from '../../store/worker-rows.js'
import { Delivery, type Carriers } from '../delivery.js'
import { mailCarrier } from '../mail.js'
import { readAppeals } from './appeals.js'
import { alertCarriers } from './carriers.js'
import { AlertKeeper, type AlertSettings } from './keeper.js'
import type { AlertReceiver } from './receivers.js'

const minuteMs = 60_000
const secret = newWebhookSecret()
const appeals = readAppeals(join(packageRoot(), 'examples', 'appeals.yaml'))
const duty: AlertReceiver = { name: 'duty', way: { kind: 'mail', addresses: ['duty@operator.example'] }, wants: {} }
const pager: AlertReceiver = { name: 'pager', way: { kind: 'webhook' }, wants: { classes: ['ИТІ'] } }

let own: TestDatabase
let mail: TestMailServer
let hook: WebhookReceiverServer
let clock: HandClock
let keeper: AlertKeeper
let carriers: Carriers
let delivery: Delivery
let closeHooks: (() => Promise<void>) | undefined
beforeAll(async () => {
  ;[own, mail, hook] = await Promise.all([testDatabase(), startMailServer(), receiveWebhooks()])
  const state = { accredited: true, blocked: false, limited: false, contacts: [] }
  for (const id of ['ARKA01', 'BURA02', 'CEKA03']) {
    await saveParticipant(own.db, { id, name: `Bank ${id}`, roles: ['provider'], ...state }, new Date().toISOString())
    const probe = { environment: 'test', effects: ['none'], only: [], tags: [] } as const
    const api = {
      id: id.toLowerCase(),
      participant: id,
      system: 'accounts',
      name: 'Счета',
      targets: {},
      budget: 96,
      probe,
    }
    await saveApi(own.db, api, new Date().toISOString())
  }
})
afterAll(async () => {
  await closeHooks?.()
  await Promise.all([mail.close(), hook.close(), own.drop()])
})

const settings = (changes: Partial<AlertSettings> = {}): AlertSettings => ({
  rules: { afterRounds: 1, lateMs: 2 * minuteMs, missedShare: 0.1 },
  ...{ calmMs: 10 * minuteMs, remindAfterMs: 240 * minuteMs, receivers: [duty, pager], appeals },
  page: 'https://synaq.operator.example/',
  ...changes,
})

beforeEach(async () => {
  clock = handClock()
  await own.db.run('truncate alert, alert_message, outbox, round, control_round, decision, worker, api_hour cascade')
  await own.db.run(`update api set state = 'published', state_since = $1, problem = null, next_at = null, tests = 8`, [
    clock.now(),
  ])
  keeper = keeperOf(settings())
  await closeHooks?.()
  const patience = { timeoutMs: 30_000, giveUpAfterMs: 60 * minuteMs }
  const hooks = alertCarriers(new Map([['pager', { url: hook.url, secrets: [secret], ca: hook.ca }]]), patience, clock)
  closeHooks = () => hooks.close()
  const server = { host: '127.0.0.1', port: mail.port, tls: 'starttls', ca: mail.ca, login: mailLogin } as const
  carriers = { mail: mailCarrier({ ...server, from: 'synaq@operator.example', ...patience }), ...hooks.carriers }
  delivery = startDelivery()
  mail.refuse()
  hook.answer((response) => response.writeHead(204).end())
})

const startDelivery = () =>
  new Delivery({ db: own.db, clock, carriers, tried: () => Promise.resolve(), warn: () => undefined })

function keeperOf(with_: AlertSettings): AlertKeeper {
  const commonCause = { participants: 3, share: 0.5, withinMs: 20 * minuteMs }
  return new AlertKeeper({ db: own.db, clock, settings: with_, commonCause, leaseMs: 30_000, platform: 'platform' })
}

const ago = (minutes: number): string => new Date(Date.parse(clock.now()) - minutes * minuteMs).toISOString()

interface Seen {
  readonly conformance?: string
  readonly availability?: string
  readonly control?: ControlResult
  readonly works?: string
  readonly missed?: string
}

/** A round of an API that ends now, a second after whatever was before. */
async function round(api: string, seen: Seen = {}): Promise<number> {
  clock.forward(1000)
  const { conformance = 'conforms', availability = 'up', control = 'good', works = null, missed = null } = seen
  const title = literal('Остатки в двух валютах')
  const trouble =
    conformance === 'departs' ? [{ scenario: 's', title, mode: 'direct', outcome: 'fail', findings: [] }] : []
  const row = await own.db.row<{ id: number }>(
    `insert into round (api, due_at, trigger, state, missed, started_at, ended_at, run, conformance, availability, tests, passed,
       times, trouble, control, works, worker)
     values ($1, clock_timestamp(), 'manual', case when $2::text is null then 'done' else 'missed' end, $2, $3, $3, 'r', $4, $5, 8,
       $6, '{}', $7, $8, $9, 'w') returning id`,
    [
      ...[api, missed, clock.now(), conformance, availability, conformance === 'departs' ? 6 : 8],
      ...[JSON.stringify(trouble), control, works],
    ],
  )
  return row?.id ?? 0
}
const departs: Seen = { conformance: 'departs' }
const down: Seen = { conformance: 'unsaid', availability: 'down' }

const open = async () =>
  (await alertsFor(own.db, { closed: 0 })).map(({ thing, kind, appeal }) => [thing, kind, appeal?.index])
/** What was put into the outbox, oldest first. */
const told = async (): Promise<string[]> => {
  const all = await alertsFor(own.db, { closed: 100 })
  const kinds = new Map(all.map(({ id, kind }) => [id, kind]))
  const messages = await messagesOf(own.db, [...kinds.keys()])
  return messages.map(({ alert, occasion, receiver }) => `${receiver} ${occasion} ${kinds.get(alert) ?? ''}`)
}
async function look(minutes = 0): Promise<void> {
  clock.forward(minutes * minuteMs)
  await keeper.tick()
}
async function send(): Promise<void> {
  await delivery.tick()
  await delivery.idle()
}

test('an API that departs is told of once, reminded of, and its recovery is told, too', async () => {
  const before = mail.received.length
  await round('arka01', departs)
  await look()
  await look(1)
  await round('arka01', departs)
  await look(1)
  expect(await open()).toEqual([['api arka01', 'departs', 'PU']])
  expect(await told()).toEqual(['duty opened departs'])
  await send()
  await look(241)
  await send()
  await round('arka01')
  await look(1)
  expect(await told()).toEqual(['duty opened departs', 'duty reminder departs'])
  await look(10)
  await send()
  expect([await open(), await told()]).toEqual([
    [],
    ['duty opened departs', 'duty reminder departs', 'duty closed departs'],
  ])
  const [first, second, third, ...more] = mail.received.slice(before)
  expect(more).toEqual([])
  expect(first?.headers.subject).toMatch(
    /^Тревога: API отвечает не по требованиям — Bank ARKA01: Счета \[PU, Высокий, до /,
  )
  expect(first?.text).toContain('Пройдено тестов 6 из 8. Расхождения: Остатки в двух валютах')
  expect(first?.text).toContain(
    'Класс обращения: PU — Публикация/Использование API: Несоответствие спецификации требований сервисов',
  )
  expect(first?.text).toContain('Приоритет и срок: Высокий. До 24 часов')
  expect(first?.text).toContain('https://synaq.operator.example/apis/arka01')
  expect(first?.text).toMatch(/Дабыл|Басымдығы[\s\S]*To be settled by/)
  expect(second?.headers.subject).toMatch(/^Напоминание: /)
  expect(third?.headers.subject).toBe('Восстановлено: API снова отвечает по требованиям — Bank ARKA01: Счета')
  for (const later of [second, third]) expect(later?.headers['in-reply-to']).toBe(first?.headers['message-id'])
})

test('a webhook gets what it asked for, signed; what becomes worse is told to it and to who knows already', async () => {
  const before = hook.received.length
  await round('arka01', departs)
  await look()
  await round('arka01', down)
  await look(1)
  // An alert is called by what it has become.
  expect(await told()).toEqual(['duty opened down', 'duty grew down', 'pager opened down'])
  await send()
  const [came, ...more] = hook.received.slice(before)
  expect(more).toEqual([])
  const body = new Reference(secret).verify(came?.body ?? '', came?.headers as Record<string, string>)
  expect(body).toMatchObject({
    type: 'alert.opened',
    data: { kind: 'down', api: 'arka01', participant: 'ARKA01', class: { index: 'ИТІ', withinMs: 3_600_000 } },
  })
  expect(came?.headers['webhook-id']).not.toContain('.')
})

test('what is held against nobody accuses nobody: the control, works, a common cause', async () => {
  const controlOf = async (result: ControlResult) => {
    const at = { startedAt: clock.now(), endedAt: clock.now() }
    await addControlRound(own.db, { worker: 'w', system: 'accounts', scripts: 'all', ...at, result, trouble: [] })
  }
  await controlOf('bad')
  await round('arka01', { ...departs, control: 'bad' })
  await round('bura02', { ...down, works: 'planned' })
  await look()
  expect(await open()).toEqual([['control accounts', 'control', 'ИТІ']])
  clock.forward(minuteMs)
  await controlOf('good')
  for (const api of ['arka01', 'bura02', 'ceka03']) await round(api, down)
  await look(11)
  // Two of the three had failed before; all began within the same minutes.
  expect((await open()).map(([thing]) => thing)).toEqual(['common-cause'])
})

test('an alert stays as it is while nothing can be said of its API', async () => {
  await round('arka01', departs)
  await look()
  await round('arka01', { ...departs, control: 'bad' })
  await look(60)
  expect((await open())[0]).toEqual(['api arka01', 'departs', 'PU'])
  expect(await told()).toEqual(['duty opened departs'])
})

describe('publication', () => {
  async function move(state: 'unpublished' | 'limited' | 'published', rule: string, rounds: readonly number[]) {
    const action = { unpublished: 'unpublish', limited: 'limit', published: 'republish' } as const
    const decision = {
      api: 'arka01',
      at: clock.now(),
      action: action[state],
      before: 'published',
      after: state,
    } as const
    const why = literal('Потому что')
    await addDecision(own.db, { ...decision, rule, why, rounds, status: 'in-force', proposedBy: 'policy' })
    await own.db.run(`update api set state = $1 where id = 'arka01'`, [state])
    clock.forward(1000)
  }

  test('an alert of an API grows with what is decided, and ends with it', async () => {
    const silent = await round('arka01', down)
    await look()
    await move('unpublished', 'silent', [silent])
    await look()
    expect(await open()).toEqual([['api arka01', 'taken-off', 'ИТІ']])
    await round('arka01')
    await move('published', 'back', [])
    await look()
    expect(await open()).toEqual([])
    expect(await told()).toEqual([
      ...['duty opened taken-off', 'pager opened taken-off'],
      ...['duty grew taken-off', 'pager grew taken-off', 'duty closed taken-off', 'pager closed taken-off'],
    ])
  })

  test('what a person does has the class of a disconnection; what works do is no alert', async () => {
    await move('limited', 'by-hand', [])
    await look()
    expect(await open()).toEqual([['api arka01', 'limited', 'API']])
    await move('limited', 'works', [])
    await look()
    await move('published', 'works', [])
    await look()
    expect(await open()).toEqual([])
  })

  test('what is put back and departs still is told of anew', async () => {
    await round('arka01', departs)
    await move('unpublished', 'by-hand', [])
    await look()
    await move('published', 'by-hand', [])
    await look()
    expect(await open()).toEqual([['api arka01', 'departs', 'PU']])
    expect(await told()).toEqual(['duty opened taken-off', 'duty closed taken-off', 'duty opened departs'])
  })
})

describe('each kind of trouble opens an alert and ends with it', () => {
  const cases: readonly (readonly [string, string, string, () => Promise<() => Promise<unknown>>])[] = [
    [
      'proposal',
      'proposal \\d+',
      'PU',
      async () => {
        const decision = { api: 'arka01', at: clock.now(), action: 'unpublish', before: 'published' } as const
        const more = {
          after: 'unpublished',
          rule: 'departs',
          why: literal('w'),
          rounds: [],
          status: 'proposed',
        } as const
        const id = await addDecision(own.db, { ...decision, ...more, proposedBy: 'policy' })
        return () => settleDecision(own.db, id, 'rejected', 'second', clock.now())
      },
    ],
    [
      'target',
      'target arka01',
      'API',
      async () => {
        const problem = JSON.stringify([{ code: 'c', what: 'the test consent is over', remedy: 'Give another.' }])
        await own.db.run(`update api set problem = $1 where id = 'arka01'`, [problem])
        return () => own.db.run(`update api set problem = null`)
      },
    ],
    [
      'order',
      'order arka01',
      'ИТІ',
      async () => {
        const payload = { api: 'arka01', decision: 7 }
        await post(own.db, { carrier: 'platform', key: 'decision 7', payload, now: ago(5) })
        await own.db.run(`update outbox set error = '503', tries = 4`)
        return () => own.db.run(`update outbox set delivered_at = now() where carrier = 'platform'`)
      },
    ],
    [
      'worker',
      'worker w1',
      'ИТІ',
      async () => {
        await workerSeen(own.db, { id: 'w1', host: 'h', pid: 1, now: ago(2) })
        await workerSeen(own.db, { id: 'w2', host: 'other', pid: 1, now: clock.now() })
        return async () => {
          await workerSeen(own.db, { id: 'w3', host: 'h', pid: 2, now: clock.now() })
          for (const id of ['w2', 'w3']) await workerStopped(own.db, id, clock.now())
        }
      },
    ],
    [
      'scheduler',
      'scheduler',
      'ИТІ',
      async () => {
        clock.forward(10 * minuteMs)
        await own.db.run(`update api set next_at = $1 where id = 'arka01'`, [ago(4)])
        return () => own.db.run(`update api set next_at = $1 where id = 'arka01'`, [ago(-60)])
      },
    ],
    [
      'missed',
      'missed',
      'ИТІ',
      async () => {
        for (let i = 0; i < 18; i++) await round('arka01')
        for (const missed of ['no-worker', 'harness', 'harness', 'works', 'retry-after'])
          await round('bura02', { missed })
        return () => {
          clock.forward(61 * minuteMs)
          return Promise.resolve()
        }
      },
    ],
  ]
  test.each(cases)('%s', async (kind, thing, index, make) => {
    const undo = await make()
    await look()
    expect(await open()).toEqual([[expect.stringMatching(`^${thing}$`), kind, index]])
    await undo()
    await look(1)
    await look(11)
    expect(await open()).toEqual([])
    expect(await told()).toContain(`duty closed ${kind}`)
  })

  test('a share of missed rounds that is no fault of ours is none', async () => {
    for (let i = 0; i < 18; i++) await round('arka01')
    for (const missed of ['no-worker', 'works', 'works', 'retry-after']) await round('bura02', { missed })
    await look()
    expect(await open()).toEqual([])
  })
})

test('a mail server that hangs delays no webhook; what was told meanwhile is one mail in the end', async () => {
  const [mails, hooks] = [mail.received.length, hook.received.length]
  mail.hang()
  await round('arka01', down)
  await look()
  await delivery.tick()
  await Promise.all([mail.begun(1), hook.count(hooks + 1)])
  await round('arka01')
  await look(1)
  await look(10)
  await delivery.tick()
  await hook.count(hooks + 2)
  expect(hook.received.slice(hooks).map(({ body }) => (JSON.parse(body) as { type: string }).type)).toEqual([
    'alert.opened',
    'alert.closed',
  ])
  await delivery.stop()
  delivery = startDelivery()
  mail.refuse()
  clock.forward(minuteMs)
  await send()
  expect(mail.received.slice(mails).map(({ headers }) => headers.subject)).toEqual([
    'Восстановлено: API снова отвечает — Bank ARKA01: Счета',
  ])
})

test('a receiver that is away for long is given up, and the others are told so; its return ends that', async () => {
  mail.refuse({ code: 451, text: 'try later' })
  await round('arka01', down)
  await look()
  for (let i = 0; i < 8; i++) {
    await send()
    await look(10)
  }
  expect((await open()).map(([, kind]) => kind).sort()).toEqual(['down', 'undelivered'])
  const [message] = await messagesOf(own.db, [(await alertsFor(own.db, { closed: 0 }))[0]?.id ?? 0])
  expect(message).toMatchObject({ receiver: 'duty', error: expect.stringContaining('try later') as unknown })
  expect(message?.given_up_at).not.toBeNull()
  // The class of it is one that the pager did not ask for; who cannot be reached is not told that.
  expect(await told()).toEqual(['duty opened down', 'pager opened down'])
  mail.refuse()
  await round('arka01')
  await look(1)
  await look(10)
  await send()
  await look(1)
  await look(11)
  expect(await open()).toEqual([])
})
