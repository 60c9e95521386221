import { createHash } from 'node:crypto'
import { decodeJwt } from 'jose'
import type { Adapter, AdapterPayload } from 'oidc-provider'
import type { PlatformDefect } from '../platform-defects.js'
import { Provider } from './oidc.js'

/**
 * Planted defects of the authorization server: oidc-provider checks what it must, so a careless server is made by
 * changing what it reads before it checks. Without a defect everything passes through as it is.
 */
export type HasDefect = (defect: PlatformDefect) => boolean

/** The storage of one of oidc-provider's models, as a careless server reads it. */
export function carelessAdapter(adapter: Adapter, model: string, has: HasDefect): Adapter {
  const read = readers[model]
  if (!read) return adapter
  return {
    ...adapter,
    find: async (id) => {
      const payload = await adapter.find(id)
      return payload && read(payload, has)
    },
  }
}

type Reader = (payload: AdapterPayload, has: HasDefect) => AdapterPayload | undefined

const readers: Readonly<Record<string, Reader>> = {
  /** Assertions that were seen (RFC 7523, section 3, item 7): none is remembered. */
  ReplayDetection: (payload, has) => (has('platform-accepts-replayed-assertion') ? undefined : payload),
  /** A code: used before or not, for whichever address and verifier the request names. */
  AuthorizationCode: (payload, has) => {
    const { redirect_uri: redirectUri, code_verifier: verifier } = Provider.ctx?.oidc.params ?? {}
    return {
      ...payload,
      ...(has('platform-code-reusable') ? { consumed: undefined } : {}),
      ...(has('platform-ignores-redirect-uri') ? { redirectUri: textOf(redirectUri) } : {}),
      ...(has('platform-ignores-pkce') ? { codeChallenge: challengeOf(verifier) } : {}),
    }
  },
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined)

/** RFC 7636, section 4.2. */
const challengeOf = (verifier: unknown) =>
  typeof verifier === 'string' ? createHash('sha256').update(verifier).digest('base64url') : undefined

/** Lets a server take any redirect URI at the start, and an assertion made for another server. */
export function canBeCareless(provider: Provider, has: HasDefect): void {
  const { prototype: client } = provider.Client
  const { redirectUriAllowed } = client
  client.redirectUriAllowed = function (uri) {
    return has('platform-takes-any-redirect-uri') || redirectUriAllowed.call(this, uri)
  }
  const { prototype: request } = provider.OIDCContext
  const { clientJwtAuthExpectedAudience } = request
  request.clientJwtAuthExpectedAudience = function () {
    const expected = clientJwtAuthExpectedAudience.call(this)
    const assertion = this.params?.client_assertion
    if (!has('platform-accepts-assertion-for-another') || typeof assertion !== 'string') return expected
    return new Set([...expected, ...[decodeJwt(assertion).aud ?? []].flat()])
  }
}
