import { expect } from '@jest/globals'
import { certificateThumbprint } from '../../src/crypto/certificates.js'
import { ask, type Answer, type TestWorkspace } from './sandbox.js'

/** What participants see of the registry of a workspace: its showcase, and whether calls go through. */
export interface RegistryView {
  /** A request to the platform with one of its identities. */
  readonly get: (path: string, as?: string, token?: string) => Promise<Answer>
  /** Providers on the showcase. */
  readonly shown: () => Promise<unknown[]>
  /** The outcome of a call for accounts, under a fresh consent. */
  readonly called: () => Promise<unknown[]>
}

/** Looks at a workspace of `npck-accounts`, at one of its banks. */
export function registryView(sandbox: TestWorkspace, bank: string): RegistryView {
  const get = async (path: string, as = 'application', token?: string): Promise<Answer> => {
    const { api, ca, identities } = sandbox.facts()
    const identity = identities[as] ?? { certificate: '', key: '' }
    const headers = { 'x-participant-id': bank }
    return ask({ base: api, ca, path, identity, headers, ...(token === undefined ? {} : { token }) })
  }
  return {
    get,
    shown: async () => {
      const answer = await get('/v1/showcase/apis')
      const flat = Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name, String(value)]))
      const departures = sandbox.contract.validateResponse('listApis', answer.status, flat, answer.body as never)
      expect(departures).toEqual([])
      return (answer.body.apis as { provider: string }[]).map(({ provider }) => provider)
    },
    called: async () => {
      const by = { iin: '910315450124', scopes: ['accounts'], by: 'AKSH01' }
      const granted = await sandbox.workspace.perform({ act: 'grant-consent', providers: [bank], ...by })
      const { applications, identities } = sandbox.facts()
      const token = await sandbox.userToken({
        clientId: applications.default?.clientId ?? '',
        consentId: (granted as { consentId: string }).consentId,
        scopes: ['accounts'],
        thumbprint: certificateThumbprint(identities.application?.certificate ?? ''),
      })
      const { status, body } = await get('/v3/accounts', 'application', token)
      return status === 200 ? [200] : [status, body.code]
    },
  }
}
