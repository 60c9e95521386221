import { beforeAll, describe, expect, test } from '@jest/globals'
import type { RunRecord } from '../model/run.js'
import { brokenOff, form } from '../../tests/support/memory-inbox.js'
import type { SamplePlanned } from '../../tests/support/sample-run.js'
import { userRecord } from '../../tests/support/user-record.js'
import { alone } from './basis.js'
import { closingLines } from './closing.js'
import { progressLines, type Paint } from './console.js'
import { htmlOf } from './html.js'
import { ctrfOf } from './ctrf.js'
import { junitOf } from './junit.js'
import { protocolView } from './protocol.js'
import { summaryOf } from './summary.js'

/** Documents of an application under test: it calls, the platform answers, and nothing takes it for a bank. */
const drive = (as: string): SamplePlanned => ({
  kind: 'drive',
  args: { act: 'show', client: '${client}', providers: ['BANK02'] },
  as,
})
const awaiting = (
  operation: string,
  after: string,
  as: string,
  checks: SamplePlanned['checks'] = [],
): SamplePlanned => ({
  kind: 'await',
  args: { operation, after },
  as,
  checks,
})
const list = { json: { accounts: [] } }
const ask = { ru: 'Показано ли сообщение?', en: 'Is the message shown?' }
const notMet = { at: 'query:pageSize', rule: 'maximum', expected: 'maximum 100', seen: 'integer' }

let record: RunRecord
let html = ''
beforeAll(async () => {
  const made = await userRecord(
    {
      name: 'storm',
      script: 'failure',
      steps: [
        { kind: 'respond', args: { operation: 'listAccounts', status: 503, times: 2 } },
        drive('shown'),
        drive('again'),
        awaiting('token', 'again', 'alive', [['status', 200, 'of-user']]),
        {
          kind: 'calls',
          args: { operation: 'listAccounts', from: 'shown', until: 'again', alive: 'alive' },
          checks: [['requests', { 'at-most': 1 }, 'of-user']],
        },
        awaiting('listAccounts', 'shown', 'first'),
      ],
      sends: [
        [
          { ...list, status: 503, told: true },
          { ...list, status: 503, told: true },
        ],
        [{ json: {}, request: form('token', {}) }, brokenOff],
      ],
    },
    {
      name: 'wrong',
      steps: [drive('shown'), awaiting('token', 'shown', 't', [['status', 200, 'of-user']])],
      sends: [[{ status: 400, json: { error: 'invalid_grant' }, request: form('token', {}) }]],
    },
    {
      name: 'stopped',
      steps: [drive('shown'), awaiting('token', 'shown', 't', [['status', 200, 'of-user']])],
      sends: [[]],
    },
    {
      name: 'asking',
      steps: [{ kind: 'prompt', args: { ask }, checks: [['confirmed', true, 'of-user']] }],
    },
    {
      name: 'screens',
      leftOut: {
        kind: 'not-provided',
        what: { ru: 'возможности «screens»', en: 'the ability «screens»' },
        toConfirm: [ask],
      },
    },
  )
  record = withDeparture(made)
  html = htmlOf(record, 'ru')
})

/** The refused request departs from the contract too: the sample's contract has no rules. */
function withDeparture(made: RunRecord): RunRecord {
  const attempts = made.attempts.map((attempt) => ({
    ...attempt,
    events: attempt.events.map((event) =>
      event.type === 'exchange' && event.exchange.request.operation === 'token'
        ? { ...event, facts: { ...event.facts, contract: [notMet] } }
        : event,
    ),
  }))
  return { ...made, attempts }
}

const paint: Paint = Object.fromEntries(
  ['bold', 'dim', 'green', 'red', 'yellow', 'cyan'].map((name) => [name, (text: string) => text]),
) as Paint
const plainText = (markup: string) =>
  markup
    .replace(/<(style|script)[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')

describe('the HTML report', () => {
  test('says who called whom, and which answer the script decided', () => {
    const text = plainText(html)
    expect(text).toContain('от приложения:')
    expect(text).toContain('Запрос приложения')
    expect(text).toContain('Ответ платформы, заданный сценарием')
  })

  test('has no command to send what the application sent', () => expect(html).not.toContain('curl --globoff'))

  test('shows what departs from the contract in the request', () => {
    expect(html).toMatch(/<mark>POST https:\/\/api\.example\/v1\/token/)
  })

  test('shows each exchange once, and links to it where it is looked at again', () => {
    expect(html.match(/<details class="exchange"/g)).toHaveLength(5)
    expect(html).toMatch(/class="recalled"[\s\S]{0,400}<a href="#a1-\d+">/)
  })

  test('shows what no step looked at', () => {
    expect(plainText(html)).toContain('Что ещё прислало приложение')
    expect(plainText(html)).toContain('TLS: tls-alert')
  })

  test('asks the question of a prompt, and leaves what nobody answered to be confirmed', () => {
    const text = plainText(html)
    expect(text).toContain(ask.ru)
    expect(text).toContain('подлежит подтверждению: Показано ли сообщение?')
    expect(text).toContain('to be confirmed: Is the message shown?')
  })
})

test('why and what next are those of an application', () => {
  const causes = JSON.stringify(summaryOf(record))
  expect(causes).toContain('invalid_grant')
  expect(causes).toContain('Повтор после неудачи не ограничен')
  expect(causes).toContain('оно не запущено')
  expect(causes).toContain('ни программа, которая ведёт приложение')
})

describe('the Protocol', () => {
  test.each(['ru', 'kk', 'en'] as const)('is of an application, in a sandbox (%s)', (language) => {
    const text = JSON.stringify(protocolView(alone(record), {}, language))
    const object = { ru: 'Приложение пользователя API', kk: 'қосымшасы', en: 'Application of an API user' }
    const place = { ru: 'песочница Synaq', kk: 'құмсалғышы', en: 'Synaq sandbox' }
    expect(text).toContain(object[language])
    expect(text).toContain(place[language])
    expect(text).not.toContain('банк запрашивает')
  })

  test('names what is to be confirmed', () => {
    expect(JSON.stringify(protocolView(alone(record), {}, 'ru'))).toContain(
      'подлежит подтверждению: Показано ли сообщение? (цель испытаний не даёт нужного: возможности «screens»)',
    )
  })
})

test.each<[string, (of: RunRecord) => string]>([
  ['the closing lines', (of) => closingLines(of, { reports: [] }, { language: 'ru', paint }).join('\n')],
  ['JUnit', (of) => junitOf(of, 'ru')],
  ['CTRF', (of) => JSON.stringify(ctrfOf(of, 'ru'))],
  ['the HTML report', (of) => plainText(htmlOf(of, 'ru'))],
])('%s: nothing takes the application for a bank or a server', (_, made) => {
  const text = made(record)
  expect(text).toContain('от приложения: GET /v3/accounts: HTTP 503')
  expect(text).not.toMatch(/банк(?!а BANK|ов)|серверу|на сервере/i)
})

test('progress says what is to be confirmed', () => {
  const lines = progressLines('en', paint)
  const last = record.attempts.at(-1)
  if (!last) throw new Error('no attempt')
  expect(lines({ type: 'attempt-judged', item: last.item, verdict: last.verdict })).toEqual([
    '– Script screens (to be confirmed: Is the message shown?)',
  ])
})
