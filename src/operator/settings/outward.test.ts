import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import { temporaryFolder } from '../../../tests/support/folder.js'
import { isProblemError } from '../../base/problem.js'
import { packageRoot } from '../../base/root.js'
import { newWebhookSecret } from '../../base/webhook-signature.js'
import { settledAlerts } from './alerts.js'
import { mailServer } from './mail.js'
import { readSettings } from './settings.js'
import { webhookReceiver } from './webhook.js'

const folder = temporaryFolder()
afterAll(() => folder.remove())
const examples = join(packageRoot(), 'examples')
const file = join(folder.path, 'operator.yaml')

/** Settings with these sections. */
function settings(sections: string) {
  writeFileSync(file, `operator: Test\npolicy: ${examples}/policy.yaml\n${sections}\n`)
  return readSettings(file)
}

/** What a person is told: place and what is wrong. */
function problemsOf(work: () => unknown): string[] {
  try {
    work()
    return []
  } catch (error) {
    if (!isProblemError(error)) throw error
    return error.problems.map(({ what, place }) => `${place && 'line' in place ? (place.line ?? '') : ''} ${what}`)
  }
}

test('the example says everything that can be set, and what is commented out is right, too', () => {
  const text = readFileSync(join(examples, 'operator.yaml'), 'utf8')
  const all = text.replace(/^ {2}receivers: \[\]$/m, '  receivers:').replace(/^( *)# ([a-z]+:|- | {2})/gm, '$1$2')
  for (const name of readdirSync(examples).filter((one) => one.endsWith('.yaml')))
    copyFileSync(join(examples, name), join(folder.path, name))
  writeFileSync(file, all)
  const { platform, mail, alerts } = readSettings(file)
  expect(platform).toMatchObject({ timeoutMs: 10_000, giveUpAfterMs: 86_400_000 })
  expect(mail?.tls).toBe('starttls')
  expect(alerts.receivers.map(({ name }) => name)).toEqual(['duty', 'pager', 'bank-abcd'])
  expect(alerts.page).toBe('https://synaq.operator.example')
})

test('nothing of it has to be set', () => {
  const { alerts, mail, platform } = settings('')
  expect([mail, platform]).toEqual([undefined, undefined])
  expect(settledAlerts(alerts, file, false).settings.receivers).toEqual([])
})

const hook = (more: string): string => `platform: { url: 'https://p.example', secret: { env: HOOK }, ${more} }`

describe('what is wrong is refused with its place', () => {
  test.each([
    [
      `platform: { url: 'http://p.example', secret: { env: A } }`,
      '3 «platform.url»: expected an address that begins with https://',
    ],
    [`platform: { url: 'https://p.example', secret: whsec_AAAA }`, '3 «platform.secret»: expected { file: … }'],
    [hook('timeout: 10'), '3 «platform.timeout»: expected a duration'],
    [
      `mail: { host: smtp.example, tls: none, from: a@b.example }`,
      '3 «mail.tls»: expected starttls or implicit: only a server on this machine',
    ],
    [
      `mail: { host: smtp.example, user: a, from: a@b.example }`,
      '3 «mail.password»: expected user and password together',
    ],
    [`mail: { host: smtp.example, from: nobody }`, '3 «mail.from»: expected an address'],
    [`alerts: { receivers: [{ name: a }] }`, '3 «alerts.receivers.0»: expected { name: …, mail:'],
    [
      `alerts: { receivers: [{ name: a, mail: [a@b.kz] }, { name: a, mail: [c@b.kz] }] }`,
      '3 «alerts.receivers»: expected a name of its own',
    ],
  ])('%s', (sections, problem) => {
    const problems = problemsOf(() => settings(sections))
    expect(problems).toEqual([expect.stringContaining(problem)])
  })

  test('a program on this machine may be told without TLS', () => {
    expect(settings(`platform: { url: 'http://127.0.0.1:1/x', secret: { env: A } }`).platform?.url).toBe(
      'http://127.0.0.1:1/x',
    )
  })
})

describe('what settings name', () => {
  const receivers = (list: string) =>
    settings(`alerts: { appeals: ${examples}/appeals.yaml, receivers: [${list}] }`).alerts

  test('a class in letters that only look like those of the classes is refused', () => {
    const latin = receivers(`{ name: a, mail: [a@b.kz], classes: ['PU', 'ITI'] }`)
    expect(problemsOf(() => settledAlerts(latin, file, true))).toEqual([
      expect.stringContaining('no alert has the class «ITI»'),
    ])
    const cyrillic = receivers(`{ name: a, mail: [a@b.kz], classes: ['PU', 'ИТІ'] }`)
    expect(settledAlerts(cyrillic, file, true).settings.receivers[0]?.wants.classes).toEqual(['PU', 'ИТІ'])
  })

  test('mails without a mail server are refused', () => {
    const alerts = receivers('{ name: a, mail: [a@b.kz] }')
    expect(problemsOf(() => settledAlerts(alerts, file, false))).toEqual([
      expect.stringContaining('no mail server is set'),
    ])
  })

  test('secrets are read where they are, each of them, and have the form that signing needs', () => {
    const [old, fresh] = [newWebhookSecret(), newWebhookSecret()]
    writeFileSync(join(folder.path, 'old'), `${old}\n`)
    writeFileSync(join(folder.path, 'fresh'), fresh)
    writeFileSync(join(folder.path, 'wrong'), 'a password')
    const read = (secret: string) => {
      const { platform } = settings(`platform: { url: 'https://p.example', secret: ${secret} }`)
      return platform && webhookReceiver(platform, file, 'platform')
    }
    expect(read('[{ file: old }, { file: fresh }]')?.secrets).toEqual([old, fresh])
    expect(problemsOf(() => read('{ file: wrong }'))).toEqual([
      expect.stringContaining('platform.secret is not of the form'),
    ])
    expect(problemsOf(() => read('{ file: absent }'))).toEqual([expect.stringContaining('a file that is not there')])
  })

  test('a mail server has the port of its way of TLS', () => {
    const port = (tls: string) => {
      const { mail } = settings(`mail: { host: localhost, tls: ${tls}, from: a@b.kz }`)
      return mail && mailServer(mail, file).port
    }
    expect(['starttls', 'implicit', 'none'].map(port)).toEqual([587, 465, 25])
  })
})
