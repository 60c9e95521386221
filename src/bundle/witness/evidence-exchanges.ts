import type { Instant } from '../../base/clock.js'
import { isUuid } from '../../base/ids.js'
import type { RunLine } from '../../evidence/run-folder.js'
import type { EvidenceEvent, StepPath } from '../../model/evidence.js'
import type { OperationId } from '../../model/contract.js'
import type { MaskedExchange, TransportFailure } from '../../model/exchange.js'
import { requestIdHeader } from '../../model/headers.js'
import type { Plan } from '../../model/plan.js'
import type { SeenFrom } from '../../model/witness.js'

/** What a comparison needs of a run's folder. */
export interface EvidenceOfRun {
  readonly plan: Plan
  readonly lines: readonly RunLine[]
  readonly attempts: ReadonlyMap<number, { readonly events: readonly EvidenceEvent[] }>
}

/** Where in the evidence an exchange stands. */
export interface EvidencePlace {
  readonly run: string
  readonly attempt: number
  readonly scenario: string
  readonly step: StepPath
  /** Index of its event in the attempt's record. */
  readonly event: number
}

/** An exchange of the evidence as far as the platform must have seen the same. */
export interface RecordedExchange {
  readonly place: EvidencePlace
  readonly at: Instant
  /** How long it took, in milliseconds: the platform's instant lies within. */
  readonly tookMs: number
  readonly from: SeenFrom
  readonly method: string
  readonly operation: OperationId | null
  readonly requestId?: string
  /** Null where no answer came. */
  readonly status: number | null
  /** Whether the request can have come to the platform. */
  readonly reached: 'yes' | 'maybe' | 'no'
  /** Null where it cannot be told. */
  readonly bytes: number | null
  readonly departures: number | null
}

/** Of each exchange, whether the platform sees such ones at all. */
export type Way = 'platform' | 'direct' | 'pages'

/**
 * Which way an exchange went: straight to the bank, or over the platform's pages (and handshakes that never became a
 * request), none of which the platform's API sees; or through the platform.
 */
export function wayOf({ request }: MaskedExchange): Way {
  if (request.inbound) return request.credential.certificate === 'application' ? 'platform' : 'pages'
  return request.via === 'through' || request.peer === 'platform' ? 'platform' : 'direct'
}

/** The exchange of an event, for a comparison; `comparesDepartures` where the platform has the run's contract. */
export function recorded(
  { exchange, facts }: Extract<EvidenceEvent, { type: 'exchange' }>,
  place: EvidencePlace,
  comparesDepartures: boolean,
): RecordedExchange {
  const { request, outcome, timings } = exchange
  const response = 'response' in outcome ? outcome.response : undefined
  const idHeader = request.idHeader ?? requestIdHeader
  const requestId = [response?.headers[idHeader], response?.headers[requestIdHeader], request.headers[idHeader]].find(
    isUuid,
  )
  const isCoded = (response?.headers['content-encoding'] ?? 'identity') !== 'identity'
  return {
    place,
    at: exchange.at,
    tookMs: timings.totalMs,
    from: request.inbound ? 'application' : 'harness',
    method: request.method,
    operation: request.operation,
    ...(requestId === undefined ? {} : { requestId }),
    status: response?.status ?? null,
    reached: 'failure' in outcome ? reachOf(outcome.failure) : 'yes',
    bytes: response?.validUtf8 === true && !isCoded ? response.bodyBytes : null,
    departures: comparesDepartures && !request.inbound ? (facts.contract?.length ?? null) : null,
  }
}

/** Before a connection stands nothing can have come to the platform. */
function reachOf(failure: TransportFailure): RecordedExchange['reached'] {
  switch (failure.kind) {
    case 'timeout':
      return failure.phase === 'connect' ? 'no' : 'maybe'
    case 'reset':
    case 'truncated':
    case 'too-large':
    case 'other':
      return 'maybe'
    case 'refused':
    case 'dns':
    case 'unreachable':
    case 'tls-alert':
    case 'untrusted-peer':
    case 'unsendable':
    case 'proxy':
      return 'no'
  }
}
