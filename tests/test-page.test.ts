import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { Agent, request } from 'undici'
import { packageRoot } from '../src/base/root.js'
import type { Stage } from '../src/control/api.js'
import type { AppInbox } from '../src/platform/app-inbox.js'
import { enterSandbox, type TestSandbox } from './support/sandbox.js'
import { consented, joined, watched, type UnderTest } from './support/watched.js'

/** The page that a person has before her while she drives an application by hand. */
let sandbox: TestSandbox
let app: UnderTest
let inbox: AppInbox
let browser: Agent

beforeAll(async () => {
  sandbox = await enterSandbox()
  browser = new Agent({ connect: { ca: sandbox.facts.ca } })
  app = await joined(sandbox)
})
afterAll(async () => {
  await app.application.close()
  await browser.destroy()
  await sandbox.leave()
})
beforeEach(async () => {
  inbox = await watched(sandbox)
})
afterEach(() => inbox.close())

const stage: Stage = {
  awaited: { ru: 'запрос токена', en: 'the token request', kk: 'токен сұрауы' },
  prompt: {
    id: 'prompt-1',
    text: { ru: 'Подключите счета.\nПотом нажмите.', en: 'Link <the> accounts.\nThen press.', kk: 'Шоттарды қосыңыз.' },
    buttons: [
      { id: 'done', text: { ru: 'Готово', en: 'Done', kk: 'Дайын' } },
      { id: 'cannot', text: { ru: 'Не могу', en: 'I cannot', kk: 'Мүмкін емес' } },
    ],
  },
}
const path = '/test/MYAP01'
const soon = () => AbortSignal.timeout(10_000)

async function get(address: string, headers: Record<string, string> = {}) {
  const answer = await request(sandbox.facts.pages + address, { dispatcher: browser, headers })
  return { status: answer.statusCode, headers: answer.headers, text: await answer.body.text() }
}

async function post(form: string, headers: Record<string, string> = {}, address = path) {
  const answer = await request(sandbox.facts.pages + address, {
    method: 'POST',
    dispatcher: browser,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: form,
  })
  await answer.body.dump()
  return [answer.statusCode, answer.headers.location]
}

describe('what it shows', () => {
  test.each(['ru', 'kk', 'en'] as const)('in %s: what is awaited, what to do, its buttons', async (lang) => {
    await inbox.stage(stage)
    const { status, headers, text } = await get(`${path}?lang=${lang}`)
    expect(status).toBe(200)
    expect(text).toContain(`<html lang="${lang}">`)
    for (const said of [stage.awaited, ...(stage.prompt?.buttons.map((button) => button.text) ?? [])])
      expect(text).toContain(said?.[lang])
    expect(text).toContain('name="prompt" value="prompt-1"')
    expect(text.match(/<h1>/g)).toHaveLength(1)
    expect(text).not.toMatch(/undefined|\[object|\{\{/)
    expect(headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'; connect-src 'self'")
    expect(text.match(/<script[^>]*>[^<]*<\/script>/g)).toEqual(['<script type="module" src="/test/page.js"></script>'])
    expect(text).not.toMatch(/ on\w+=/)
  })

  test('what is told is text, never markup', async () => {
    await inbox.stage(stage)
    expect((await get(`${path}?lang=en`)).text).toContain('Link &lt;the&gt; accounts.')
  })

  test('what arrived, by operation and answer and without a value; the codes', async () => {
    const token = await consented(sandbox, app)
    const bank = { 'x-participant-id': sandbox.facts.providers[0]?.id ?? '' }
    const told = { kind: 'instead', status: 503, headers: {}, body: { code: 'down' } } as const
    await inbox.respond({ operation: 'listAccounts', times: 1, answer: told })
    await app.application.call('GET', '/v3/accounts?secret=1', token, undefined, bank)
    await app.application.call('GET', '/v3/accounts', token, undefined, bank)
    await app.application.call('GET', '/v3/secret', token, undefined, bank)
    await inbox.mark()
    const { text } = await get(`${path}?lang=en`)
    const rows = [...text.matchAll(/<tr><td class="id">[\d:]{8}<\/td>(.*?)<\/tr>/g)].map(([, row = '']) =>
      row
        .replace(/<[^>]+>/g, ' ')
        .replace(/\s+/g, ' ')
        .trim(),
    )
    expect(rows.slice(0, 6)).toEqual([
      'unknown operation 404',
      'listAccounts 200',
      'listAccounts 503 as the script says',
      'token 200',
      'authorize 303',
      'generateUserUrl 201',
    ])
    const phone = sandbox.facts.clients.find(({ has }) => has.includes('two-banks'))?.phone ?? ''
    expect(rows[6]).toBe(`${phone} ${await sandbox.code(phone)}`)
    expect(text).not.toContain('secret')
    expect(text).not.toContain(token)
  })

  test('that no run watches, and nothing of the one before', async () => {
    await inbox.stage(stage)
    await inbox.close()
    const { status, text } = await get(`${path}?lang=en`)
    expect([status, text.includes('No test is under way'), text.includes('Done')]).toEqual([200, true, false])
  })

  test('a link on the home page', async () => {
    expect((await get('/?lang=en')).text).toContain(`<a href="${path}">Its test page</a>`)
  })
})

describe('a press', () => {
  test('goes to whoever watches, once, and the prompt is gone', async () => {
    await inbox.stage(stage)
    const pressed = inbox.pressed('prompt-1', soon())
    expect(await post('prompt=prompt-1&button=cannot', { origin: sandbox.facts.pages })).toEqual([303, path])
    expect(await pressed).toBe('cannot')
    const { text } = await get(`${path}?lang=en`)
    expect([text.includes('Link'), text.includes('the token request')]).toEqual([false, true])
    await post('prompt=prompt-1&button=done')
    await inbox.mark()
    expect(await inbox.pressed('prompt-1', soon())).toBe('cannot')
  })

  test.each([
    ['of a prompt that is over', 'prompt=prompt-0&button=done', {}],
    ['of a button that there is not', 'prompt=prompt-1&button=explode', {}],
    ['with a name of a prototype', 'prompt=__proto__&button=constructor', {}],
    ['of nothing', '', {}],
    ['from another site', 'prompt=prompt-1&button=done', { origin: 'https://evil.example' }],
    ['that is no form', '{"prompt":"prompt-1","button":"done"}', { 'content-type': 'application/json' }],
    ['that is huge', `prompt=prompt-1&button=done&x=${'x'.repeat(100_000)}`, {}],
  ])('%s changes nothing', async (_, form, headers) => {
    await inbox.stage(stage)
    expect(await post(form, headers)).toEqual([303, path])
    await inbox.mark()
    expect((await get(path)).text).toContain('value="prompt-1"')
    expect(await inbox.pressed('prompt-1', AbortSignal.abort())).toBeUndefined()
  })
})

describe('addresses that lead nowhere', () => {
  test.each([
    ['/test/NONE01', 404],
    ['/test/__proto__', 404],
    ['/test/myap01', 404],
    ['/test/', 404],
    ['/test/MYAP01/other', 404],
    ['/test/NONE01/events', 204],
    ['/test/page.js', 200],
  ])('%s: %d', async (address, status) => {
    expect((await get(address)).status).toBe(status)
  })

  test('other methods are refused', async () => {
    const answer = await request(sandbox.facts.pages + path, { method: 'DELETE', dispatcher: browser })
    await answer.body.dump()
    expect([answer.statusCode, answer.headers.allow]).toEqual([405, 'GET, HEAD, POST'])
    expect((await post('x=1', {}, `${path}/events`))[0]).toBe(405)
  })
})

test('events: the page as it is, and as it is after each change', async () => {
  const answer = await request(`${sandbox.facts.pages}${path}/events?lang=en`, { dispatcher: browser })
  expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'text/event-stream'])
  const events = createInterface(answer.body.setEncoding('utf8'))[Symbol.asyncIterator]()
  const next = async () => {
    for (;;) {
      const { value } = (await events.next()) as { value: string }
      if (value.startsWith('data: '))
        return JSON.parse(value.slice(6)) as { id: string; version: string; html: string }[]
    }
  }
  const [before] = await next()
  await inbox.stage(stage)
  const [after, ...others] = await next()
  expect([before?.html.includes('Link'), after?.html.includes('Link')]).toEqual([false, true])
  expect(after?.version).not.toBe(before?.version)
  expect(others.map(({ id }) => id)).toEqual(['arrived', 'codes'])
  answer.body.destroy()
})

describe('in a browser', () => {
  const program = join(packageRoot(), 'tests', 'support', 'watch-page.js')
  const module = join(packageRoot(), 'dist', 'src', 'render', 'browser.js')
  let child: ChildProcess | undefined
  afterEach(async () => {
    if (child?.exitCode !== null) return
    const ended = once(child, 'exit')
    child.stdin?.end()
    await ended
  })

  async function open(...options: string[]) {
    child = spawn(process.execPath, [program, module, `${sandbox.facts.pages}${path}?lang=en`, ...options], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    const { stdin, stdout } = child
    if (!stdin || !stdout) throw new Error('the browser has no pipes')
    const lines = createInterface(stdout)[Symbol.asyncIterator]()
    const seen = async () => JSON.parse(((await lines.next()) as { value: string }).value) as Record<string, unknown>
    return {
      first: await seen(),
      does: async (line: string) => {
        stdin.write(`${line}\n`)
        return seen()
      },
    }
  }

  test('it lives: what changes is there without loading it anew, what does not keeps the focus', async () => {
    const { first, does } = await open()
    expect(first).toMatchObject({ buttons: [], offline: false, errors: [] })
    await inbox.stage(stage)
    expect(await does('wait Then press.')).toMatchObject({ buttons: ['done', 'cannot'], loads: 1 })
    await does('focus cannot')
    await app.application.call('GET', '/v3/nowhere', 'no-token')
    expect(await does('wait unknown operation')).toMatchObject({ focused: 'cannot', loads: 1, width: 390 })
    const pressed = inbox.pressed('prompt-1', soon())
    expect(await does('press done')).toMatchObject({ buttons: [], loads: 2 })
    expect(await pressed).toBe('done')
    await inbox.close()
    expect(await does('wait No test is under way')).toMatchObject({ loads: 2, errors: [] })
  }, 60_000)

  test('without scripts its buttons work, and it is loaded anew by itself', async () => {
    await inbox.stage(stage)
    const { first, does } = await open('no-scripts')
    expect(first).toMatchObject({ buttons: ['done', 'cannot'] })
    const pressed = inbox.pressed('prompt-1', soon())
    expect(await does('press cannot')).toMatchObject({ buttons: [], errors: [] })
    expect(await pressed).toBe('cannot')
    await inbox.stage(stage)
    // The first load cannot have it yet; that it is there tells that the page was loaded anew.
    expect(Number((await does('wait Then press.')).loads)).toBeGreaterThanOrEqual(2)
  }, 60_000)
})
