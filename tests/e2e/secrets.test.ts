import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { isObject, parseJson } from '../../src/base/json.js'
import { packageRoot } from '../../src/base/root.js'
import { controlClient } from '../../src/control/client.js'
import type { SandboxReady } from '../../src/cli/commands/sandbox.js'
import type { WorkspaceFacts } from '../../src/control/api.js'
import { loadWorld } from '../../src/sandbox/fixtures.js'
import { bankId, joinExampleBank, type RunningBank } from '../support/example-bank.js'
import { temporaryFolder } from '../support/folder.js'
import { leaks, leftIn, written, type Left, type Secret } from '../support/leaks.js'
import { startSynaq, synaq, type Ended, type Running } from '../support/synaq.js'
import { endedAs, writeTarget, type Summary } from '../support/target.js'

/**
 * A whole run, with every message overheard on the servers' side: nothing secret that went over the wire, and no
 * client's data, is found in anything that the run left behind.
 */
const folder = temporaryFolder([
  { path: /^not-of-the-run\//, why: 'what went over the wire, overheard: the values that are looked for' },
  { path: /^left-behind\/planted\.json$/, why: 'planted on purpose' },
])
const kept = join(folder.path, 'not-of-the-run')
const leftBehind = join(folder.path, 'left-behind')
const overheard = join(kept, 'overheard.ndjson')
const env = {
  PATH: process.env.PATH,
  LANG: 'en',
  HOME: join(leftBehind, 'home'),
  TMPDIR: join(leftBehind, 'tmp'),
  XDG_CACHE_HOME: join(homedir(), '.cache'),
}
const eavesdropping = {
  NODE_OPTIONS: `--import ${pathToFileURL(join(packageRoot(), 'tests', 'support', 'eavesdrop.js')).href}`,
  SYNAQ_TEST_EAVESDROP: overheard,
}

let facts: WorkspaceFacts
let codes: readonly string[]
let ended: Ended
let left: Left[] = []
let token: string

beforeAll(async () => {
  for (const path of [kept, env.HOME, env.TMPDIR]) mkdirSync(path, { recursive: true })
  const state = join(kept, 'sandbox')
  const sandbox = startSynaq(['sandbox', '--json', '--port', '0', '--state', state], {
    env: { ...process.env, ...eavesdropping },
  })
  let bank: RunningBank | undefined
  try {
    const ready = await readyLine(sandbox)
    token = ready.token
    const control = controlClient(ready.controlUrl, token)
    facts = await control.workspace()
    const webhook = { url: ready.webhook.url, secret: readFileSync(ready.webhook.secretFile, 'utf8') }
    const access = { id: facts.id, controlUrl: ready.controlUrl, token, webhook }
    bank = await (await joinExampleBank({ access }, kept)).start([], eavesdropping)
    const target = writeTarget(kept, { access }, { id: bankId, url: bank.url })
    const reports = join(leftBehind, 'reports')
    ended = await synaq(['run', target, '--reports', reports], { env, cwd: leftBehind })
    const run = join(reports, readdirSync(reports)[0] ?? '')
    const judged = await synaq(['judge', run, '--json'], { env, cwd: leftBehind })
    const reported = await synaq(['report', run, '--format', 'junit,ctrf', '--json'], { env, cwd: leftBehind })
    codes = (await control.inbox()).map(({ code }) => code)
    left = [...leftIn(leftBehind), ...[ended, judged, reported].flatMap(outputOf)]
  } finally {
    await bank?.stop()
    sandbox.child.kill('SIGTERM')
    left.push(...outputOf(await sandbox.ended).filter(({ text }) => !text.includes('"ready":true')))
  }
}, 180_000)
afterAll(() => folder.remove())

async function readyLine(sandbox: Running): Promise<SandboxReady> {
  await sandbox.says('\n')
  return JSON.parse(sandbox.stdout()) as SandboxReady
}

const outputOf = ({ stdout, stderr }: Ended): Left[] => [
  written('standard out', stdout),
  written('standard error', stderr),
]

interface Message {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly answer: { readonly headers: Readonly<Record<string, string | string[]>>; readonly body: string }
}

const messages = (): Message[] =>
  readFileSync(overheard, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Message)

const anywhere = (kind: string, value: string | undefined): Secret[] =>
  value === undefined || value === '' ? [] : [{ kind, value, found: 'anywhere' }]

/** A JWT gives itself away by its payload and by its signature; its head is public. */
const jwt = (kind: string, text: string | undefined): Secret[] =>
  (text?.split('.') ?? [])
    .slice(1)
    .flatMap((part, i) => anywhere(`${kind}: ${i === 0 ? 'payload' : 'signature'}`, part))

/** Tokens, assertions, authorization codes, verifiers and cookies of the whole run. */
function secretsOfTheWire(): Secret[] {
  return messages().flatMap(({ url, headers, body, answer }) => {
    const form = new URLSearchParams(body)
    const given = parseJson(answer.body)
    const tokens = isObject(given) ? given : {}
    const location = String(answer.headers.location ?? '')
    return [
      ...jwt('token', headers.authorization),
      ...jwt('access token', text(tokens.access_token)),
      ...jwt('id token', text(tokens.id_token)),
      ...jwt('client assertion', form.get('client_assertion') ?? undefined),
      ...(url.includes('/token') ? anywhere('authorization code', form.get('code') ?? undefined) : []),
      ...anywhere('authorization code', /[?&]code=([^&]+)/.exec(location)?.[1]),
      ...anywhere('code verifier', form.get('code_verifier') ?? undefined),
      ...anywhere('request uri', text(tokens.request_uri)?.split(':').at(-1)),
      ...[answer.headers['set-cookie'] ?? []].flat().flatMap((cookie) => {
        const value = /=([^;]*)/.exec(cookie)?.[1]
        return value !== undefined && value.length > 8 ? anywhere('cookie', value) : []
      }),
    ]
  })
}

const text = (value: unknown) => (typeof value === 'string' ? value : undefined)

/** Private keys of everybody: each line of a PEM is enough to find it. */
function keys(): Secret[] {
  const pems = [
    ...Object.values(facts.identities).map(({ key }) => key),
    ...['server.key', 'client.key'].map((name) => readFileSync(join(kept, 'bank', name), 'utf8')),
  ]
  const lines = pems.flatMap((pem) => pem.split('\n').filter((line) => line.length > 30 && !line.startsWith('-----')))
  const jwks = Object.values(facts.applications).map(({ keyJwk }) => text((parseJson(keyJwk) as { d?: unknown }).d))
  return [
    ...lines.flatMap((line) => anywhere('private key', line)),
    ...jwks.flatMap((d) => anywhere('private key', d)),
    ...anywhere("the workspace's token", token),
  ]
}

/** Clients as the sandbox knows them. */
function people(): Secret[] {
  return loadWorld(join(packageRoot(), 'fixtures', 'npck-accounts'))
    .clients.flatMap((client) => [client, ...(client.representative ? [client.representative] : [])])
    .flatMap(({ fullName, iin, phone }) => [
      ...anywhere('name', fullName),
      ...anywhere('IIN or BIN', iin),
      ...anywhere('telephone', phone),
      { kind: 'telephone', value: phone.replace('+7', ''), found: 'number' },
    ])
}

/** What banks told of accounts. */
function accounts(): Secret[] {
  const seen = new Map<string, Secret>()
  const look = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(look)
    if (!isObject(value)) return
    for (const [name, leaf] of Object.entries(value)) {
      const found = foundAs[name]
      if (found !== undefined && typeof leaf === 'string') seen.set(leaf, { kind: name, value: leaf, found })
      else look(leaf)
    }
  }
  for (const { answer } of messages()) look(parseJson(answer.body))
  return [...seen.values()]
}
const foundAs: Readonly<Record<string, Secret['found']>> = {
  accountId: 'anywhere',
  iban: 'anywhere',
  counterparty: 'anywhere',
  transactionId: 'id',
  amount: 'amount',
}

const smsCodes = (): Secret[] => codes.map((value) => ({ kind: 'SMS code', value, found: 'code' }))

test('every kind of secret was overheard', () => {
  expect(new Set(secretsOfTheWire().map(({ kind }) => kind.split(':')[0]))).toEqual(
    new Set([
      ...['token', 'access token', 'id token', 'client assertion'],
      ...['authorization code', 'code verifier', 'request uri', 'cookie'],
    ]),
  )
  expect(new Set(accounts().map(({ kind }) => kind))).toEqual(new Set(Object.keys(foundAs)))
})

test('the run was a whole one: every script passed, and the documents are there', () => {
  expect(ended).toMatchObject({ code: 0, stderr: '' })
  const summary = left.find(({ where }) => where.endsWith('summary.json'))
  expect(endedAs('pass', JSON.parse(summary?.text ?? '') as Summary).length).toBeGreaterThan(25)
  const names = left.map(({ where }) => where)
  for (const name of [
    'protocol.pdf',
    'act.pdf',
    'report.html',
    'run.ndjson',
    '0001.ndjson',
    'plan.json',
    'findings.json',
  ]) {
    expect(names.some((where) => where.endsWith(name))).toBe(true)
  }
})

describe('nothing is found of', () => {
  test.each<[string, () => Secret[], number]>([
    ['tokens, codes and cookies', secretsOfTheWire, 200],
    ['keys', keys, 20],
    ['SMS codes', smsCodes, 5],
    ['people', people, 25],
    ['accounts', accounts, 1000],
  ])('%s', (_, secrets, atLeast) => {
    const wanted = secrets()
    expect(wanted.length).toBeGreaterThan(atLeast)
    expect([...new Set(leaks(left, wanted))]).toEqual([])
  })
})

describe('the search finds what is there', () => {
  const planted = 'Сәтбаева 910315450124 ~~?>'

  test.each([
    ['plain', planted],
    ['URL', `/v1?q=${encodeURIComponent(planted)}`],
    ['form', new URLSearchParams({ q: planted }).toString()],
    ['JSON, escaped', '"\\u0421\\u04d9\\u0442\\u0431\\u0430\\u0435\\u0432\\u0430 910315450124 ~~?>"'],
    ['hexadecimal', Buffer.from(planted).toString('hex')],
    ['base64', Buffer.from(`a${planted}b`).toString('base64')],
    ['base64', Buffer.from(`ab${planted}`).toString('base64')],
    ['base64', Buffer.from(`abc${planted}bc`).toString('base64')],
    ['base64url', Buffer.from(`abc${planted}`).toString('base64url')],
  ])('in a text: %s', (name, content) => {
    const found = leaks([written('a text', content)], anywhere('name', planted))
    expect(found.some((leak) => leak.startsWith(`name (${name}`) && leak.endsWith('in a text'))).toBe(true)
  })

  test('amounts, codes and ids where they stand as a whole, and only there', () => {
    const secrets: Secret[] = [
      { kind: 'amount', value: '150.25', found: 'amount' },
      { kind: 'code', value: '123456', found: 'code' },
      { kind: 'id', value: 'G0000123', found: 'id' },
    ]
    expect(leaks([written('a', '{"amount":"150.25","code":"123456","id":"G0000123"}')], secrets)).toHaveLength(3)
    expect(
      leaks([written('b', '{"ms":1150.253,"totalMs":150.25,"tag":"a1234567","id":"xG0000123"}')], secrets),
    ).toEqual([])
  })

  test('in what this run left: its own number in the record, on the screen, and printed in both documents', () => {
    const run = readdirSync(join(leftBehind, 'reports'))[0] ?? ''
    const found = leaks(left, anywhere('run', run)).join('\n')
    for (const place of ['run.ndjson', 'summary.json', 'standard out', 'protocol.pdf', 'act.pdf']) {
      expect(found).toContain(`run (plain) in ${left.find(({ where }) => where.endsWith(place))?.where ?? place}`)
    }
  })

  test('a secret of this run, once it is planted', () => {
    writeFileSync(join(leftBehind, 'planted.json'), JSON.stringify({ to: facts.clients[0]?.phone }))
    expect(leaks(leftIn(leftBehind), people()).filter((leak) => leak.includes('planted.json'))).not.toEqual([])
  })
})
