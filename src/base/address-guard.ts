import { lookup as dnsLookup, type LookupAddress, type LookupOptions } from 'node:dns'
import { isIP } from 'node:net'
import { isObject } from './json.js'
import { problem, type ProblemError, type ProblemPlace } from './problem.js'
import { isAllowed, notPublic, readAddress, type Range } from './address-kinds.js'

/** What may be connected to beside the public internet. */
export interface AddressRules {
  readonly allow: readonly Range[]
  /** Proxies (`http://host:port`) that decide themselves where they lead. */
  readonly proxies: readonly string[]
}

/** An address that is not connected to. Compare by `code`. */
export class AddressRefused extends Error {
  readonly code = 'SYNAQ_ADDRESS'
  /** `host`: as it was asked for; `address`: that it stands for; `kind`: why not. */
  constructor(
    readonly host: string,
    readonly address: string,
    readonly kind: string,
  ) {
    super(`${address === host ? host : `${address}, the address of ${host},`} is ${kind}`)
    this.name = 'AddressRefused'
  }
}

export const isAddressRefused = (error: unknown): error is AddressRefused =>
  isObject(error) && error.code === 'SYNAQ_ADDRESS'

/** As node:dns answers it. */
type Resolve = (
  host: string,
  options: LookupOptions & { readonly all: true },
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void

type LookupDone = (error: Error | null, address: string | LookupAddress[], family?: number) => void

/**
 * Decides whom we connect to, by the address itself and when it is connected to: a name that leads elsewhere a moment later leads
 * nowhere. Whoever connects asks `refusal` for the host and gives `lookup` to the socket, which asks it for every name.
 */
export class AddressGuard {
  /** `told` hears of every refusal. `resolve` is DNS. */
  constructor(
    private readonly rules: AddressRules,
    private readonly told: (refused: AddressRefused) => void = () => undefined,
    private readonly resolve: Resolve = dnsLookup,
  ) {}

  /** Why a host that is an IP address, with or without brackets, is not connected to; names are left to `lookup`. */
  refusal(host: string): AddressRefused | undefined {
    const bare = host.replace(/^\[(.*)\]$/, '$1')
    return isIP(bare) === 0 ? undefined : this.judge(bare, bare)
  }

  /** Why a connection through a proxy is not made: it would look up names itself, out of our sight. */
  proxyRefusal(proxy: string): AddressRefused | undefined {
    const { host, origin } = new URL(proxy)
    if (this.rules.proxies.some((trusted) => new URL(trusted).origin === origin)) return undefined
    return this.refuse(new AddressRefused(host, host, 'a proxy that «targets.proxies» of the settings does not name'))
  }

  /** For sockets, in the place of node:dns: a name with an address that is refused is refused as a whole. */
  readonly lookup = (host: string, options: LookupOptions, done: LookupDone): void => {
    this.resolve(host, { ...options, all: true }, (error, addresses) => {
      if (error) {
        done(error, [])
        return
      }
      for (const { address } of addresses) {
        const refused = this.judge(host, address)
        if (refused) {
          done(refused, [])
          return
        }
      }
      const [first] = addresses
      if (options.all === true) done(null, addresses)
      else if (first) done(null, first.address, first.family)
      else done(Object.assign(new Error(`${host} has no address`), { code: 'ENOTFOUND' }), [])
    })
  }

  private judge(host: string, text: string): AddressRefused | undefined {
    const address = readAddress(text)
    const kind = address ? notPublic(address) : 'no address'
    if (kind === undefined || (address && isAllowed(address, this.rules.allow))) return undefined
    return this.refuse(new AddressRefused(host, text, kind))
  }

  private refuse(refused: AddressRefused): AddressRefused {
    this.told(refused)
    return refused
  }
}

/** A refusal for people, with where the address stands. */
export function addressProblem(refused: AddressRefused, place: ProblemPlace): ProblemError {
  const { host, address, message } = refused
  const remedy =
    isIP(address) === 0
      ? `Name it in the settings of the operator, targets: { proxies: [http://${host}] }, or leave it out.`
      : `Correct the address; or, where it is meant, allow it in the settings of the operator: targets: { allow: [${address}] }, or a range such as 10.0.0.0/8.`
  return problem('address-refused', `${message}: it is not called from here`, remedy, place)
}
