import { literal } from '../../src/base/text.js'
import type { Footing, Proof, RequiredScript, Standing } from '../../src/model/admission.js'
import type { ApiEnvironment } from '../../src/model/registry.js'

/** What an API of the tests stands on. */
export function sampleStanding(environment: ApiEnvironment = 'test'): Standing {
  return {
    ...{ system: 'sample', role: 'provider', participant: 'P', environment, modes: ['direct'] },
    endpoints: { direct: 'https://bank.example', platform: 'https://platform.example' },
    consentCheck: 'bank',
    contract: { title: 'Sample', version: '1.0.0', digest: 'a'.repeat(64) },
    requirements: 'b'.repeat(64),
  }
}

const planned = (name: string): RequiredScript => ({
  ...{ scenario: `sample/provider/${name}`, mode: 'direct', title: literal(name) },
  ...{ kind: 'planned', digest: `digest of ${name}` },
})

/** Two scripts have to pass. */
export function sampleFooting(environment: ApiEnvironment = 'test'): Footing {
  return { standing: sampleStanding(environment), required: [planned('first'), planned('second')], leftOut: [] }
}

/** A run that proves all that `sampleFooting` asks for; it ended an hour before noon of 29 November 2026. */
export function sampleProof(environment: ApiEnvironment = 'test', run = `run-${environment}`): Proof {
  const { standing, required } = sampleFooting(environment)
  return {
    ...{ run, digest: `digest of ${run}`, standing, selfCheck: [], outcome: 'pass' },
    startedAt: '2026-11-29T10:30:00.000Z',
    endedAt: '2026-11-29T11:00:00.000Z',
    scripts: required.map(({ scenario, mode, ...one }) => ({
      ...{ scenario, mode, outcome: 'pass' as const },
      ...('digest' in one ? { digest: one.digest } : {}),
    })),
  }
}
