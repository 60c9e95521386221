import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { Agent, request } from 'undici'
import type { ProviderFacts } from '../../src/control/api.js'
import type { ToldAnswer, ToldHandshake } from '../../src/model/application.js'
import type { TargetClient } from '../../src/model/target.js'
import { decodeJwt } from 'jose'
import { openAppInbox, type AppInbox } from '../../src/platform/app-inbox.js'
import { clientOf, joinApp, type JoinedApp, type RunningApp } from '../../tests/support/example-app.js'
import { temporaryFolder } from '../../tests/support/folder.js'
import { enterSandbox, type TestSandbox } from '../../tests/support/sandbox.js'
import { Walker } from '../../tests/support/walker.js'

let sandbox: TestSandbox
let joined: JoinedApp
let app: RunningApp
let inbox: AppInbox
const folder = temporaryFolder()

beforeAll(async () => {
  sandbox = await enterSandbox()
  joined = await joinApp(sandbox, folder.path)
  app = await joined.start([], { APP_PACE: '100/1', APP_RETRY_MS: '20' })
  inbox = await openAppInbox(sandbox, joined.participant)
})
afterAll(async () => {
  await inbox.close()
  await app.stop()
  await sandbox.leave()
  folder.remove()
})

const client = (trait: string): TargetClient => {
  const found = sandbox.facts.clients.find(({ has }) => has.includes(trait))
  if (!found) throw new Error(`no client has ${trait}`)
  return found
}

const all = ['accounts', 'account_balance', 'account_transactions']

/** The client is sent from the application to the platform and back; answers the text of the last page. */
async function connect(
  who: TargetClient,
  scopes = all,
  decision = 'approve',
  banks: readonly ProviderFacts[] = sandbox.facts.providers.slice(0, 1),
) {
  const { url, shows } = await app.drive({ act: 'connect', client: clientOf(who), providers: banks, scopes })
  const walker = new Walker(sandbox.facts.ca)
  try {
    const walk = await walker.open(String(url))
    const before = walk.page.text
    await walk.send('connect', {})
    const { iin, phone } = who.representative ?? who
    await walk.send('sign-in', { iin, phone, ...(who.representative ? { bin: who.iin } : {}) })
    await walk.send('liveness', {}, 'passed')
    await walk.send('sms-code', { code: await sandbox.code(phone) }, 'send')
    await walk.send('consent', {}, decision)
    await walk.send('result', {}, 'continue')
    return { before, shows: String(shows), after: walk.page.text, url: walk.page.url.href }
  } finally {
    await walker.close()
  }
}

const show = async (who: TargetClient, banks: readonly ProviderFacts[] = sandbox.facts.providers.slice(0, 1)) =>
  String((await app.drive({ act: 'show', client: clientOf(who), providers: banks })).shows)
const look = async (who: TargetClient) =>
  String((await app.drive({ act: 'look', client: clientOf(who), providers: [] })).shows)

describe('a journey', () => {
  test('from the first page to the last transaction', async () => {
    const who = client('many-transactions')
    const { before, shows, after, url } = await connect(who)
    for (const text of [before, shows]) {
      expect(text).toContain(sandbox.facts.providers[0]?.name)
      for (const data of ['список счетов', 'остатки', 'операции']) expect(text).toContain(data)
    }
    expect(after).toContain('Согласие получено, счета подключены.')
    expect(new URL(url).search).toBe('')
    expect(await show(who)).toMatch(/KZ31980KZG0000000301[^]*9874501\.15 KZT[^]*Операций: 2537/)
    expect(await look(who)).toContain('KZ31980KZG0000000301')
  })

  test('one consent for two banks, and only what it covers', async () => {
    const who = client('two-banks')
    await connect(who, ['accounts', 'account_balance'], 'approve', sandbox.facts.providers)
    const seen = await show(who, sandbox.facts.providers)
    expect(seen).toMatch(/Қызғалдақ[^]*301775\.90 KZT[^]*Арқа Самал[^]*875\.50 EUR/)
    expect(seen).toContain('Согласие не охватывает операции.')
  })

  test('a company, for which its representative signs in', async () => {
    await connect(client('legal-entity'))
    expect(await show(client('legal-entity'))).toMatch(/KZ79980KZG0000000601[^]*24100800\.00 KZT/)
  })

  test('a client without accounts', async () => {
    await connect(client('no-accounts'))
    expect(await show(client('no-accounts'))).toContain('Счетов в этом банке нет.')
  })

  test('a client who declines is told, and nothing is asked for', async () => {
    const who = client('closed-account')
    expect((await connect(who, all, 'decline')).after).toContain('Согласие не дано, счета не подключены.')
    expect(await show(who)).toContain('Нет действующего согласия.')
    expect(await app.drive({ ask: 'Did the application tell the client the result?' })).toEqual({ answer: 'yes' })
  })

  test('a page of the platform or of another site learns nothing of where the client comes from', async () => {
    const { url } = await app.drive({
      act: 'connect',
      client: clientOf(client('accounts')),
      providers: [],
      scopes: all,
    })
    const agent = new Agent({ connect: { ca: sandbox.facts.ca } })
    const { headers, body } = await request(String(url), { dispatcher: agent })
    await body.dump()
    await agent.destroy()
    expect(headers).toMatchObject({ 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' })
    expect(headers['set-cookie']).toMatch(/; HttpOnly; SameSite=Lax; Secure$/)
  })
})

describe('a bank', () => {
  test('in limited mode: the sentence of the Guide, one request, and nothing is lost', async () => {
    const who = client('two-currencies')
    const bank = sandbox.facts.providers[0]?.id ?? ''
    await connect(who)
    await sandbox.act({ act: 'limited-mode', participant: bank, on: true })
    expect(await show(who)).toContain(
      'Технологические работы на стороне Участника-контрагента. Попробуйте повторить операцию через некоторое время',
    )
    await sandbox.act({ act: 'limited-mode', participant: bank, on: false })
    expect(await show(who)).toContain('KZ69980KZG0000000102')
  })

  test('that the consent does not name is not asked', async () => {
    expect(await show(client('two-currencies'), sandbox.facts.providers.slice(1))).toContain(
      'Согласие не относится к этому банку.',
    )
  })
})

/** The consent that a client gives now, by the id token that the application was given. */
async function newConsent(who: TargetClient, scopes = all): Promise<string> {
  const before = await inbox.mark()
  await connect(who, scopes)
  const arrival = await inbox.next({ operation: 'token' }, before, 5000, AbortSignal.timeout(5000))
  const outcome = arrival?.exchange.outcome
  const body = outcome && 'response' in outcome ? outcome.response.json : undefined
  const { consents } = decodeJwt<{ consents: string[] }>((body as { id_token: string }).id_token)
  return consents[0] ?? ''
}

/** How often each operation was called while something was done. */
async function callsWhile(action: () => Promise<unknown>): Promise<Record<string, number>> {
  const before = await inbox.mark()
  await action()
  const counts: Record<string, number> = {}
  for (const { exchange } of inbox.between(before, (await inbox.mark()) + 1)) {
    const name = exchange.request.operation ?? ('failure' in exchange.outcome ? 'refused' : 'other')
    counts[name] = (counts[name] ?? 0) + 1
  }
  return counts
}

describe('a consent that', () => {
  test.each<[string, (consentId: string) => Promise<unknown>]>([
    ['was revoked', (consentId) => sandbox.act({ act: 'revoke-consent', consentId })],
    ['has run out', (consentId) => sandbox.act({ act: 'age-consent', consentId, by: 'P400D' })],
  ])('%s is used once more and then forgotten with all that came of it', async (_, end) => {
    const who = client('accounts')
    const iban = 'KZ96980KZG0000000101'
    const consentId = await newConsent(who)
    expect(await show(who)).toContain(iban)
    await end(consentId)
    expect(await callsWhile(() => show(who))).toEqual({ listAccounts: 1 })
    expect(await callsWhile(() => show(who))).toEqual({})
    expect(await look(who)).not.toContain(iban)
    expect(await app.drive({ ask: 'Does the application offer the client to give a new consent?' })).toEqual({
      answer: 'yes',
    })
    await connect(who)
    expect(await show(who)).toContain(iban)
  })

  test('was narrowed is used for what is left of it', async () => {
    const who = client('accounts')
    const consentId = await newConsent(who, ['accounts', 'account_balance'])
    await sandbox.act({ act: 'narrow-consent', consentId, scopes: ['accounts'] })
    expect(await callsWhile(() => show(who))).toEqual({ listAccounts: 1, getBalances: 1 })
    expect(await callsWhile(() => show(who))).toEqual({ listAccounts: 1 })
  })
})

describe('a platform that answers as none should', () => {
  const who = () => client('accounts')
  afterEach(() => inbox.respondNormally())

  test.each<[string, ToldAnswer]>([
    ['a wrong state', { kind: 'redirect', set: { state: 'another-state-than-was-sent' }, remove: [] }],
    ['no issuer', { kind: 'redirect', set: {}, remove: ['iss'] }],
  ])('%s: no token is asked for', async (_, answer) => {
    await inbox.respond({ operation: 'authorize', times: 1, answer })
    expect(await callsWhile(() => connect(who()))).not.toHaveProperty('token')
  })

  test.each(['foreign', 'none'] as const)(
    'an id token with the signature «%s»: no data is asked for',
    async (signature) => {
      const answer = { kind: 'id-token', set: {}, remove: [], signature } as const
      await inbox.respond({ operation: 'token', times: 1, answer })
      expect((await connect(who())).after).toContain('Ответ платформы не прошёл проверку.')
      expect(await callsWhile(() => show(who()))).toEqual({})
    },
  )

  test.each<[ToldHandshake]>([['foreign-certificate'], ['expired-certificate'], ['other-name'], ['old-tls']])(
    'a handshake with %s: it is broken off, and nothing is sent',
    async (handshake) => {
      await connect(who())
      await inbox.respond({ handshake })
      expect(await callsWhile(() => show(who()))).toEqual({ refused: 1 })
      expect(await app.drive({ ask: 'Did it say «Защищённое соединение установить не удалось»?' })).toEqual({
        answer: 'yes',
      })
    },
  )

  test.each<[string, ToldAnswer, string]>([
    ['cut off', { kind: 'cut' }, 'Банк сейчас не отвечает.'],
    ['padded', { kind: 'padded', bytes: 30_000_000 }, 'нельзя прочитать'],
    ['of wrong types', { kind: 'changed', set: { '/accounts/0/iban': 7 }, remove: [] }, 'нельзя прочитать'],
    ['with more fields', { kind: 'changed', set: { '/accounts/0/colour': 'red' }, remove: [] }, 'KZ96980KZG0000000101'],
  ])('accounts that are %s', async (_, answer, seen) => {
    await connect(who(), ['accounts'])
    await inbox.respond({ operation: 'listAccounts', times: 'always', answer })
    expect(await show(who())).toContain(seen)
  })
})
