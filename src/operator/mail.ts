import { createTransport } from 'nodemailer'
import { isObject } from '../base/json.js'
import type { Carrier } from './delivery.js'

/** Takes mails out of the outbox. */
export const mailCarrierName = 'mail'

/** A mail as it lies in the outbox: plain text. */
export interface MailPayload {
  readonly to: readonly string[]
  readonly subject: string
  readonly text: string
  /** Stays the same when it is sent again, so that a mailbox can tell that it has it already. */
  readonly id?: string
  /** The `id` of the mail that it belongs to. */
  readonly thread?: string
}

/** The mail server that mails are handed to (RFC 5321, RFC 6409). */
export interface MailServer {
  readonly host: string
  readonly port: number
  /** `starttls` (RFC 3207) and `implicit` (RFC 8314) are demanded; `none` is for a server on this machine. */
  readonly tls: 'starttls' | 'implicit' | 'none'
  /** PEM of whom the server's certificate is trusted from; what Node trusts where absent. */
  readonly ca?: string
  readonly login?: { readonly user: string; readonly password: string }
  readonly from: string
  readonly timeoutMs: number
  readonly giveUpAfterMs: number
}

/** Mails under way at a time. */
const atOnce = 4

/** Hands mails to the server, each over a connection of its own. */
export function mailCarrier(server: MailServer): Carrier {
  const { host, port, tls, ca, login, from, timeoutMs, giveUpAfterMs } = server
  const transport = createTransport({
    ...{ host, port, secure: tls === 'implicit', requireTLS: tls === 'starttls', ignoreTLS: tls === 'none' },
    tls: { minVersion: 'TLSv1.2', ...(ca === undefined ? {} : { ca }) },
    ...(login ? { auth: { user: login.user, pass: login.password } } : {}),
    ...{ connectionTimeout: timeoutMs, greetingTimeout: timeoutMs, socketTimeout: timeoutMs, dnsTimeout: timeoutMs },
    // A text of the outbox is a text, and names no file or address to fetch it from.
    ...{ disableFileAccess: true, disableUrlAccess: true },
  })
  const domain = /@([^\s>]+)>?$/.exec(from)?.[1] ?? host
  const messageId = (id: string): string => `<${id}@${domain}>`
  return {
    atOnce,
    patienceMs: timeoutMs,
    giveUpAfterMs,
    carry: async (payload, { id: parcel, createdAt }, signal) => {
      const { to, subject, text, id, thread } = mailIn(payload)
      await transport.sendMail({
        ...{ from, to: [...to], subject, text, signal },
        messageId: messageId(id ?? `parcel-${parcel}-${Date.parse(createdAt)}`),
        ...(thread === undefined || thread === id
          ? {}
          : { inReplyTo: messageId(thread), references: messageId(thread) }),
        // RFC 3834: a machine wrote it, and wants no answer of another.
        headers: { 'Auto-Submitted': 'auto-generated' },
      })
    },
  }
}

function mailIn(payload: unknown): MailPayload {
  if (!isObject(payload) || !Array.isArray(payload.to) || typeof payload.text !== 'string')
    throw new Error('the parcel is no mail')
  // It went into the outbox as one.
  return payload as object as MailPayload
}
