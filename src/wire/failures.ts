import { isAddressRefused } from '../base/address-guard.js'
import { isObject } from '../base/json.js'
import { alertOf } from '../base/tls-alerts.js'
import type { TransportFailure } from '../model/exchange.js'

/** How far an exchange had come when it failed. */
export type Progress = 'connecting' | 'sent' | 'answering'

/** Names the failure of a transport by the error's code, never by its class, and by how far the exchange had come. */
export function classify(error: unknown, progress: Progress): TransportFailure {
  if (isObject(error) && typeof error.proxy === 'string')
    return { kind: 'proxy', proxy: error.proxy, detail: String(error.reason) }
  if (isAddressRefused(error)) return { kind: 'unsendable', detail: `${error.message}: it is not called from here` }
  const { code, message } = named(error)
  // The client asserts that nobody changes the protocol unasked (RFC 9110, section 15.2.2).
  if (code === 'ERR_ASSERTION') return { kind: 'other', detail: 'the answer changes the protocol (HTTP 101)' }
  const detail = code === '' ? message : `${code}: ${message}`
  const alert = alertOf(code) ?? /\balert ([a-z ]+)(?=:|$)/.exec(message)?.[1]?.trim().replaceAll(' ', '_')
  if (alert !== undefined) return { kind: 'tls-alert', alert }
  if (untrusted.test(code)) return { kind: 'untrusted-peer', detail }
  if (code === 'ECONNREFUSED') return { kind: 'refused', detail }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return { kind: 'dns', detail }
  if (unreachable.has(code)) return { kind: 'unreachable', detail }
  if (cutOff.has(code)) return { kind: progress === 'answering' ? 'truncated' : 'reset', detail }
  if (progress === 'answering' && cutShort.has(code)) return { kind: 'truncated', detail }
  return { kind: 'other', detail }
}

/** Reasons of X.509 verification (OpenSSL's names) and of the check of the server's name. */
const untrusted =
  /^(UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|CERT_|CRL_|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_|HOSTNAME_|ERR_TLS_CERT_)/

const unreachable = new Set(['EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'ENETDOWN', 'EADDRNOTAVAIL', 'ETIMEDOUT'])

/** The connection ended while something was still to come. */
const cutOff = new Set([
  'ECONNRESET',
  'EPIPE',
  'ECONNABORTED',
  'UND_ERR_SOCKET',
  'ERR_SSL_UNEXPECTED_EOF_WHILE_READING',
])

/** The framing of the answer promised more than came (RFC 9112, section 8). */
const cutShort = new Set(['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'HPE_INVALID_EOF_STATE'])

function named(error: unknown): { code: string; message: string } {
  const { code, message } = isObject(error) ? error : {}
  return {
    code: typeof code === 'string' ? code : '',
    message: typeof message === 'string' ? (message.split('\n')[0] ?? '') : 'unknown failure',
  }
}
