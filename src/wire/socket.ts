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

/**
 * Opens a TCP connection, by CONNECT where there is a proxy (RFC 9110, section 9.3.6).
 * Rejects with the system's error, with code `ETIMEDOUT` after the limit and `PROXY_REFUSED` where the proxy will not.
 */
export function openSocket(address: Address, timeoutMs: number): Promise<Socket> {
  return address.proxy === undefined ? direct(address, timeoutMs) : tunnel(address, address.proxy, timeoutMs)
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

function tunnel({ host, port }: Address, proxy: string, timeoutMs: number): Promise<Socket> {
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
    })
    const timer = setTimeout(() => ask.destroy(coded('ETIMEDOUT', 'the proxy did not answer')), timeoutMs)
    ask.once('error', (error) => {
      clearTimeout(timer)
      reject(error)
    })
    ask.once('connect', ({ statusCode = 0 }, socket: Socket) => {
      clearTimeout(timer)
      if (statusCode === 200) {
        resolve(socket)
        return
      }
      socket.destroy()
      reject(coded('PROXY_REFUSED', `the proxy answered ${statusCode}`))
    })
    // A program that is no proxy answers like any server.
    ask.once('response', ({ statusCode = 0 }) => {
      clearTimeout(timer)
      ask.destroy()
      reject(coded('PROXY_REFUSED', `the proxy answered ${statusCode}`))
    })
    ask.end()
  })
}

const bare = (hostname: string): string => hostname.replace(/^\[(.*)\]$/, '$1')

const coded = (code: string, message: string): Error => Object.assign(new Error(message), { code })
