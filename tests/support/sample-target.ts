import type { Identity, Target } from '../../src/model/target.js'

/** A bank to be tested directly at an address where nothing has to listen; `ca` is everybody's authority. */
export function sampleTarget(
  ca: string,
  identities: Readonly<Record<string, Identity>>,
  url = 'https://127.0.0.1:9',
): Target {
  return {
    name: 'a bank of the tests',
    system: 'npck-accounts',
    role: 'provider',
    environment: 'test',
    participant: { id: 'TULP01', name: 'АО «Тюльпан Банк»', invented: true },
    modes: ['direct'],
    direct: { url, ca },
    platform: { api: url, pages: url, issuer: url, ca },
    identities,
    applications: {},
    clients: [],
    providers: [],
    abilities: [],
    consentCheck: 'bank',
    notApplicable: [],
    limits: { timeoutMs: 5000, maxBodyBytes: 1_000_000, effects: ['none', 'consent'] },
    acts: { kind: 'none' },
    visits: { kind: 'forms' },
    consents: [],
  }
}
