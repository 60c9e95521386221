import { compactVerify, decodeJwt, decodeProtectedHeader, importJWK } from 'jose'
import type { JWK, JWTPayload } from 'jose'
import type { Instant } from '../base/clock.js'
import { isObject } from '../base/json.js'
import { accessRules } from '../system/index.js'
import type { AccessRule } from '../system/index.js'
import { unauthenticated } from './answer.js'
import type { Refusal } from './answer.js'
import { consentState } from './state.js'
import type { Consent } from './state.js'

/** What a bank looks at when the platform, or someone who says so, knocks at its own door. */
export interface Knock {
  /** Of the certificate presented, base64url SHA-256. */
  readonly thumbprint: string
  readonly token: string | undefined
  /** Scopes of the operation. */
  readonly scopes: readonly string[]
  /** The participant that the platform says it calls for, where the operation needs no token. */
  readonly openTo?: string
  readonly now: Instant
}

/** What a bank trusts. */
export interface BankTrust {
  readonly bank: string
  readonly issuer: string
  /** Of the platform's certificate. */
  readonly platformThumbprint: string
  readonly publicKey: JWK
  /** Asks the platform. */
  consent(id: string): Consent | undefined
}

/** What a bank learns from a token that it accepts. */
export interface Admitted {
  readonly client: string
  readonly user: string
  readonly scopes: readonly string[]
}

interface Presented extends Knock {
  readonly claims: JWTPayload
  readonly signed: boolean
  readonly granted: readonly string[]
  readonly given: Consent | undefined
}

/** Each rule answers why it refuses, or nothing. */
const rules: Readonly<
  Record<
    Exclude<AccessRule, 'tls-version' | 'certificate' | 'token'>,
    (p: Presented, trust: BankTrust) => Refusal | false
  >
> = {
  signature: (p) => !p.signed && unauthenticated('token_invalid', 'The token is not signed by the platform'),
  issuer: (p, trust) =>
    p.claims.iss !== trust.issuer && unauthenticated('token_invalid', 'The token is of another issuer'),
  audience: (p, trust) =>
    ![p.claims.aud].flat().includes(trust.bank) && unauthenticated('token_invalid', 'The token is for another bank'),
  expiry: (p) =>
    !((p.claims.exp ?? 0) * 1000 > Date.parse(p.now)) && unauthenticated('token_expired', 'The token has expired'),
  beginning: (p) =>
    (p.claims.nbf ?? 0) * 1000 > Date.parse(p.now) && unauthenticated('token_invalid', 'The token is not valid yet'),
  binding: (p) =>
    confirmation(p.claims) !== p.thumbprint &&
    unauthenticated('token_invalid', 'The token is bound to another certificate'),
  scope: (p) =>
    !p.scopes.every((scope) => p.granted.includes(scope)) &&
    forbidden('insufficient_scope', 'The scope does not cover this'),
  'consent-known': (p) => !p.given && forbidden('consent_unknown', 'There is no such consent'),
  'consent-given': (p) =>
    p.given !== undefined &&
    p.given.decision !== 'Authorised' &&
    forbidden('consent_not_authorised', 'The consent is not in force'),
  'consent-term': (p) =>
    p.given !== undefined &&
    consentState(p.given, p.now) === 'Expired' &&
    forbidden('consent_expired', 'The consent has expired'),
  'consent-scope': (p) =>
    p.given !== undefined &&
    !p.scopes.every((scope) => p.given?.scopes.includes(scope)) &&
    forbidden('consent_scope', 'The consent does not cover this any longer'),
}

/** Checks a knock rule by rule; `skipped` are the rules that a defect leaves out. */
export async function admit(
  knock: Knock,
  trust: BankTrust,
  skipped: ReadonlySet<AccessRule>,
): Promise<Admitted | Refusal> {
  if (knock.thumbprint !== trust.platformThumbprint && !skipped.has('certificate')) {
    return { status: 401, code: 'certificate_not_accepted', message: "This is not the platform's certificate" }
  }
  if (knock.openTo !== undefined) return { client: '', user: knock.openTo, scopes: [] }
  if (knock.token === undefined) return unauthenticated('token_missing', 'A token is needed')
  const claims = claimsOf(knock.token)
  if (!claims) return unauthenticated('token_invalid', 'This is not a token')
  const presented: Presented = {
    ...knock,
    claims,
    signed: await isSigned(knock.token, trust.publicKey),
    granted: typeof claims.scope === 'string' ? claims.scope.split(' ') : [],
    given: typeof claims.consent_id === 'string' ? trust.consent(claims.consent_id) : undefined,
  }
  for (const rule of accessRules) {
    if (rule === 'tls-version' || rule === 'certificate' || rule === 'token' || skipped.has(rule)) continue
    const refused = rules[rule](presented, trust)
    if (refused) return refused
  }
  const actor = isObject(claims.act) && typeof claims.act.sub === 'string' ? claims.act.sub : ''
  return { client: claims.sub ?? '', user: actor, scopes: presented.granted }
}

/** The claims as they are written, unchecked. */
function claimsOf(token: string): JWTPayload | undefined {
  try {
    return decodeJwt(token)
  } catch {
    return undefined
  }
}

/** True for a platform token (typ `at+jwt`, ES256) with a signature that fits the key. */
async function isSigned(token: string, publicKey: JWK): Promise<boolean> {
  try {
    await compactVerify(token, await importJWK(publicKey, 'ES256'), { algorithms: ['ES256'] })
    return decodeProtectedHeader(token).typ === 'at+jwt'
  } catch {
    return false
  }
}

function confirmation(claims: JWTPayload): unknown {
  return isObject(claims.cnf) ? claims.cnf['x5t#S256'] : undefined
}

const forbidden = (code: string, message: string): Refusal => ({ status: 403, code, message })
