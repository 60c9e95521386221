import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { mailLogin, startMailServer, type TestMailServer } from '../../tests/support/mail-server.js'
import { mailCarrier, type MailServer } from './mail.js'

let guarded: TestMailServer
let plain: TestMailServer
beforeAll(async () => {
  ;[guarded, plain] = await Promise.all([startMailServer(), startMailServer({ plain: true })])
})
afterAll(() => Promise.all([guarded.close(), plain.close()]))

const server = (changes: Partial<MailServer> = {}): MailServer => ({
  ...{ host: '127.0.0.1', port: guarded.port, tls: 'starttls', ca: guarded.ca, login: mailLogin },
  ...{ from: 'Synaq <synaq@operator.example>', timeoutMs: 10_000, giveUpAfterMs: 60_000 },
  ...changes,
})
const mail = { to: ['duty@operator.example'], subject: 'Тревога: API не отвечает', text: 'Қалпына келді.\nҰзақ емес.' }

const send = (to: MailServer, payload: object = mail) =>
  mailCarrier(to).carry(
    payload as never,
    { id: 1, carrier: 'mail', key: 'k', payload: null, tries: 1, createdAt: '2026-11-29T10:00:00.000Z' },
    new AbortController().signal,
  )

test('a mail arrives under TLS and a login, as plain text in any letters, in the thread that it belongs to', async () => {
  await send(server(), { ...mail, id: 'alert-1-closed', thread: 'alert-1' })
  expect(guarded.received).toHaveLength(1)
  const [{ to, secure, user, headers, text } = { headers: {} as Record<string, string> }] = guarded.received
  expect([to, secure, user]).toEqual(['duty@operator.example', true, 'synaq'])
  expect([headers.subject, text?.trim().replaceAll('\r', '')]).toEqual([mail.subject, mail.text])
  expect(headers['content-type']).toContain('text/plain')
  expect(headers['message-id']).toBe('<alert-1-closed@operator.example>')
  expect(headers['in-reply-to']).toBe('<alert-1@operator.example>')
  expect(headers['auto-submitted']).toBe('auto-generated')
})

test('the same mail has the same id whenever it is sent', async () => {
  const before = guarded.received.length
  await send(server())
  await send(server())
  const ids = guarded.received.slice(before).map(({ headers }) => headers['message-id'])
  expect(ids).toEqual([ids[0], ids[0]])
})

test.each<[string, () => Partial<MailServer>]>([
  ['without TLS', () => ({ port: plain.port })],
  ['with a certificate that nobody vouches for', () => ({ ca: plain.ca })],
  ['with another password', () => ({ login: { ...mailLogin, password: 'guessed' } })],
])('a server %s gets nothing', async (_, changes) => {
  const before = guarded.received.length + plain.received.length
  await expect(send(server(changes()))).rejects.toThrow()
  expect(guarded.received.length + plain.received.length).toBe(before)
})

test('a server on this machine may do without TLS where the settings say so', async () => {
  const { host, from, timeoutMs, giveUpAfterMs } = server()
  await send({ host, from, timeoutMs, giveUpAfterMs, port: plain.port, tls: 'none' })
  expect(plain.received.map(({ secure }) => secure)).toEqual([false])
})

test('a server that refuses is quoted', async () => {
  guarded.refuse({ code: 550, text: 'no such mailbox here' })
  await expect(send(server())).rejects.toThrow('no such mailbox here')
  guarded.refuse()
})
