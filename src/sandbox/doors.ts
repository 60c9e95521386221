import { isIP } from 'node:net'
import { problem } from '../base/problem.js'

/** A listener's place: where it listens and by which host others call it. */
export interface Door {
  /** A name or an address of this machine. */
  readonly host: string
  /** 0 takes any free port. */
  readonly port: number
  /** Host of the addresses that are announced, as it stands in a URL. */
  readonly announced: string
}

export interface Doors {
  readonly pages: Door
  readonly api: Door
  /** Names and addresses that the listeners' certificate has to hold. */
  readonly names: readonly string[]
}

export interface DoorOptions {
  readonly host: string
  /** `https://host` or `https://host:port`, by which a bank elsewhere reaches the sandbox. */
  readonly publicUrl?: string
}

/** Listens on every address of the machine; nobody can be told to call it. */
const everywhere = new Set(['0.0.0.0', '::', '*', ''])

/**
 * Where a workspace listens. A port in the public URL is that of the pages (issuer, keys), the next one that of the API;
 * without it both are any free ports.
 * @throws ProblemError for an address that nobody could call.
 */
export function doorsOf({ host, publicUrl }: DoorOptions): Doors {
  if (publicUrl === undefined) {
    if (everywhere.has(host)) {
      throw problem(
        'public-url-missing',
        `others cannot be told to call «${host}»`,
        'Say by which address they reach this machine: --public-url https://NAME or https://NAME:PORT.',
        { name: '--host' },
      )
    }
    const door = { host, port: 0, announced: inUrl(host) }
    return { pages: door, api: door, names: [host] }
  }
  const { hostname, port } = publicAddress(publicUrl)
  const first = Number(port === '' ? 0 : port)
  return {
    pages: { host, port: first, announced: hostname },
    api: { host, port: first === 0 ? 0 : first + 1, announced: hostname },
    names: [hostname.replace(/^\[(.*)\]$/, '$1'), ...(everywhere.has(host) ? [] : [host])],
  }
}

/** The same doors with any free ports: for every workspace after the first. */
export function withFreePorts({ pages, api, names }: Doors): Doors {
  return { pages: { ...pages, port: 0 }, api: { ...api, port: 0 }, names }
}

function publicAddress(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const bare = url?.protocol === 'https:' && url.pathname === '/' && url.search === '' && url.username === ''
  if (url && bare && url.port !== '65535') return url
  throw problem(
    'public-url',
    `«${text}» is no address that can be announced`,
    'Write https://NAME or https://NAME:PORT and nothing behind; the API takes the port after it.',
    { name: '--public-url' },
  )
}

const inUrl = (host: string): string => (isIP(host) === 6 ? `[${host}]` : host)
