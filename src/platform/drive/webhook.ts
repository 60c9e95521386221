import { Agent, request, type Dispatcher } from 'undici'
import { isObject } from '../../base/json.js'
import { isProblemError, problem, type ProblemError } from '../../base/problem.js'
import { addressOf } from '../visit-address.js'
import { driverLimits } from './message.js'
import type { Messenger } from './program-driver.js'

export interface WebhookOptions {
  readonly url: string
  /** Sent as `Authorization: Bearer`. */
  readonly token?: string
  /** PEM of the authority that its certificate comes from; nothing else is trusted. */
  readonly ca: string
  readonly timeoutMs?: number
  readonly mostBytes?: number
}

/** A driver that is a webhook: the message by POST as JSON, its answer as JSON with a 2xx status. */
export function webhookMessenger(options: WebhookOptions): Messenger {
  const { url, token, ca, timeoutMs = driverLimits.timeoutMs, mostBytes = driverLimits.bytes } = options
  const place = { name: `webhook ${addressOf(new URL(url))}` }
  return {
    name: place.name,
    async send(message, signal) {
      // Of its own each time: an application that was started anew must not be looked for on an old connection.
      const dispatcher = new Agent({ connect: { ca } })
      try {
        const response = await request(url, {
          method: 'POST',
          dispatcher,
          headers: {
            'content-type': 'application/json',
            accept: 'application/json',
            ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          },
          body: JSON.stringify(message),
          signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
        })
        const text = await bounded(response, mostBytes)
        if (response.statusCode >= 200 && response.statusCode < 300) return text
        throw refused(response.statusCode, place)
      } catch (error) {
        throw told(error, { signal, timeoutMs, mostBytes, place })
      } finally {
        await dispatcher.destroy()
      }
    },
  }
}

class TooLarge extends Error {}

async function bounded({ body }: Dispatcher.ResponseData, mostBytes: number): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > mostBytes) throw new TooLarge()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

interface Place {
  readonly name: string
}

function refused(status: number, place: Place): ProblemError {
  const remedy =
    status === 401 || status === 403
      ? 'Compare `token` in the target file with the one that the webhook expects.'
      : status >= 300 && status < 400
        ? 'Write the address that it redirects to into the target file: redirects are not followed, the token would go along.'
        : status < 500
          ? "Compare the address with the webhook's; see in the application's log what it did not understand."
          : "See in the application's log what went wrong."
  return problem('driver-status', `The webhook answered ${status}, not 2xx.`, remedy, place)
}

/** Why there is no answer, in words; a problem stays what it is. */
function told(
  error: unknown,
  {
    signal,
    timeoutMs,
    mostBytes,
    place,
  }: { readonly signal: AbortSignal; readonly timeoutMs: number; readonly mostBytes: number; readonly place: Place },
): unknown {
  if (isProblemError(error)) return error
  if (signal.aborted)
    return problem(
      'driver-interrupted',
      'The run was interrupted while the driver was at work.',
      'Run it again.',
      place,
    )
  if (error instanceof TooLarge)
    return problem(
      'driver-too-large',
      `The webhook answered more than ${mostBytes} bytes.`,
      'Let it answer the address or the text that the client sees, nothing else.',
      place,
    )
  const { name, code, message } = isObject(error) ? error : {}
  if (name === 'TimeoutError' || code === 'UND_ERR_CONNECT_TIMEOUT')
    return problem(
      'driver-timeout',
      `The webhook did not answer within ${timeoutMs / 1000} s.`,
      'Let it answer when the application has done it or given up; the application should give up sooner.',
      place,
    )
  const reason = String(code ?? message)
  return problem(
    'driver-unreachable',
    `The webhook cannot be called (${reason}).`,
    distrust.test(reason)
      ? 'Name the authority of its certificate: `ca` beside `webhook` in the target file; the certificate has to bear the host of the address.'
      : 'Is the application running, and does the target file name the address at which its webhook listens?',
    place,
  )
}

const distrust = /CERT|SELF_SIGNED|UNABLE_TO|ISSUER|ALTNAME/
