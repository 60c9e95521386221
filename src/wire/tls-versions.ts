import type { SecureContextOptions, SecureVersion } from 'node:tls'

export type Versions = readonly [lowest: SecureVersion, highest: SecureVersion]

/** Settings of TLS that speak these versions and no other. Those before 1.2 need old ciphers, which are then allowed. */
export function speaking([minVersion, maxVersion]: Versions): SecureContextOptions {
  const old = maxVersion === 'TLSv1' || maxVersion === 'TLSv1.1'
  return { minVersion, maxVersion, ...(old ? { ciphers: 'DEFAULT:@SECLEVEL=0' } : {}) }
}
