import { once } from 'node:events'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { controlClient, createWorkspace } from './client.js'

interface Received {
  readonly method: string | undefined
  readonly url: string | undefined
  readonly authorization: string | undefined
  readonly body: string
}

let server: Server
let url: string
let received: Received[]
let answer: { status: number; body: string }
/** What is said to the next request instead, and how it ends. */
let stream: ((response: ServerResponse) => unknown) | undefined

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { method, url, headers } = request
      received.push({ method, url, authorization: headers.authorization, body: Buffer.concat(chunks).toString() })
      const say = stream
      stream = undefined
      if (say) say(response.writeHead(200))
      else if (answer.status > 0) response.writeHead(answer.status).end(answer.body)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

beforeEach(() => {
  received = []
})

afterAll(async () => {
  server.closeAllConnections()
  server.close()
  await once(server, 'close')
})

const answering = (status: number, body: unknown = '') =>
  (answer = { status, body: typeof body === 'string' ? body : JSON.stringify(body) })

interface Shown {
  readonly code: string
  readonly what: string
}

const problemOf = (promise: Promise<unknown>): Promise<Shown | undefined> =>
  promise.then(
    () => undefined,
    (error: unknown) => (error as { problems: readonly Shown[] }).problems[0],
  )

describe('calls', () => {
  test('the workspace with its token', async () => {
    answering(200, { id: 'w1' })
    expect(await controlClient(url, 'secret').workspace()).toEqual({ id: 'w1' })
    expect(received).toEqual([{ method: 'GET', url: '/workspace', authorization: 'Bearer secret', body: '' }])
  })

  test('an act', async () => {
    answering(200, { before: 'registered' })
    const act = { act: 'participant-state', participant: 'ABCD01', state: 'blocked' } as const
    expect((await controlClient(`${url}/`, 't').act(act)).before).toBe('registered')
    expect(received[0]).toMatchObject({ method: 'POST', url: '/acts', body: JSON.stringify(act) })
  })

  test('the registration of a provider', async () => {
    answering(200, {})
    await controlClient(url, 't').registerProvider('A B', { name: 'Bank', url: 'https://127.0.0.1:1', issue: true })
    expect(received[0]).toMatchObject({ method: 'PUT', url: '/providers/A%20B' })
  })

  test('the inbox, of one phone or of all', async () => {
    answering(200, { messages: [{ code: '123456' }] })
    const client = controlClient(url, 't')
    expect(await client.inbox('+77010000001')).toEqual([{ code: '123456' }])
    await client.inbox()
    expect(received.map((r) => r.url)).toEqual(['/inbox?phone=%2B77010000001', '/inbox'])
  })

  test('of an application under test', async () => {
    const client = controlClient(url, 't')
    const registration = { name: 'A', redirectUris: ['https://a.example/cb'], hosts: [] } as const
    answering(200, { clientId: 'a', mark: 7 })
    expect(await client.joinApplication('MYAP01', registration)).toMatchObject({ clientId: 'a' })
    expect(await client.mark('MYAP01')).toBe(7)
    answering(204)
    await client.rule('MYAP01', { handshake: 'old-tls' })
    await client.normal('MYAP01')
    await client.stage('MYAP01', {})
    await client.endWatch('MYAP01')
    expect(received.map((r) => [r.method, r.url, r.body])).toEqual([
      ['PUT', '/applications/MYAP01', JSON.stringify(registration)],
      ['GET', '/applications/MYAP01/mark', ''],
      ['POST', '/applications/MYAP01/rules', '{"handshake":"old-tls"}'],
      ['DELETE', '/applications/MYAP01/rules', ''],
      ['PUT', '/applications/MYAP01/stage', '{}'],
      ['DELETE', '/applications/MYAP01/arrivals', ''],
    ])
  })

  test('codes that are made older', async () => {
    answering(200, { aged: 1 })
    await controlClient(url, 't').ageInbox('+77010000001', 'P1D')
    expect(received[0]).toMatchObject({
      method: 'POST',
      url: '/inbox/age',
      body: '{"phone":"+77010000001","by":"P1D"}',
    })
  })

  test('defects and reset, which answer nothing', async () => {
    answering(204)
    await controlClient(url, 't').setDefects(['ignores-scope'])
    await controlClient(url, 't').reset()
    expect(received.map((r) => [r.method, r.url, r.body])).toEqual([
      ['PUT', '/defects', '{"defects":["ignores-scope"]}'],
      ['POST', '/reset', ''],
    ])
  })

  test('for the list of defects', async () => {
    const defects = [{ id: 'ignores-scope', of: 'provider', breaks: 'C-scope' }]
    answering(200, { defects })
    expect(await controlClient(url, 't').defects()).toEqual(defects)
    expect(received[0]).toMatchObject({ method: 'GET', url: '/defects' })
  })

  test('for a new workspace go with the admin token', async () => {
    answering(201, { id: 'w2', controlUrl: url, token: 't2' })
    expect(await createWorkspace(url, 'admin')).toEqual({ id: 'w2', controlUrl: url, token: 't2' })
    expect(received[0]).toMatchObject({ method: 'POST', url: '/workspaces', authorization: 'Bearer admin' })
  })
})

describe('a watch', () => {
  const lines = async (signal = new AbortController().signal) => {
    const events = []
    for await (const event of controlClient(url, 'very-secret').watch('MYAP01', signal)) events.push(event)
    return events
  }

  test('gives its lines as they come, whole wherever they were parted, and says when the sandbox ends it', async () => {
    const events = [{ type: 'watching' }, { type: 'pressed', prompt: 'ä', button: 'b' }]
    const bytes = Buffer.from(`${events.map((event) => JSON.stringify(event)).join('\n')}\n`)
    const middle = bytes.indexOf(Buffer.from('ä')) + 1
    stream = (response) => {
      response.write(bytes.subarray(0, middle))
      setImmediate(() => response.end(bytes.subarray(middle)))
    }
    const seen: unknown[] = []
    const watching = (async () => {
      for await (const event of controlClient(url, 't').watch('MYAP01', new AbortController().signal)) seen.push(event)
    })()
    expect(await problemOf(watching)).toMatchObject({ code: 'control-unreachable' })
    expect(seen).toEqual(events)
    expect(received[0]).toMatchObject({
      method: 'GET',
      url: '/applications/MYAP01/arrivals',
      authorization: 'Bearer t',
    })
  })

  test('ends quietly when its caller ends it', async () => {
    const over = new AbortController()
    stream = (response) => {
      response.write('{"type":"watching"}\n')
      response.once('close', () => over.abort())
      setImmediate(() => over.abort())
    }
    expect(await lines(over.signal)).toEqual(expect.any(Array))
  })

  test('that is refused, or broken off, is a problem', async () => {
    answering(409, { code: 'watched-already', what: 'It is watched.', remedy: 'Wait.' })
    expect(await problemOf(lines())).toMatchObject({ code: 'watched-already' })
    answering(401)
    expect(JSON.stringify(await problemOf(lines()))).not.toContain('very-secret')
    stream = (response) => response.write('{"type":"watching"}\n', () => response.destroy())
    expect(await problemOf(lines())).toMatchObject({ code: 'control-unreachable' })
  })
})

describe('problems', () => {
  test('a token that is not known is named, not repeated', async () => {
    answering(401)
    const found = await problemOf(controlClient(url, 'very-secret').workspace())
    expect(found).toMatchObject({ code: 'control-token', place: { name: `${url} GET /workspace` } })
    expect(JSON.stringify(found)).not.toContain('very-secret')
  })

  test('a refusal is passed on in the words of the server', async () => {
    const refused = { code: 'consent-unknown', what: 'There is no such consent.', remedy: 'Grant one first.' }
    answering(404, refused)
    const found = await problemOf(controlClient(url, 't').act({ act: 'revoke-consent', consentId: 'x' }))
    expect(found).toEqual({ ...refused, place: { name: `${url} POST /acts` } })
  })

  test.each([
    [500, 'oops'],
    [200, '<html>'],
    [302, ''],
  ])('an answer %i «%s» is not a control API', async (status, body) => {
    answering(status, body)
    expect((await problemOf(controlClient(url, 't').workspace()))?.code).toBe('control-answer')
  })

  test('nobody answers in time', async () => {
    answering(0)
    const found = await problemOf(controlClient(url, 't', 50).workspace())
    expect(found).toMatchObject({ code: 'control-unreachable', what: expect.stringContaining('within 50 ms') })
  })

  test('nobody listens', async () => {
    const free = createServer().listen(0, '127.0.0.1')
    await once(free, 'listening')
    const { port } = free.address() as AddressInfo
    free.close()
    await once(free, 'close')
    const found = await problemOf(controlClient(`http://127.0.0.1:${port}`, 't').workspace())
    expect(found).toMatchObject({ code: 'control-unreachable', what: expect.stringContaining('ECONNREFUSED') })
  })
})
