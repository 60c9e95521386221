import { once } from 'node:events'
import { isIP } from 'node:net'
import { connect, rootCertificates } from 'node:tls'
import { isAddressRefused, type AddressGuard, type AddressRefused } from '../base/address-guard.js'

/** Why a server is not to be trusted, or not to be connected to at all. */
export type Distrust = string | AddressRefused

/** Answers why the server at an https address is not to be trusted; undefined where it is. */
export type CertificateCheck = (url: URL) => Promise<Distrust | undefined>

/**
 * A check of our own against `ca` (PEM) and the public authorities, once for each server: a browser can be given no
 * authority when it starts, only told not to look, so what it may ask is looked at here first.
 */
export function certificateCheck(ca: string, timeoutMs: number, guard?: AddressGuard): CertificateCheck {
  const known = new Map<string, Promise<Distrust | undefined>>()
  return (url) => {
    const checked = known.get(url.host) ?? handshake(url, ca, timeoutMs, guard)
    known.set(url.host, checked)
    return checked
  }
}

async function handshake(
  url: URL,
  ca: string,
  timeoutMs: number,
  guard: AddressGuard | undefined,
): Promise<Distrust | undefined> {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const port = url.port === '' ? 443 : Number(url.port)
  const refused = guard?.refusal(host)
  if (refused) return refused
  const servername = isIP(host) === 0 ? host : ''
  const lookup = guard ? { lookup: guard.lookup } : {}
  const socket = connect({ host, port, ca: [ca, ...rootCertificates], servername, ...lookup })
  try {
    await once(socket, 'secureConnect', { signal: AbortSignal.timeout(timeoutMs) })
    return undefined
  } catch (error) {
    if (isAddressRefused(error)) return error
    return (error as { code?: unknown }).code === 'ABORT_ERR'
      ? `no answer within ${timeoutMs} ms`
      : error instanceof Error
        ? error.message
        : String(error)
  } finally {
    socket.destroy()
  }
}
