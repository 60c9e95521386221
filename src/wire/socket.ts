import { request } from 'node:http'
import { connect, type Socket } from 'node:net'

/** Where a server listens, and the HTTP proxy on the way to it where there is one. */
export interface Address {
  /** A name, or an IP address without brackets. */
  readonly host: string
  readonly port: number
  readonly proxy?: string
}

/** The address of an https URL. */
export function addressOf(url: string, proxy?: string): Address {
  const { hostname, port } = new URL(url)
  return { host: bare(hostname), port: Number(port === '' ? 443 : port), ...(proxy === undefined ? {} : { proxy }) }
}

/** What went wrong at a proxy. `code` is the system's, `ETIMEDOUT`, or `PROXY_REFUSED` where it answered otherwise. */
export interface ProxyError extends Error {
  readonly code: string
  /** Its address, without user name and password. */
  readonly proxy: string
  /** In a word: a code of the system or `HTTP 407`. */
  readonly reason: string
}

/**
 * Opens a TCP connection, by CONNECT where there is a proxy.
 * Rejects with the system's error, with code `ETIMEDOUT` after the limit, and with a ProxyError where there is a proxy.
 */
export function openSocket(address: Address, timeoutMs: number): Promise<Socket> {
  if (address.proxy === undefined) return direct(address, timeoutMs)
  return tunnel(address, address.proxy, AbortSignal.timeout(timeoutMs))
}

function direct({ host, port }: Address, timeoutMs: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port })
    const timer = setTimeout(() => socket.destroy(coded('ETIMEDOUT', 'nothing answered')), timeoutMs)
    socket.once('error', (error) => {
      clearTimeout(timer)
      reject(error)
    })
    socket.once('connect', () => {
      clearTimeout(timer)
      socket.removeAllListeners('error')
      resolve(socket)
    })
  })
}

/** A connection through a proxy (RFC 9110, section 9.3.6), until `signal` ends the waiting. Rejects with a ProxyError. */
export function tunnel(
  { host, port }: Pick<Address, 'host' | 'port'>,
  proxy: string,
  signal: AbortSignal,
): Promise<Socket> {
  const { hostname, port: proxyPort } = new URL(proxy)
  const target = `${host.includes(':') ? `[${host}]` : host}:${port}`
  return new Promise((resolve, reject) => {
    const ask = request({
      host: bare(hostname),
      port: proxyPort === '' ? 80 : proxyPort,
      method: 'CONNECT',
      path: target,
      headers: { host: target },
      agent: false,
      signal,
    })
    const refused = (status: number): ProxyError => atProxy(proxy, 'PROXY_REFUSED', `HTTP ${status}`)
    ask.on('error', (error: NodeJS.ErrnoException) => {
      const code = signal.aborted ? 'ETIMEDOUT' : (error.code ?? error.message)
      reject(atProxy(proxy, code, code))
    })
    ask.once('connect', ({ statusCode = 0 }, socket: Socket) => {
      if (statusCode >= 200 && statusCode < 300) {
        resolve(socket)
        return
      }
      socket.destroy()
      reject(refused(statusCode))
    })
    // A program that is no proxy answers like any server.
    ask.once('response', ({ statusCode = 0 }) => {
      ask.destroy()
      reject(refused(statusCode))
    })
    ask.end()
  })
}

function atProxy(proxy: string, code: string, reason: string): ProxyError {
  const { origin } = new URL(proxy)
  return Object.assign(new Error(`the proxy ${origin} did not connect (${reason})`), { code, proxy: origin, reason })
}

const bare = (hostname: string): string => hostname.replace(/^\[(.*)\]$/, '$1')

const coded = (code: string, message: string): Error => Object.assign(new Error(message), { code })
