import { once } from 'node:events'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { AddressGuard } from '../base/address-guard.js'
import { readRange, type Range } from '../base/address-kinds.js'
import { createAuthority, type Authority } from '../crypto/certificates.js'
import { inboxOf } from '../../tests/support/inbox.js'
import { serveProxy } from '../../tests/support/fake-bank.js'
import type { PersonScript } from '../model/system.js'
import type { TargetClient } from '../model/target.js'
import type { Inbox } from './fill-in.js'
import { controlActs, controlInbox, formPerson } from './index.js'

/** What the pages server does with one request. */
interface Reply {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string | string[]>>
  readonly html?: string
}
interface Seen {
  readonly method: string
  readonly path: string
  readonly cookie: string
  readonly form: Readonly<Record<string, string>>
}

const redirectUri = 'https://app.example/callback'
const client: TargetClient = { name: 'anna', has: [], iin: '960440000151', phone: '+77010000001' }
const company: TargetClient = {
  name: 'firm',
  has: ['legal-entity'],
  iin: '960440000999',
  phone: '',
  representative: { iin: '860101300123', phone: '+77010000002' },
}
const script: PersonScript = {
  forms: {
    'sign-in': { fill: { iin: '${person.iin}', bin: '${company.bin}', phone: '${person.phone}' }, press: {} },
    liveness: { fill: {}, press: { '*': 'decision=passed', 'fail-liveness': 'decision=failed' } },
    code: {
      fill: { code: '${inbox.code}' },
      instead: {
        'wrong-code': { code: '${inbox.wrong-code}' },
        'late-code': { code: '${inbox.late-code}' },
        'used-code': { code: '${inbox.used-code}' },
      },
      press: { '*': 'decision=send' },
      again: { 'wrong-code': 'decision=again', 'late-code': 'decision=again', 'used-code': 'decision=again' },
    },
    consent: { fill: {}, press: { '*': 'decision=approve', decline: 'decision=decline' } },
  },
}

let authority: Authority
let origin: string
let seen: Seen[]
let replies: Record<string, (request: Seen) => Reply>
let close: () => Promise<unknown>

beforeAll(async () => {
  authority = await createAuthority('Authority of the test')
  const { certificate, key } = await authority.issueServer({ commonName: 'pages' })
  const server = createServer({ cert: certificate, key }, (request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { method = '', url = '', headers } = request
      const form = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()))
      const one = { method, path: url, cookie: headers.cookie ?? '', form }
      seen.push(one)
      const reply = replies[`${method} ${url.split('?')[0] ?? ''}`]?.(one)
      if (reply) response.writeHead(reply.status ?? 200, { ...reply.headers }).end(reply.html ?? '')
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  origin = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
  close = async () => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
})

afterAll(() => close())

/** A platform that does everything right; tests change single replies. */
beforeEach(() => {
  seen = []
  const to = (location: string, status = 303, headers: Reply['headers'] = {}): Reply => ({
    status,
    headers: { location, ...headers },
  })
  replies = {
    'GET /start': () => to('/sign-in', 302, { 'set-cookie': 'session=s1; Path=/; Secure; HttpOnly' }),
    'GET /sign-in': () => ({
      html: `<form name=other></form><form name=sign-in method=post action="/sign-in?step=1">
        <input type=hidden name=csrf value=c1><input name=iin><input name=bin><input name=phone>
        <button name=decision value=continue>Next</button><button name=decision value=decline>No</button></form>`,
    }),
    'POST /sign-in': () => to('code'),
    'GET /code': () => ({
      html: '<form name=code method=post action=/code><input name=code><button name=decision value=again>Again</button><button name=decision value=send>OK</button></form>',
    }),
    'POST /code': () => to('/consent'),
    'GET /consent': () => ({
      html: '<form name=consent method=post><button name=decision value=approve>Yes</button><button name=decision value=decline>No</button></form>',
    }),
    'POST /consent': ({ form }) => to(form.decision === 'approve' ? '/resume' : `${redirectUri}?error=access_denied`),
    'GET /resume': () => to(`${redirectUri}?code=abc&state=s`, 302),
  }
})

const codes: Readonly<Record<string, string>> = { '+77010000001': '123456', '+77010000002': '654321' }
const inbox: Inbox = {
  ...inboxOf(async (phone) => codes[phone]),
  late: async () => '111111',
  earlier: async () => '222222',
}
const person = (changes: Partial<Parameters<typeof formPerson>[0]> = {}) =>
  formPerson({ script, ca: authority.certificate, inbox, timeoutMs: 5000, ...changes })
const approve = (who = client, as = person()) => as.visit(`${origin}/start`, who, 'approve', redirectUri)

const problemOf = async (visit: Promise<unknown>): Promise<unknown> =>
  visit.then(
    () => undefined,
    (error: unknown) => (error as { problems: readonly unknown[] }).problems[0],
  )

describe('a visit', () => {
  test('walks the forms to the redirect, which is answered and not requested', async () => {
    expect(await approve()).toEqual({
      url: `${redirectUri}?code=abc&state=s`,
      query: { code: 'abc', state: 's' },
      pages: ['sign-in', 'code', 'consent'],
    })
  })

  test('goes through a proxy, and names one that will not', async () => {
    const letting = await serveProxy(origin)
    const refusing = await serveProxy(undefined)
    try {
      // Nothing listens at this address: only the proxy knows where it leads.
      const through = person({ proxy: letting.url }).visit('https://localhost:1/start', client, 'approve', redirectUri)
      expect(await through).toMatchObject({ query: { code: 'abc' } })
      expect(await problemOf(approve(client, person({ proxy: refusing.url })))).toMatchObject({
        code: 'person-unreachable',
        what: expect.stringMatching(new RegExp(`through the proxy ${refusing.url} .*403`)),
      })
    } finally {
      await Promise.all([letting.close(), refusing.close()])
    }
  })

  test('goes to no address that is refused, wherever it is sent', async () => {
    const guard = (allow: string) => new AddressGuard({ allow: [readRange(allow) as Range], proxies: [] })
    const refused = { code: 'address-refused', what: expect.stringContaining('127.0.0.1 is of this machine') }
    expect(await problemOf(approve(client, person({ guard: guard('10.0.0.0/8') })))).toMatchObject(refused)
    expect(seen).toEqual([])

    const own = { guard: guard('127.0.0.1') }
    expect((await approve(client, person(own))).query).toMatchObject({ code: 'abc' })
    replies['POST /sign-in'] = () => ({ status: 303, headers: { location: 'https://169.254.169.254/latest' } })
    const metadata = { code: 'address-refused', what: expect.stringContaining('169.254.169.254 is where clouds') }
    expect(await problemOf(approve(client, person(own)))).toMatchObject(metadata)
  })

  test('fills in what the person has, keeps hidden fields and cookies', async () => {
    await approve()
    const signIn = seen.find(({ method, path }) => method === 'POST' && path === '/sign-in?step=1')
    expect(signIn).toMatchObject({
      cookie: 'session=s1',
      form: { csrf: 'c1', iin: '960440000151', bin: '', phone: '+77010000001', decision: 'continue' },
    })
    expect(seen.find(({ path, method }) => method === 'POST' && path === '/code')?.form).toEqual({
      code: '123456',
      decision: 'send',
    })
  })

  test('of a company is made by the one who acts for it, with that phone', async () => {
    await approve(company)
    const forms = seen.filter(({ method }) => method === 'POST').map(({ form }) => form)
    expect(forms[0]).toMatchObject({ iin: '860101300123', bin: '960440000999', phone: '+77010000002' })
    expect(forms[1]).toMatchObject({ code: '654321' })
  })

  test('can decline', async () => {
    const { query } = await person().visit(`${origin}/start`, client, 'decline', redirectUri)
    expect(query).toEqual({ error: 'access_denied' })
  })

  test('can let the biometric check fail', async () => {
    replies['POST /sign-in'] = () => ({ status: 303, headers: { location: '/liveness' } })
    replies['GET /liveness'] = () => ({
      html: '<form name=liveness method=post action=/liveness><button name=decision value=passed>Yes</button><button name=decision value=failed>No</button></form>',
    })
    replies['POST /liveness'] = ({ form }) => ({
      status: 303,
      headers: { location: form.decision === 'failed' ? `${redirectUri}?error=access_denied` : '/code' },
    })
    expect((await person().visit(`${origin}/start`, client, 'fail-liveness', redirectUri)).query).toEqual({
      error: 'access_denied',
    })
    expect((await approve()).query).toMatchObject({ code: 'abc' })
  })

  test.each([
    ['wrong-code', '123457'],
    ['late-code', '111111'],
    ['used-code', '222222'],
  ] as const)('can type a code that is to be refused, and leave then: %s', async (goal, typed) => {
    const asked = replies['GET /code']
    replies['POST /code'] = ({ form }) =>
      form.decision === 'again'
        ? { status: 303, headers: { location: `${redirectUri}?error=access_denied` } }
        : { status: 422, html: asked?.({ method: 'GET', path: '', cookie: '', form: {} }).html ?? '' }
    const { query, pages } = await person().visit(`${origin}/start`, client, goal, redirectUri)
    expect(query).toEqual({ error: 'access_denied' })
    expect(pages).toEqual(['sign-in', 'code', 'code'])
    const forms = seen.filter(({ method, path }) => method === 'POST' && path === '/code').map(({ form }) => form)
    expect(forms).toEqual([
      { code: typed, decision: 'send' },
      { code: '', decision: 'again' },
    ])
  })

  test('goes on where a code is taken that was to be refused', async () => {
    expect((await person().visit(`${origin}/start`, client, 'wrong-code', redirectUri)).query).toMatchObject({
      code: 'abc',
    })
  })

  test('can end before any page', async () => {
    replies['GET /start'] = () => ({ status: 302, headers: { location: `${redirectUri}?error=invalid_request` } })
    expect(await approve()).toMatchObject({ query: { error: 'invalid_request' }, pages: [] })
  })

  test('does not take another path of the application for the goal', async () => {
    replies['GET /start'] = () => ({ status: 302, headers: { location: `${origin}/callback/evil` } })
    replies['GET /callback/evil'] = () => ({ status: 404 })
    const visit = person().visit(`${origin}/start`, client, 'approve', `${origin}/callback`)
    expect(await problemOf(visit)).toMatchObject({ code: 'person-page-unknown' })
  })

  test('reads no page without end', async () => {
    replies['GET /start'] = () => ({ html: ' '.repeat(5_000_001) })
    await expect(approve()).rejects.toThrow('the page is larger than 5000000 bytes')
  })

  test('repeats the form where a redirect asks for it', async () => {
    replies['POST /code'] = () => ({ status: 307, headers: { location: '/code2' } })
    replies['POST /code2'] = ({ form }) => ({
      status: 303,
      headers: { location: `${redirectUri}?code=${form.code ?? ''}` },
    })
    expect((await approve()).query).toEqual({ code: '123456' })
  })

  test('sends a form of method GET as a query', async () => {
    replies['GET /code'] = ({ path }) =>
      path === '/code?code=123456&decision=send'
        ? { status: 302, headers: { location: redirectUri } }
        : { html: '<form name=code action=/code><input name=code><button name=decision value=send>OK</button></form>' }
    expect((await approve()).pages).toEqual(['sign-in', 'code'])
  })
})

describe('a problem', () => {
  test('names the form that comes again and what the page says, without numbers of the client', async () => {
    replies['POST /code'] = () => ({
      html: '<p role=alert>The code 123456 for +7 701 000 00 01 is wrong</p><form name=code method=post action=/code><input name=code><button name=decision value=send></button></form>',
    })
    expect(await problemOf(approve())).toMatchObject({
      code: 'person-stuck',
      what: 'The form «code» was answered 3 times and came again. The page says: «The code ••• for +••• is wrong».',
      place: { name: `${origin}/code` },
    })
    expect(seen.filter(({ method, path }) => method === 'POST' && path === '/code')).toHaveLength(3)
  })

  test('names a page without a known form', async () => {
    replies['GET /consent'] = () => ({ status: 500, html: '<title>Oops</title><form name=feedback></form>' })
    expect(await problemOf(approve())).toMatchObject({
      code: 'person-page-unknown',
      what: 'The page «Oops» (status 500) has no form that the person knows; it has «feedback».',
      place: { name: `${origin}/consent` },
    })
  })

  test('names a button that is not there', async () => {
    replies['GET /consent'] = () => ({ html: '<form name=consent><button name=decision value=later></button></form>' })
    expect(await problemOf(approve())).toMatchObject({
      code: 'person-script',
      what: 'The form has no button «decision=approve»; it has «decision=later».',
    })
  })

  test('names a value that the person does not have', async () => {
    const wrong = { forms: { 'sign-in': { fill: { iin: '${person.inn}' }, press: {} } } }
    expect(await problemOf(approve(client, person({ script: wrong })))).toMatchObject({
      code: 'person-script',
      what: 'The person does not have «person.inn». Did you mean «person.iin»?',
    })
  })

  test('ends a circle of redirects', async () => {
    replies['GET /sign-in'] = () => ({ status: 302, headers: { location: '/start' } })
    expect(await problemOf(approve())).toMatchObject({ code: 'person-redirects' })
    expect(seen).toHaveLength(16)
  })

  test.each(['https://[', 'http://127.0.0.1/', 'mailto:a@b.example'])(
    'names a redirect to «%s», which is no https address',
    async (location) => {
      replies['GET /sign-in'] = () => ({ status: 302, headers: { location } })
      expect(await problemOf(approve())).toMatchObject({
        code: 'person-redirects',
        place: { name: `${origin}/sign-in` },
      })
    },
  )

  test('names a page that does not answer in time', async () => {
    delete replies['GET /sign-in']
    expect(await problemOf(approve(client, person({ timeoutMs: 100 })))).toMatchObject({
      code: 'person-unreachable',
      what: 'A page of the platform cannot be reached (no answer within 100 ms).',
      place: { name: `${origin}/sign-in` },
    })
  })

  test('names pages of an authority that is not trusted', async () => {
    const { certificate } = await createAuthority('Another')
    const found = await problemOf(approve(client, person({ ca: certificate })))
    expect(found).toMatchObject({ code: 'person-unreachable', what: expect.stringContaining('UNABLE_TO_VERIFY') })
  })

  test.each(['nonsense', 'http://127.0.0.1/'])('refuses to begin at «%s»', async (url) => {
    expect(await problemOf(person().visit(url, client, 'approve', redirectUri))).toMatchObject({ code: 'person-start' })
  })

  test('never shows the query of an address', async () => {
    replies['GET /sign-in'] = () => ({ html: 'nothing' })
    const found = await problemOf(person().visit(`${origin}/sign-in?token=secret`, client, 'approve', redirectUri))
    expect(JSON.stringify(found)).not.toContain('secret')
  })
})

test('acts go to the control API', async () => {
  const acts: unknown[] = []
  const perform = controlActs({
    act: async (act) => {
      acts.push(act)
      throw new Error('refused')
    },
  })
  const act = { act: 'limited-mode', participant: 'ABCD01', on: true } as const
  await expect(perform.perform(act)).rejects.toThrow('refused')
  expect(acts).toEqual([act])
})

test('a code that is to be refused has to be there', async () => {
  const none = formPerson({
    ...{ script, ca: authority.certificate, timeoutMs: 5000 },
    inbox: inboxOf(async () => undefined),
  })
  for (const goal of ['wrong-code', 'late-code', 'used-code'] as const)
    expect(await problemOf(none.visit(`${origin}/start`, client, goal, redirectUri))).toMatchObject({
      code: 'person-code-missing',
    })
})

test("the sandbox's codes: the newest, the newest made too old, the one before", async () => {
  const aged: unknown[] = []
  const message = (code: string) => ({ at: '', phone: '', text: '', code })
  const inbox = controlInbox({
    inbox: async () => [message('222222'), message('111111')],
    ageInbox: async (...args) => void aged.push(args),
  })
  expect(await inbox.newest('+77010000001')).toBe('222222')
  expect(await inbox.earlier('+77010000001')).toBe('111111')
  expect(aged).toEqual([])
  expect(await inbox.late('+77010000001')).toBe('222222')
  expect(aged).toEqual([['+77010000001', 'P1D']])
})
