import { createHash } from 'node:crypto'
import { decodeJwt } from 'jose'
import type { Adapter, AdapterPayload } from 'oidc-provider'
import type { PlatformDefect } from '../platform-defects.js'
import { Provider } from './oidc.js'
import { renewedAssertion } from './renewed-assertion.js'

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

type Read = AdapterPayload | undefined
type Reader = (payload: AdapterPayload, has: HasDefect) => Read | Promise<Read>

const readers: Readonly<Record<string, Reader>> = {
  /** An application, before its assertion and its redirect URI are looked at: made to fit what this request says of them. */
  Client: async (payload, has) => {
    const oidc = Provider.ctx?.oidc
    // While the client proves who it is, the parameters hold the proof only; the rest of the form is still in the body.
    const assertion = oidc?.params?.client_assertion
    const redirectUri = oidc?.body?.redirect_uri
    if (oidc && typeof assertion === 'string' && has('platform-accepts-assertion-for-another')) {
      oidc.clientJwtAuthExpectedAudience = () => new Set([decodeJwt(assertion).aud ?? []].flat())
    }
    const careless = has('platform-accepts-expired-assertion')
    const renewed =
      careless && payload.jwks && typeof assertion === 'string'
        ? await renewedAssertion(assertion, payload.jwks)
        : undefined
    if (oidc?.params && renewed) oidc.params.client_assertion = renewed.assertion
    const anywhere = typeof redirectUri === 'string' && has('platform-takes-any-redirect-uri')
    return {
      ...payload,
      ...(renewed ? { jwks: renewed.jwks } : {}),
      ...(anywhere ? { redirect_uris: [...(payload.redirect_uris ?? []), redirectUri] } : {}),
    }
  },
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
