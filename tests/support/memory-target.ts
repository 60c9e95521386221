import type { Target, TargetClient } from '../../src/model/target.js'

/** A client of the target in memory; the number is valid and nobody's. */
export const askar: TargetClient = { name: 'askar', has: ['accounts'], iin: '960440000151', phone: '+77011234567' }
export const aliya: TargetClient = {
  name: 'aliya',
  has: ['accounts', 'two-currencies'],
  iin: '850101400017',
  phone: '+77021234567',
}

/** A target in memory for tests: a bank known as `BANK01`, a platform with one application. */
export function memoryTarget(changes: Partial<Target> = {}): Target {
  const application = { clientId: 'app', participant: 'USER01', redirectUri: 'https://app.example/back' }
  return {
    name: 'sample',
    system: 'sample',
    role: 'provider',
    environment: 'test',
    participant: { id: 'BANK01', name: 'Sample bank', invented: true },
    modes: ['direct', 'through'],
    direct: { url: 'https://bank.example/open/', ca: 'ca of the bank' },
    platform: {
      api: 'https://api.example',
      pages: 'https://pages.example',
      issuer: 'https://pages.example',
      ca: 'ca of the platform',
      control: { url: 'http://127.0.0.1:1', token: 'token-of-the-control-api' },
    },
    identities: {
      platform: { certificate: 'certificate of the platform', key: 'key-of-the-platform' },
      application: { certificate: 'certificate of the application', key: 'key-of-the-application' },
    },
    applications: { default: { ...application, keyJwk: '{"d":"key-of-the-app"}', certificate: 'application' } },
    clients: [askar, aliya],
    providers: ['BANK02'],
    abilities: ['control', 'person'],
    consentCheck: 'bank',
    notApplicable: [],
    limits: { timeoutMs: 5000, maxBodyBytes: 10_000, effects: ['none', 'consent'] },
    acts: { kind: 'control' },
    visits: { kind: 'forms' },
    consents: [],
    ...changes,
  }
}
