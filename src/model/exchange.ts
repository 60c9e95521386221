import type { Instant } from '../base/clock.js'
import type { Json } from '../base/json.js'
import type { Departure, Headers, OperationId } from './contract.js'
import type { Mode } from './system.js'

/** Whom a request was sent to. */
export type Peer = 'subject' | 'other-provider' | 'platform'

/** How a request failed before a complete response was there. */
export type TransportFailure =
  | { readonly kind: 'refused' | 'reset' | 'dns' | 'unreachable' | 'truncated'; readonly detail: string }
  | { readonly kind: 'timeout'; readonly limitMs: number; readonly phase: 'connect' | 'response' }
  | { readonly kind: 'tls-alert'; readonly alert: string }
  | { readonly kind: 'untrusted-peer'; readonly detail: string }
  /** `coding`: it came compressed and was too large without that. */
  | { readonly kind: 'too-large'; readonly limitBytes: number; readonly coding?: string }
  /** Nothing was sent: address, certificate or key cannot be used as they are set. */
  | { readonly kind: 'unsendable'; readonly detail: string }
  /** The proxy on the way failed or refused, so that nothing is known of the server behind it. */
  | { readonly kind: 'proxy'; readonly proxy: string; readonly detail: string }
  | { readonly kind: 'other'; readonly detail: string }

export interface TlsFacts {
  readonly protocol: string
  readonly cipher: string
  /** SHA-256 of the peer's certificate, hexadecimal. */
  readonly peerCertificate: string
  readonly peerSubject: string
  readonly peerNotAfter: string
  readonly clientCertificatePresented: boolean
}

/**
 * Milliseconds on the monotonic clock, from the start of the request. Of a connection only where the request had to make
 * one: `lookupMs` where there was a name to look up.
 */
export interface Timings {
  readonly lookupMs?: number
  readonly connectMs?: number
  readonly tlsMs?: number
  readonly firstByteMs?: number
  readonly totalMs: number
  /** How long of it our own process stood still, where it did: that is none of the server's time. */
  readonly stalledMs?: number
}

/** Versions of TLS that nobody may accept any more (RFC 8996), as OpenSSL calls them. */
export type OldTls = 'TLSv1' | 'TLSv1.1'

/** A request as it goes over the wire. `credential` names the kind of proof, never its value. */
export interface RawRequest {
  readonly operation: OperationId | null
  readonly method: string
  readonly url: string
  readonly headers: Headers
  /** The header that carries the request's id, by which both sides find it in their journals. */
  readonly idHeader?: string
  readonly body?: string
  /** The only version of TLS that is offered; 1.2 and later where absent. */
  readonly tls?: OldTls
  readonly peer: Peer
  readonly via: Mode
  readonly credential: Credential
  /** A good request between hostile ones, which shows that the server still serves. */
  readonly control?: true
  /** The subject sent it and our platform answered; absent where we sent it. */
  readonly inbound?: Inbound
}

/** Of a request that the application under test sent to our platform. */
export interface Inbound {
  /** Its number in the inbox. */
  readonly mark: number
  /** `as-told`: a scenario decided the answer, which no sound platform would give. */
  readonly answered: 'normally' | 'as-told'
}

/** Which kind of credential a request carried: needed to tell a wrong set-up from a wrong answer. */
export interface Credential {
  /** Name of the client certificate in the target, or `none`. */
  readonly certificate: string
  readonly authorization: 'none' | 'bearer' | 'other'
}

export interface RawResponse {
  readonly status: number
  readonly headers: Headers
  /** As received, decoded as UTF-8; `validUtf8` tells whether that lost anything. */
  readonly body: string
  readonly validUtf8: boolean
  readonly json: Json | undefined
  /** What came behind an answer that ends with its head, such as 304; absent where nothing did. */
  readonly surplusBytes?: number
}

export interface RawExchange {
  readonly at: Instant
  readonly request: RawRequest
  readonly outcome: { readonly response: RawResponse } | { readonly failure: TransportFailure }
  readonly tls?: TlsFacts
  readonly timings: Timings
}

/** What stands in evidence instead of a value that is not declared open. */
export interface Mask {
  readonly $mask: string
  readonly type: 'string' | 'number' | 'boolean' | 'null'
  /** Characters of the value as text; 0 for a boolean. */
  readonly length: number
  /** HMAC by kind under a key of the attempt that is never stored: equal values have equal tags. */
  readonly tag: string
  /** Formats that the value meets, e.g. `uuid`, `iin`, `decimal`. */
  readonly valid: readonly string[]
}

export interface MaskedExchange {
  readonly at: Instant
  readonly request: Omit<RawRequest, 'body'> & { readonly body?: Json }
  readonly outcome:
    | {
        readonly response: {
          readonly status: number
          readonly headers: Headers
          readonly body: Json | undefined
          readonly bodyKind: 'json' | 'empty' | 'other'
          readonly bodyBytes: number
          readonly validUtf8: boolean
          readonly surplusBytes?: number
        }
      }
    | { readonly failure: TransportFailure }
  readonly tls?: TlsFacts
  readonly timings: Timings
}

/** A decoded token, without its value. */
export interface TokenFact {
  readonly where: string
  readonly alg: string
  readonly typ?: string
  readonly audience: 'subject' | 'platform' | 'other' | 'none'
  readonly bound: boolean
  readonly scopes: readonly string[]
  /** When the answer was there; negative: it had expired. */
  readonly secondsLeft?: number
  /** Until `nbf`, where that lay ahead. */
  readonly secondsUntilValid?: number
}

/** Facts that capture adds to every exchange, whatever the checks ask. */
export interface ExchangeFacts {
  /**
   * Departures of the answer; of the request where the subject sent it. Null when there was no response or no operation to
   * compare with.
   */
  readonly contract: readonly Departure[] | null
  readonly tokens: readonly TokenFact[]
  /** Who answered, as far as it is proven. */
  readonly origin: 'provider' | 'platform' | 'unknown'
}
