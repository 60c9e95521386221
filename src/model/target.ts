import type { RateLimit } from './act.js'
import type { LoadPlan } from './load.js'
import type { Mode, RequiredSet, Role, SystemId } from './system.js'

/** A certificate with its private key, both PEM. */
export interface Identity {
  readonly certificate: string
  readonly key: string
}

/** A client whose data the bank holds, as the target knows it. `iin` is a BIN where `has` includes `legal-entity`. */
export interface TargetClient {
  readonly name: string
  /** As the bank's documents write it, so that it is recognised where it must not stand. */
  readonly fullName?: string
  readonly has: readonly string[]
  readonly iin: string
  readonly phone: string
  /** For a legal entity: the person who acts for it. */
  readonly representative?: { readonly iin: string; readonly phone: string }
}

/** An OAuth client registered at the platform. */
export interface TargetApplication {
  readonly clientId: string
  readonly participant: string
  readonly redirectUri: string
  /** Private key (JWK as JSON) for private_key_jwt, and its kid. */
  readonly keyJwk: string
  /** Name of the identity that its tokens are bound to. */
  readonly certificate: string
}

/** A resolved target: secrets in memory, ready to run against. Never written anywhere. */
export interface Target {
  readonly name: string
  readonly system: SystemId
  readonly role: Role
  readonly environment: 'test' | 'live'
  readonly participant: {
    readonly id: string
    readonly name: string
    readonly bin?: string
    readonly invented: boolean
  }
  readonly modes: readonly Mode[]
  readonly direct?: { readonly url: string; readonly ca: string }
  readonly platform: {
    readonly api: string
    readonly pages: string
    readonly issuer: string
    readonly ca: string
    readonly control?: { readonly url: string; readonly token: string }
    /** SHA-256 of code that does not come with Synaq and by which this sandbox answers. */
    readonly codeDigest?: string
  }
  /** By name: `platform` (what the bank expects of us), `application`, `expired`, `revoked`, `foreign` ... */
  readonly identities: Readonly<Record<string, Identity>>
  /** By name: `default`, and others such as `unregistered`, `blocked`. */
  readonly applications: Readonly<Record<string, TargetApplication>>
  readonly clients: readonly TargetClient[]
  /** Ids of other providers that scenarios may use beside the subject. */
  readonly providers: readonly string[]
  /** Their names for people, by id; the id where one has none. */
  readonly providerNames?: Readonly<Record<string, string>>
  readonly abilities: readonly string[]
  readonly consentCheck: 'bank' | 'platform'
  readonly notApplicable: readonly { readonly scenario: string; readonly why: string }[]
  readonly limits: TargetLimits
  readonly acts: ActsWay
  readonly visits: VisitWay
  readonly consents: readonly ImportedConsent[]
  /** The application under test; for the role `user` only. */
  readonly app?: TargetApp
  /** Credentials agreed on beforehand, by the names of the contract's security schemes; a name and password as `name:password`. */
  readonly credentials?: Readonly<Record<string, string>>
  /** An HTTP proxy (CONNECT) that everything goes through. */
  readonly proxy?: string
  /** The operator's contract; the system's reference contract where absent. Paths of files. */
  readonly contract?: { readonly file: string; readonly overlay?: string }
  /** The operator's list of scenarios that an Act rests on, instead of the system's. */
  readonly required?: readonly RequiredSet[]
}

/** What a target allows us to do to it. */
export interface TargetLimits {
  readonly timeoutMs: number
  readonly maxBodyBytes: number
  readonly effects: readonly string[]
  /** Requests per second at most; no limit where absent. */
  readonly rate?: number
  /** The limit that the subject declares: what is above it, it refuses. */
  readonly declaredRate?: RateLimit
  /** What a load script may send; `rate` above does not slow it down. */
  readonly load?: LoadPlan
}

/** How acts that no public API offers are carried out at a target's platform. */
export type ActsWay =
  /** The sandbox's control API. */
  | { readonly kind: 'control' }
  /** A person does it in the operator's cabinet, told exactly what, and says when it is done. */
  | { readonly kind: 'by-hand' }
  /** A program of the participant or operator: the act as JSON on standard in, its result as JSON on standard out. */
  | { readonly kind: 'command'; readonly command: readonly [string, ...string[]] }
  /** Nobody can: scripts that need acts stay open. */
  | { readonly kind: 'none' }

/** How a client walks the platform's pages. */
export type VisitWay =
  /** By the forms that the system's description knows, as in the sandbox. */
  | { readonly kind: 'forms' }
  /** A real client opens a link or scans a QR code; the redirect is awaited on a local listener. */
  | { readonly kind: 'by-hand'; readonly listen: string }
  /** A browser plays recorded steps of the site. */
  | { readonly kind: 'browser'; readonly steps: string }

/** A consent that was given elsewhere before the run; used where nobody can give one during it. */
export interface ImportedConsent {
  readonly client: string
  readonly scopes: readonly string[]
  readonly providers: readonly string[]
  readonly consentId: string
  readonly accessToken: string
  /** RFC 3339. */
  readonly expiresAt: string
}

/** The application under test, for the role `user`. */
export interface TargetApp {
  /** Its client id at the platform. */
  readonly clientId: string
  /** Where clients come back to it. */
  readonly redirectUris: readonly string[]
  /** PEM of the client certificate under which the platform knows it. */
  readonly certificate: string
  readonly drive: DriveWay
  /** How long a request of it is waited for. */
  readonly awaitMs: number
  /** PEM of the authority of its own pages, where a person is sent there. */
  readonly ca?: string
}

/** How the application under test is made to act. */
export type DriveWay =
  /** A person does it, told on the terminal and on the sandbox's page, and says when it is done. */
  | { readonly kind: 'by-hand' }
  /** The errand as JSON on standard in, `{ url?, shows? }` as JSON on standard out. */
  | { readonly kind: 'command'; readonly command: readonly [string, ...string[]] }
  /** The same by POST. */
  | { readonly kind: 'webhook'; readonly url: string; readonly token?: string; readonly ca?: string }
