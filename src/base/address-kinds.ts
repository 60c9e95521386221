import ipaddr from 'ipaddr.js'

type Address = ipaddr.IPv4 | ipaddr.IPv6

/** A range of addresses, as RFC 4632 and RFC 4291 write it. */
export interface Range {
  readonly base: Address
  /** How many bits of it all its addresses share. */
  readonly bits: number
}

/** What an address is that nobody on the internet serves at; words for people, with the range. */
const kinds: Readonly<Record<string, string>> = {
  private: 'private (RFC 1918)',
  loopback: 'of this machine (127.0.0.0/8, ::1)',
  linkLocal: 'link-local (169.254.0.0/16, fe80::/10)',
  carrierGradeNat: 'of a carrier-grade NAT (100.64.0.0/10)',
  multicast: 'multicast (224.0.0.0/4, ff00::/8)',
  broadcast: 'broadcast (255.255.255.255)',
  unspecified: 'unspecified (0.0.0.0/8, ::)',
  uniqueLocal: 'private (unique local, fc00::/7)',
  '6to4': 'of 6to4, which may lead anywhere (2002::/16)',
  teredo: 'of Teredo, which may lead anywhere (2001::/32)',
  rfc6052: 'of a local NAT64 (64:ff9b:1::/48)',
}

/**
 * Where clouds answer their own machines, credentials among it: AWS, Azure, Google, Oracle, Alibaba, OpenStack. Azure's looks like
 * a public one.
 */
const metadata = new Set(
  [
    ...['169.254.169.254', '169.254.170.2', '169.254.170.23', '168.63.129.16', '192.0.0.192', '100.100.100.200'],
    ...['fd00:ec2::254', 'fd00:ec2::23', 'fd20:ce::254', 'fe80::a9fe:a9fe'],
  ].map((text) => ipaddr.parse(text).toNormalizedString()),
)

const nat64 = ipaddr.IPv6.parseCIDR('64:ff9b::/96')
/** The only part of IPv6 from which addresses on the internet come (IANA, RFC 4291). */
const global = ipaddr.IPv6.parseCIDR('2000::/3')

/**
 * An address as it is judged: one of IPv4 where it only carries such a one (IPv4-mapped, or NAT64's well-known prefix, RFC 6052).
 * Undefined for what is none.
 */
export function readAddress(text: string): Address | undefined {
  if (!ipaddr.isValid(text)) return undefined
  const address = ipaddr.parse(text)
  if (address.kind() === 'ipv4') return address
  const v6 = address as ipaddr.IPv6
  if (v6.isIPv4MappedAddress()) return v6.toIPv4Address()
  return v6.match(nat64) ? ipaddr.fromByteArray(v6.toByteArray().slice(12)) : v6
}

/** An address or a range of them, e.g. `10.0.0.0/8`; undefined for what is none. */
export function readRange(text: string): Range | undefined {
  if (ipaddr.isValidCIDR(text)) {
    const [base, bits] = ipaddr.parseCIDR(text)
    return { base, bits }
  }
  const address = readAddress(text)
  return address && { base: address, bits: address.kind() === 'ipv4' ? 32 : 128 }
}

/** Why an address is none of the public internet; undefined where it is one. */
export function notPublic(address: Address): string | undefined {
  if (isMetadata(address)) return 'where clouds answer their own machines (metadata)'
  const kind = address.range()
  if (kind !== 'unicast') return kinds[kind] ?? 'reserved, for documentation or the like'
  if (address.kind() === 'ipv4' || (address as ipaddr.IPv6).match(global)) return undefined
  return 'reserved (not of 2000::/3)'
}

/** True where one of the ranges holds the address; addresses of metadata only where they are named themselves. */
export function isAllowed(address: Address, ranges: readonly Range[]): boolean {
  return ranges.some(({ base, bits }) => {
    if (base.kind() !== address.kind()) return false
    const whole = bits === (address.kind() === 'ipv4' ? 32 : 128)
    return (whole || !isMetadata(address)) && address.match(base, bits)
  })
}

const isMetadata = (address: Address): boolean => metadata.has(address.toNormalizedString())
