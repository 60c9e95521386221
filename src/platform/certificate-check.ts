import { once } from 'node:events'
import { isIP } from 'node:net'
import { connect, rootCertificates } from 'node:tls'

/** Answers why the server at an https address is not to be trusted; undefined where it is. */
export type CertificateCheck = (url: URL) => Promise<string | undefined>

/**
 * A check of our own against `ca` (PEM) and the public authorities, once for each server: a browser can be given no
 * authority when it starts, only told not to look, so what it may ask is looked at here first.
 */
export function certificateCheck(ca: string, timeoutMs: number): CertificateCheck {
  const known = new Map<string, Promise<string | undefined>>()
  return (url) => {
    const checked = known.get(url.host) ?? handshake(url, ca, timeoutMs)
    known.set(url.host, checked)
    return checked
  }
}

async function handshake(url: URL, ca: string, timeoutMs: number): Promise<string | undefined> {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const port = url.port === '' ? 443 : Number(url.port)
  const socket = connect({ host, port, ca: [ca, ...rootCertificates], servername: isIP(host) === 0 ? host : '' })
  try {
    await once(socket, 'secureConnect', { signal: AbortSignal.timeout(timeoutMs) })
    return undefined
  } catch (error) {
    return (error as { code?: unknown }).code === 'ABORT_ERR'
      ? `no answer within ${timeoutMs} ms`
      : error instanceof Error
        ? error.message
        : String(error)
  } finally {
    socket.destroy()
  }
}
