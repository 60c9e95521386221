import type { IncomingMessage, RequestListener } from 'node:http'
import { later, type Instant } from '../../base/clock.js'
import { isUuid } from '../../base/ids.js'
import { parseJson } from '../../base/json.js'
import type { ContractInForce, Operation } from '../../model/contract.js'
import { requestIdHeader } from '../../model/headers.js'
import type { SeenExchange, SeenFrom, WitnessedExchanges, WitnessRequest } from '../../model/witness.js'
import { controlError } from '../control-error.js'
import { createJournal, type Journal } from '../journal.js'
import { compileRoutes } from '../routes.js'
import { senderOf, type Owners } from './sender.js'
import { onSentAnswer, type SentAnswer } from './sent-answer.js'

export interface WitnessesContext {
  readonly contract: ContractInForce
  now(): Instant
  owners(): Owners
}

/** The journals that a workspace keeps for an operator's witness. */
export interface Witnesses {
  /** A listener whose exchanges are journaled; where no journal is open it is the listener itself. */
  witnessing(listener: RequestListener): RequestListener
  /** Begins a journal; asking again changes nothing. @throws ControlError */
  open(request: WitnessRequest): void
  /** What was journaled until now. @throws ControlError where nothing was asked for under this nonce */
  read(nonce: string): WitnessedExchanges
}

/** Exchanges of a journal: several runs with all their scripts, or one with a load. */
const capacity = 50_000
/** Journals of a workspace. */
const mostJournals = 20
/** How long after its term a journal can be read. */
const keptMs = 7 * 24 * 3600 * 1000

interface Open extends WitnessRequest {
  readonly from: Instant
  readonly journal: Journal<SeenExchange>
}

/** No journal is open to begin with. Nothing ends one but its term, so that nobody under test can. */
export function createWitnesses(context: WitnessesContext): Witnesses {
  const { contract } = context
  const now = (): Instant => context.now()
  const all = new Map<string, Open>()
  const route = compileRoutes([...contract.operations.values()])

  const openFor = (request: IncomingMessage, at: Instant): [Open, SeenFrom][] =>
    [...all.values()].flatMap((open): [Open, SeenFrom][] => {
      const from = open.expiresAt < at ? undefined : senderOf(request, open.participant, context.owners())
      return from === undefined ? [] : [[open, from]]
    })

  return {
    witnessing: (listener) => (request, response) => {
      const at = now()
      const open = all.size === 0 ? [] : openFor(request, at)
      if (open.length > 0) {
        const found = route(request)
        const operation = found && 'id' in found ? found : undefined
        const asked = { at, method: request.method ?? '', operation, requestId: request.headers[requestIdHeader] }
        onSentAnswer(response, (answer) => {
          for (const [{ journal }, from] of open) journal.record(seenExchange(asked, from, answer, contract))
        })
      }
      listener(request, response)
    },
    open: (request) => {
      const at = now()
      for (const { nonce, expiresAt } of all.values()) if (later(expiresAt, keptMs) < at) all.delete(nonce)
      const known = all.get(request.nonce)
      if (known?.participant === request.participant) return
      if (known)
        throw refused('witness-taken', 'This nonce is that of another participant’s mandate.', 'Make a new one.')
      if (request.expiresAt <= at)
        throw refused('witness-expired', 'The term of this mandate is over.', 'Make a new one: synaq witness start.')
      if (all.size >= mostJournals) {
        const what = `This workspace keeps ${mostJournals} journals already.`
        throw refused(
          'witnesses-many',
          what,
          'Use a workspace of its own: a journal is kept for a week after its term.',
        )
      }
      const term = new Date(request.expiresAt).toISOString()
      all.set(request.nonce, { ...request, expiresAt: term, from: at, journal: createJournal(capacity) })
    },
    read: (nonce) => {
      const open = all.get(nonce)
      if (!open) {
        const remedy = 'Tell the platform before the run: synaq witness start --control. A restart forgets journals.'
        throw controlError(404, 'not-found', 'Nothing was journaled under this nonce.', remedy)
      }
      const { participant, from, expiresAt, journal } = open
      const { entries, dropped } = journal.latest(capacity)
      const to = [now(), expiresAt].sort()[0] ?? from
      const exchanges = [...entries].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
      return { nonce, participant, from, to, contract: contract.digest, dropped, exchanges }
    },
  }
}

interface Asked {
  readonly at: Instant
  readonly method: string
  readonly operation: Operation | undefined
  readonly requestId: string | readonly string[] | undefined
}

function seenExchange(asked: Asked, from: SeenFrom, answer: SentAnswer, contract: ContractInForce): SeenExchange {
  const requestId = [answer.headers[requestIdHeader], asked.requestId].find(isUuid)
  return {
    at: asked.at,
    from,
    method: asked.method,
    operation: asked.operation?.id ?? null,
    ...(requestId === undefined ? {} : { requestId }),
    status: answer.status,
    bytes: answer.bytes,
    ended: answer.whole ? 'whole' : 'broken',
    // Of what an application gets the run's evidence says nothing: the answer is the platform's own.
    departures: from === 'harness' ? departuresOf(asked.operation, answer, contract) : null,
  }
}

function departuresOf(
  operation: Operation | undefined,
  { status, headers, body, whole }: SentAnswer,
  contract: ContractInForce,
): number | null {
  const coded = (headers['content-encoding'] ?? 'identity') !== 'identity'
  if (!operation || status === null || !body || !whole || coded) return null
  const json = isJson(headers['content-type']) ? parseJson(body.toString('utf8')) : undefined
  // Node writes the date itself when the answer goes out.
  const sent = { date: new Date().toUTCString(), ...headers }
  return contract.validateResponse(operation.id, status, sent, json).length
}

/** application/json and every `+json` (RFC 6839). */
const isJson = (type = ''): boolean => /^application\/(?:[^;]*\+)?json\s*(?:;|$)/i.test(type)

const refused = (code: string, what: string, remedy: string) => controlError(409, code, what, remedy)
