import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { createAuthority } from '../../src/crypto/certificates.js'

/** A mail as it came. */
export interface ReceivedMail {
  readonly to: string
  /** Under TLS. */
  readonly secure: boolean
  readonly user: string | undefined
  /** Of the head, by small names. */
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

/** A real mail server on loopback. */
export interface TestMailServer {
  readonly port: number
  /** PEM of whom its certificate is from. */
  readonly ca: string
  readonly received: readonly ReceivedMail[]
  /** From now on mails are taken up and never answered. */
  hang(): void
  /** From now on they are refused with this answer; taken where there is none. */
  refuse(answer?: { readonly code: number; readonly text: string }): void
  /** So many mails have begun to come. */
  begun(n: number): Promise<void>
  close(): Promise<void>
}

export const mailLogin = { user: 'synaq', password: 'the password of the test' }

/** Starts one that wants STARTTLS and a login; `plain` wants neither. */
export async function startMailServer({ plain = false } = {}): Promise<TestMailServer> {
  const authority = await createAuthority('Mail of the tests')
  const { certificate: cert, key } = await authority.issueServer({ commonName: 'mail' })
  const received: ReceivedMail[] = []
  let behaviour: 'takes' | 'hangs' | { readonly code: number; readonly text: string } = 'takes'
  let beginnings = 0
  const waiting = new Set<() => void>()
  const server = new SMTPServer({
    ...{ cert, key, authOptional: plain, allowInsecureAuth: false, closeTimeout: 100 },
    ...(plain ? { disabledCommands: ['STARTTLS', 'AUTH'] } : {}),
    onAuth: ({ username, password }, _, done) => {
      if (username === mailLogin.user && password === mailLogin.password) done(null, { user: username })
      else done(new Error('wrong name or password'))
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        beginnings += 1
        waiting.forEach((look) => look())
        if (behaviour === 'hangs') return
        if (behaviour !== 'takes') {
          done(Object.assign(new Error(behaviour.text), { responseCode: behaviour.code }))
          return
        }
        const to = session.envelope.rcptTo.map(({ address }) => address).join(', ')
        const user = typeof session.user === 'string' ? session.user : undefined
        received.push({ to, secure: session.secure, user, ...parsed(Buffer.concat(chunks).toString('utf8')) })
        done()
      })
    },
  })
  // A client that gives up is what some tests are about.
  server.on('error', () => undefined)
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  return {
    port: (server.server.address() as AddressInfo).port,
    ca: authority.certificate,
    received,
    hang: () => (behaviour = 'hangs'),
    refuse: (answer) => (behaviour = answer ?? 'takes'),
    begun: (n) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (beginnings < n) return
          waiting.delete(look)
          resolve()
        }
        waiting.add(look)
        look()
      }),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

/** Head and text of a message of one part (RFC 5322, RFC 2045, RFC 2047 in UTF-8). */
function parsed(message: string): { headers: Record<string, string>; text: string } {
  const [head = '', ...rest] = message.split('\r\n\r\n')
  const lines = head.replace(/\r\n[ \t]+/g, ' ').split('\r\n')
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), words(line.slice(line.indexOf(':') + 2))]),
  )
  const body = rest.join('\r\n\r\n')
  const encoding = headers['content-transfer-encoding']
  return {
    headers,
    text: encoding === 'base64' ? Buffer.from(body, 'base64').toString('utf8') : quoted(body, encoding),
  }
}

const words = (value: string): string =>
  value
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?B\?([^?]*)\?=/gi, (_, text: string) => Buffer.from(text, 'base64').toString('utf8'))
    .replace(/(?:=\?utf-8\?Q\?[^?]*\?=)+/gi, (run) =>
      bytes(run.replace(/=\?utf-8\?Q\?|\?=/gi, '').replaceAll('_', ' ')),
    )

const quoted = (body: string, encoding: string | undefined): string =>
  encoding === 'quoted-printable' ? bytes(body.replace(/=\r\n/g, '')) : body

const bytes = (text: string): string =>
  Buffer.from(
    text.replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString('utf8')
