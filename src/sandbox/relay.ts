import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { Pool } from 'undici'
import { endsWithHead } from '../base/ends-with-head.js'
import { participantIdHeader, providerIdHeader, requestIdHeader } from '../model/headers.js'
import type { Identity } from '../model/target.js'
import { sendRefusal } from './answer.js'
import type { Refusal } from './answer.js'
import { hasBody } from './request-body.js'
import type { Participant } from './state.js'

/** Fields that belong to one connection (RFC 9110, section 7.6.1), and those that the gateway writes itself. */
const dropped = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'host',
  'expect',
  'authorization',
  requestIdHeader,
  participantIdHeader,
  providerIdHeader,
])

export interface RelayedRequest {
  readonly provider: Participant & { readonly provider: NonNullable<Participant['provider']> }
  /** The participant on whose behalf the platform calls. */
  readonly user: string
  readonly requestId: string
  /** The platform's token for this bank; absent where the operation needs none. */
  readonly token?: string
}

/** Carries requests to banks that are not ours: mutual TLS with the platform's certificate, connections kept alive. */
export interface Relay {
  /** Sends the request on and the answer back; 502 where the bank cannot be reached, 504 where it does not answer in time. */
  carry(request: IncomingMessage, response: ServerResponse, call: RelayedRequest): Promise<void>
  /** Closes the connections to a bank, or to all. */
  close(provider?: string): Promise<void>
}

/**
 * @param trust PEM of the workspace's authority, for banks that brought none of their own.
 * @param timeoutMs a bank that has not answered after this long is given up.
 */
export function createRelay(platform: Identity, trust: string, timeoutMs = 10_000): Relay {
  const pools = new Map<string, Pool>()

  const poolOf = (id: string, origin: string, ca: string): Pool => {
    const found = pools.get(id)
    if (found) return found
    const connect = {
      ca,
      cert: platform.certificate,
      key: platform.key,
      minVersion: 'TLSv1.2' as const,
      timeout: timeoutMs,
    }
    const pool = new Pool(origin, { connect, connections: 64, headersTimeout: timeoutMs, bodyTimeout: timeoutMs })
    pools.set(id, pool)
    return pool
  }

  return {
    carry: async (request, response, call) => {
      const { url, ca } = call.provider.provider
      const base = new URL(url)
      const relayed = { [requestIdHeader]: call.requestId, [providerIdHeader]: call.provider.id }
      try {
        const answer = await poolOf(call.provider.id, base.origin, ca ?? trust).request({
          method: request.method ?? 'GET',
          path: base.pathname.replace(/\/$/, '') + (request.url ?? '/'),
          headers: {
            ...kept(request.headers),
            ...(call.token === undefined ? {} : { authorization: `Bearer ${call.token}` }),
            [requestIdHeader]: call.requestId,
            [participantIdHeader]: call.user,
          },
          ...(hasBody(request) ? { body: request } : {}),
        })
        response.writeHead(answer.statusCode, { ...kept(answer.headers), ...relayed })
        if (!endsWithHead(answer.statusCode)) await pipeline(answer.body, response)
        else {
          // Its length may be that of what it stands for, which the client takes for a promise.
          answer.body.on('error', () => undefined).resume()
          response.end()
        }
      } catch (error) {
        // Once the answer has begun, an honest break is all that is left: the caller sees a truncated message.
        if (response.headersSent) response.destroy()
        else sendRefusal(response, call.requestId, unreachable(error, call.provider.id, timeoutMs))
      }
    },
    close: async (provider) => {
      const closing = [...pools].filter(([id]) => provider === undefined || id === provider)
      for (const [id] of closing) pools.delete(id)
      await Promise.all(closing.map(([, pool]) => pool.destroy()))
    },
  }
}

function kept(headers: IncomingMessage['headers']): Record<string, string | string[]> {
  const named = (headers.connection ?? '').toLowerCase().split(/\s*,\s*/)
  const result: Record<string, string | string[]> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && !dropped.has(name) && !named.includes(name)) result[name] = value
  }
  return result
}

function unreachable(error: unknown, provider: string, timeoutMs: number): Refusal {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return /TIMEOUT|ETIMEDOUT/.test(code)
    ? { status: 504, code: 'provider_timeout', message: `${provider} did not answer within ${timeoutMs / 1000} s` }
    : { status: 502, code: 'provider_unreachable', message: `${provider} cannot be reached` }
}
