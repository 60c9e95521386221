import { describe, expect, test } from '@jest/globals'
import type { Json, JsonObject } from '../base/json.js'
import type { Arrival } from '../model/application.js'
import { Taken } from '../run/taken.js'
import { MemoryApp } from '../../tests/support/memory-app.js'
import { brokenOff, form, MemoryInbox } from '../../tests/support/memory-inbox.js'
import { memoryTarget } from '../../tests/support/memory-target.js'
import { runStep, sampleContext } from '../../tests/support/sample-context.js'
import { steps } from './index.js'

const token = (status = 200) => ({ status, json: { access_token: 't' }, request: form('token', { code: 'c-1' }) })
const list = { json: { accounts: [] } }

/** Runs a step over an inbox, and answers what came of it. */
async function run(
  name: string,
  args: JsonObject,
  { inbox = new MemoryInbox(), app = new MemoryApp(), values = {}, taken = new Taken(0) } = {},
) {
  const arrived: Arrival[] = []
  const target = memoryTarget({ role: 'user', providerNames: { BANK02: 'Second bank' } })
  const changes = { inbox, app, target, taken, arrived: (one: Arrival) => arrived.push(one) }
  const { context, did } = sampleContext({ client: { name: 'askar' }, ...values }, changes)
  const kind = steps.get(name)
  if (!kind) throw new Error(name)
  return { ...(await runStep(kind, args, context)), arrived: arrived.map(({ mark }) => mark), did, inbox, app, taken }
}

describe('await', () => {
  test('yields the request with the fields of its form, and the answer', async () => {
    const { value, arrived } = await run('await', { operation: 'token' }, { inbox: new MemoryInbox(token()) })
    expect(value).toMatchObject({
      mark: 1,
      request: { operation: 'token', method: 'POST', path: '/v1/token', query: {}, body: { code: 'c-1' } },
      answer: { status: 200, body: { access_token: 't' } },
    })
    expect(arrived).toEqual([1])
  })

  test('takes each request once', async () => {
    const inbox = new MemoryInbox(list, token(), list)
    const taken = new Taken(0)
    const marks = []
    for (const after of ['shown', 'shown'])
      marks.push(
        (await run('await', { operation: 'listAccounts', after }, { inbox, taken, values: { shown: { mark: 0 } } }))
          .arrived,
      )
    expect(marks).toEqual([[1], [3]])
    expect(
      (
        await run(
          'await',
          { operation: 'listAccounts', after: 'shown' },
          { inbox, taken, values: { shown: { mark: 0 } } },
        )
      ).trouble?.cause,
    ).toBe('environment')
  })

  test('goes on from the last await where it names no place', async () => {
    const inbox = new MemoryInbox(list, token(), list)
    const taken = new Taken(0)
    await run('await', { operation: 'token' }, { inbox, taken })
    expect((await run('await', { operation: 'listAccounts' }, { inbox, taken })).arrived).toEqual([3])
  })

  test('begins where the attempt began', async () => {
    const inbox = new MemoryInbox(token(), token())
    expect((await run('await', { operation: 'token' }, { inbox, taken: new Taken(1) })).arrived).toEqual([2])
  })

  test('takes a connection that was broken off', async () => {
    const inbox = new MemoryInbox(list, brokenOff)
    const { value, arrived } = await run('await', { connection: 'refused' }, { inbox })
    expect(value).toEqual({ mark: 2, connection: 'refused' })
    expect(arrived).toEqual([2])
  })

  test('in vain is trouble of the environment, which says what was awaited, how long, and what came instead', async () => {
    const inbox = new MemoryInbox({ status: 400, request: form('generateUserUrl', {}) }, brokenOff)
    const { trouble } = await run('await', { operation: 'token', within: 7 }, { inbox })
    expect(trouble?.cause).toBe('environment')
    expect(trouble?.what).toMatchObject({ en: expect.stringContaining('«token» was awaited for 7 s') })
    expect(trouble?.what).toMatchObject({
      en: expect.stringContaining('generateUserUrl (400), a connection broken off'),
    })
    const silent = await run('await', { operation: 'token' })
    expect(silent.trouble?.what).toMatchObject({ ru: expect.stringContaining('не пришло ничего') })
  })
})

describe('a window', () => {
  const inbox = new MemoryInbox(token(), list, brokenOff, token(), list)
  const good = { mark: 4, request: {}, answer: { status: 200 } }
  const looking = (args: JsonObject, values: Record<string, Json>) =>
    run('calls', { from: 'from', alive: 'alive', ...args }, { inbox, values: { alive: good, ...values } })

  test.each<[string, JsonObject, Record<string, Json>, number[]]>([
    ['from a drive to the request that shows that the application lives', {}, { from: { mark: 0 } }, [1, 2]],
    ['from an await, which is outside', {}, { from: { mark: 1, request: {} } }, [2]],
    ['to a drive, before which all is inside', { until: 'until' }, { from: { mark: 0 }, until: { mark: 2 } }, [1, 2]],
    ['to an await, which is outside', { until: 'until' }, { from: { mark: 0 }, until: { mark: 2, request: {} } }, [1]],
    ['of one operation', { operation: 'token' }, { from: { mark: 0 } }, [1]],
    ['that is empty', {}, { from: { mark: 3 } }, []],
  ])('%s', async (_, args, values, marks) => {
    const { arrived, value } = await looking(args, values)
    expect(arrived).toEqual(marks)
    expect((value as { calls: unknown[] }).calls).toHaveLength(marks.length)
  })

  test('proves nothing where the application was not alive after it', async () => {
    const refused = await looking({}, { from: { mark: 0 }, alive: { mark: 4, request: {}, answer: { status: 401 } } })
    expect(refused.trouble?.cause).toBe('environment')
    const early = await looking({ until: 'until' }, { from: { mark: 0 }, until: { mark: 5 } })
    expect(early.trouble?.cause).toBe('harness')
    const drive = await looking({}, { from: { mark: 0 }, alive: { mark: 9 } })
    expect(drive.trouble?.cause).toBe('harness')
  })

  test('of what should be absent yields nothing', async () => {
    const args = { operation: 'listAccounts', from: 'from', alive: 'alive' }
    const { value, arrived } = await run('absent', args, { inbox, values: { from: { mark: 0 }, alive: good } })
    expect(value).toBeUndefined()
    expect(arrived).toEqual([2])
  })
})

describe('respond', () => {
  const rule = async (args: JsonObject, values: Record<string, Json> = {}) => {
    const { inbox, did, trouble } = await run('respond', args, { values })
    return { rule: inbox.rules[0], act: did.acts[0], trouble }
  }

  test.each<[JsonObject, unknown]>([
    [
      { operation: 'token', status: 503, times: 'always', body: { error: 'x' } },
      {
        operation: 'token',
        times: 'always',
        answer: { kind: 'instead', status: 503, headers: {}, body: { error: 'x' } },
      },
    ],
    [
      { operation: 'token', text: '{' },
      { operation: 'token', times: 1, answer: { kind: 'instead', status: 200, headers: {}, text: '{' } },
    ],
    [
      { operation: 'token', change: { set: { '/a/0': null }, remove: ['/b'] } },
      { operation: 'token', times: 1, answer: { kind: 'changed', set: { '/a/0': null }, remove: ['/b'] } },
    ],
    [
      { operation: 'token', 'id-token': { set: { iss: 'x' }, 'expires-in': -1 } },
      {
        operation: 'token',
        times: 1,
        answer: { kind: 'id-token', set: { iss: 'x' }, remove: [], expiresIn: -1, signature: 'good' },
      },
    ],
    [
      { operation: 'token', cut: true },
      { operation: 'token', times: 1, answer: { kind: 'cut' } },
    ],
    [
      { operation: 'token', pad: 9 },
      { operation: 'token', times: 1, answer: { kind: 'padded', bytes: 9 } },
    ],
    [
      { operation: 'token', silent: 2 },
      { operation: 'token', times: 1, answer: { kind: 'silent', seconds: 2 } },
    ],
    [{ handshake: 'old-tls' }, { handshake: 'old-tls' }],
    [{ normally: true }, 'normally'],
  ])('%j', async (args, told) => expect((await rule(args)).rule).toEqual(told))

  test('resolves what it sets, and records none of it', async () => {
    const redirect = { set: { state: '${first.state}' }, remove: ['iss'] }
    const told = await rule({ operation: 'token', redirect }, { first: { state: 'of-another-session' } })
    expect(told.rule).toMatchObject({
      answer: { kind: 'redirect', set: { state: 'of-another-session' }, remove: ['iss'] },
    })
    expect(told.act).toEqual({ act: 'respond', args: { way: 'redirect', operation: 'token', times: 1 } })
  })

  test.each<JsonObject>([
    { operation: 'token' },
    { status: 500 },
    { operation: 'token', cut: true, status: 500 },
    { operation: 'token', normally: true },
    { operation: 'token', body: {}, text: '{' },
  ])('%j is refused', (args) => expect(steps.get('respond')?.params.safeParse(args).success).toBe(false))
})

describe('drive', () => {
  const connect = { act: 'connect', client: '${client}', providers: ['BANK02'], scopes: ['accounts'] }

  test('gives the errand and yields the moment before it', async () => {
    const inbox = new MemoryInbox(list)
    const app = new MemoryApp(() => {
      inbox.arrive(token())
      return { shows: 'KZ54125KZT1002300104', pages: ['consent'] }
    })
    const { value, did } = await run('drive', connect, { inbox, app })
    expect(value).toEqual({ mark: 1, shows: 'KZ54125KZT1002300104' })
    expect(app.errands).toMatchObject([
      { act: 'connect', providers: [{ id: 'BANK02', name: 'Second bank' }], scopes: ['accounts'], goal: 'approve' },
    ])
    expect(JSON.stringify(did.acts)).not.toContain('KZ54')
    expect(did.acts).toMatchObject([{ act: 'drive', args: { client: 'askar', pages: ['consent'], shows: true } }])
  })

  test('that fails is trouble of the environment; a goal that nobody knows is the script’s', async () => {
    const app = new MemoryApp(() => {
      throw new Error('it does not answer')
    })
    expect((await run('drive', connect, { app })).trouble).toEqual({ cause: 'environment', what: 'it does not answer' })
    expect((await run('drive', { ...connect, goal: 'agree' })).trouble?.cause).toBe('harness')
    expect((await run('drive', { ...connect, client: 'nobody' })).trouble?.cause).toBe('harness')
  })
})

describe('drive: read', () => {
  const read = { act: 'read', providers: ['BANK02'], data: ['branches', 'atms'] }

  test('gives an errand without a client, in the language of the reader', async () => {
    const app = new MemoryApp(() => ({ shows: 'Branches' }))
    const { value, did } = await run('drive', { ...read, language: 'kk' }, { app })
    expect(value).toMatchObject({ shows: 'Branches' })
    const errand = { act: 'read', providers: [{ id: 'BANK02', name: 'Second bank' }], data: ['branches', 'atms'] }
    expect(app.errands).toEqual([{ ...errand, language: 'kk' }])
    expect(did.acts).toMatchObject([
      { act: 'drive', args: { act: 'read', providers: ['BANK02'], data: ['branches', 'atms'], language: 'kk' } },
    ])
    await run('drive', read, { app })
    expect(app.errands[1]).toMatchObject({ language: 'ru' })
  })

  test.each<[string, JsonObject]>([
    ['a client', { ...read, client: '${client}' }],
    ['no data', { act: 'read', providers: ['BANK02'] }],
    ['another language', { ...read, language: 'de' }],
    ['data with another act', { act: 'look', client: '${client}', providers: ['BANK02'], data: ['atms'] }],
    ['no client with another act', { act: 'look', providers: ['BANK02'] }],
  ])('%s is refused', (_, args) => expect(steps.get('drive')?.params.safeParse(args).success).toBe(false))

  test('data that came to nothing are the script’s trouble', async () => {
    expect((await run('drive', { ...read, data: [] })).trouble?.cause).toBe('harness')
  })
})

describe('prompt', () => {
  const ask = { ru: 'Так?', en: 'Is it so?' }
  const answer = async (args: JsonObject, app = new MemoryApp()) =>
    (await run('prompt', { ask, ...args }, { app })).value

  test('is answered by the screen where its text is known', async () => {
    expect(await answer({ shows: 'Works going on', has: ['works'] })).toEqual({ answer: 'yes', by: 'screen' })
    expect(await answer({ shows: 'Works', has: ['works'], lacks: ['works'] })).toEqual({ answer: 'no', by: 'screen' })
  })

  test.each([
    ['where it is not', { shows: null, has: ['works'] }],
    ['where nothing says what to look for', { shows: 'Works' }],
  ])('else by a person: %s', async (_, args) => {
    const app = new MemoryApp(undefined, 'no')
    expect(await answer(args, app)).toEqual({ answer: 'no', by: 'person' })
    expect(app.questions).toEqual([ask])
    expect(await answer(args)).toEqual({ answer: null, by: 'person' })
  })
})

test.each(['respond', 'drive', 'await', 'absent', 'calls', 'prompt'])(
  '%s needs an application under test',
  async (name) => {
    const args: Record<string, JsonObject> = {
      respond: { normally: true },
      drive: { act: 'look', client: '${client}', providers: ['BANK02'] },
      await: { operation: 'token' },
      absent: { operation: 'token', from: 'a', alive: 'b' },
      calls: { from: 'a', alive: 'b' },
      prompt: { ask: { ru: 'Так?', en: 'So?' } },
    }
    const kind = steps.get(name)
    expect(kind?.needs).toContain('app')
    const { context } = sampleContext()
    expect((await kind?.run(kind.params.parse(args[name]), context))?.trouble?.cause).toBe('configuration')
  },
)
