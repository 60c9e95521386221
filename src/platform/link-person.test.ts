import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { Agent, fetch } from 'undici'
import { TestTerminal } from '../../tests/support/terminal.js'
import { createAuthority, type Authority } from '../crypto/certificates.js'
import { problem } from '../base/problem.js'
import type { TargetClient } from '../model/target.js'
import type { VisitGoal } from '../model/visit-goals.js'
import { personByLink, type LinkPersonOptions } from './link-person.js'

const link = 'https://platform.example/pages/start?request_uri=urn:1'
const redirectUri = 'http://127.0.0.1:8765/callback'
const anna: TargetClient = { name: 'anna', has: [], iin: '960440000151', phone: '+77010000001' }
const firm: TargetClient = {
  name: 'firm',
  has: ['legal-entity'],
  iin: '960440000999',
  phone: '',
  representative: { iin: '860101300123', phone: '+77010000002' },
}

interface Visit extends Partial<LinkPersonOptions> {
  readonly client?: TargetClient
  readonly goal?: VisitGoal
}

function visit(terminal: TestTerminal, { client = anna, goal = 'approve', ...options }: Visit = {}) {
  const person = personByLink({ terminal, listen: 'http://127.0.0.1:0', timeoutMs: 20_000, language: 'ru', ...options })
  return person.visit(link, client, goal, redirectUri)
}

const problemOf = (result: Promise<unknown>) =>
  result.then(
    () => undefined,
    (error: unknown) => (error as { problems: readonly unknown[] }).problems[0],
  )

const listening = /Жду возврата на (\S+)/

describe('a client with a link', () => {
  test('comes back to the listener and sees that it is done', async () => {
    const terminal = new TestTerminal()
    const back = visit(terminal)
    const address = await terminal.says(listening)
    const response = await fetch(`${address}?code=abc&state=s`)
    const page = await response.text()
    expect(response.status).toBe(200)
    expect(page).toContain('<h1>Готово, можно закрыть</h1>')
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(await back).toEqual({
      url: `${redirectUri}?code=abc&state=s`,
      query: { code: 'abc', state: 's' },
      pages: [],
    })
    await expect(fetch(address)).rejects.toThrow()
  })

  test('is told whom to sign in as and what to do, never the number', async () => {
    for (const [options, expected] of [
      [{ client: anna }, ['клиент «anna»', 'Дайте согласие', link, '▄']],
      [{ client: firm, goal: 'decline' }, ['представитель компании «firm»', 'откажитесь']],
      [{ language: 'kk' }, ['«anna» клиенті ретінде кіріңіз', 'Келісім беріңіз']],
      [{ goal: 'fail-liveness' }, ['проверка лица не прошла']],
      [{ language: 'en', goal: 'used-code' }, ['the code of an earlier SMS', 'Where it is refused, decline']],
      [{ language: 'en', goal: 'decline' }, ['the client «anna»', 'Decline the consent']],
    ] as const) {
      const terminal = new TestTerminal(`${redirectUri}?code=1`)
      await visit(terminal, options)
      for (const part of expected) expect(terminal.shown).toContain(part)
      expect(terminal.shown).not.toMatch(/960440000|860101300123|\+7701/)
    }
  })

  test('can be refused by the platform, whose words are shown as text', async () => {
    const terminal = new TestTerminal()
    const back = visit(terminal)
    const address = await terminal.says(listening)
    const page = await (await fetch(`${address}?error=${encodeURIComponent('<script>"x"')}`)).text()
    expect(page).toContain('&lt;script&gt;&quot;x&quot;')
    expect(page).not.toContain('<script>')
    expect((await back).query).toEqual({ error: '<script>"x"' })
  })

  test('is not taken for come back by anything else', async () => {
    const terminal = new TestTerminal()
    const back = visit(terminal)
    const address = await terminal.says(listening)
    const statuses = []
    for (const [path, method] of [
      ['', 'GET'],
      ['?state=s', 'GET'],
      ['/other?code=wrong', 'GET'],
      ['?code=wrong', 'POST'],
      ['?code=wrong', 'HEAD'],
    ] as const)
      statuses.push((await fetch(`${address}${path}`, { method })).status)
    expect(statuses).toEqual([400, 400, 404, 405, 405])
    await fetch(`${address}?code=right`)
    expect((await back).query).toEqual({ code: 'right' })
  })

  test('can type the address that a phone shows', async () => {
    const terminal = new TestTerminal(
      'yes',
      redirectUri,
      'https://evil.example/callback?code=1',
      `${redirectUri}?code=2`,
    )
    expect(await visit(terminal)).toMatchObject({ query: { code: '2' } })
    expect(terminal.shown.match(/Это не тот адрес/g)).toHaveLength(3)
  })

  test('is awaited on the listener alone where nobody can type', async () => {
    const terminal = new TestTerminal()
    terminal.ask = async () => {
      throw problem('terminal-missing', 'no terminal', 'none')
    }
    const back = visit(terminal)
    await fetch(`${await terminal.says(listening)}?code=abc`)
    expect(await back).toMatchObject({ query: { code: 'abc' } })
  })
})

describe('a listener over https', () => {
  let authority: Authority
  beforeAll(async () => {
    authority = await createAuthority('Authority of the test')
  })

  test('takes the identity that it is given', async () => {
    const identity = await authority.issueServer({ commonName: 'listener' })
    const terminal = new TestTerminal()
    const back = visit(terminal, { listen: 'https://127.0.0.1:0', identity })
    const dispatcher = new Agent({ connect: { ca: authority.certificate } })
    const address = await terminal.says(listening)
    expect((await fetch(`${address}?code=abc`, { dispatcher })).status).toBe(200)
    expect(await back).toMatchObject({ query: { code: 'abc' } })
    await dispatcher.destroy()
  })

  test('needs one', async () => {
    const found = await problemOf(visit(new TestTerminal(), { listen: 'https://127.0.0.1:0' }))
    expect(found).toMatchObject({ code: 'listen-identity' })
  })
})

describe('a problem', () => {
  test('ends the wait when the time is over', async () => {
    expect(await problemOf(visit(new TestTerminal(), { timeoutMs: 30 }))).toMatchObject({ code: 'visit-timeout' })
  })

  test('ends the wait when the run is interrupted, before or during it', async () => {
    expect(await problemOf(visit(new TestTerminal(), { signal: AbortSignal.abort() }))).toMatchObject({
      code: 'visit-interrupted',
    })
    const stop = new AbortController()
    const terminal = new TestTerminal()
    const found = problemOf(visit(terminal, { signal: stop.signal }))
    await terminal.says(listening)
    stop.abort()
    expect(await found).toMatchObject({ code: 'visit-interrupted' })
  })

  test('comes of «n»', async () => {
    expect(await problemOf(visit(new TestTerminal('n')))).toMatchObject({ code: 'visit-not-done' })
  })

  test.each(['http://0.0.0.0:0', 'http://192.168.1.10:0', 'http://localhost.example:0', 'http://[::]:0'])(
    'refuses to listen at %s unless told to',
    async (listen) => {
      expect(await problemOf(visit(new TestTerminal(), { listen }))).toMatchObject({ code: 'listen-loopback' })
    },
  )

  test('listens beyond loopback when told to', async () => {
    const terminal = new TestTerminal(`${redirectUri}?code=1`)
    const back = visit(terminal, { listen: 'http://0.0.0.0:0', beyondLoopback: true })
    expect(await back).toMatchObject({ query: { code: '1' } })
  })

  test('names what is no address', async () => {
    for (const listen of ['8765', 'ftp://127.0.0.1'])
      expect(await problemOf(visit(new TestTerminal(), { listen }))).toMatchObject({ code: 'listen-address' })
  })

  test('names a port that is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const listen = `http://127.0.0.1:${(other.address() as AddressInfo).port}`
    expect(await problemOf(visit(new TestTerminal(), { listen }))).toMatchObject({
      code: 'listen-failed',
      what: expect.stringContaining('EADDRINUSE'),
      place: { name: listen },
    })
    other.close()
  })
})

describe('a client who begins at the application', () => {
  const begin = 'http://127.0.0.1:9444/begin/ticket'
  const through = (terminal: TestTerminal, options: Partial<LinkPersonOptions> = {}, url = begin) =>
    personByLink({
      terminal,
      listen: 'http://127.0.0.1:0',
      timeoutMs: 20_000,
      language: 'en',
      ...options,
    }).walkThrough?.(url, anna, 'decline', {}) ?? Promise.reject(new Error('a link is walked through'))

  test('is given the link, and says when she is back', async () => {
    const terminal = new TestTerminal('?', '')
    expect(await through(terminal)).toEqual({ pages: [] })
    for (const said of [begin, 'Sign in as the client «anna».', 'Decline the consent.', 'shows what came of it'])
      expect(terminal.shown).toContain(said)
    expect(terminal.shown).not.toContain(anna.iin)
    expect(terminal.shown).not.toContain('Waiting for the return')
  })

  test('or that she cannot be', async () => {
    expect(await problemOf(through(new TestTerminal('n')))).toMatchObject({ code: 'visit-not-done' })
  })

  test('is not waited for without end, nor after an interruption', async () => {
    expect(await problemOf(through(new TestTerminal(), { timeoutMs: 50 }))).toMatchObject({ code: 'visit-timeout' })
    const interruption = new AbortController()
    const terminal = new TestTerminal()
    const walk = problemOf(through(terminal, { signal: interruption.signal }))
    await terminal.says(/what came of it/)
    interruption.abort()
    expect(await walk).toMatchObject({ code: 'visit-interrupted' })
  })

  test('an address that is none', async () => {
    expect(await problemOf(through(new TestTerminal(''), {}, 'begin'))).toMatchObject({ code: 'driver-url' })
  })
})
