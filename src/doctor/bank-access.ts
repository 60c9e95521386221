import { newUuid } from '../base/ids.js'
import { isObject, type Json } from '../base/json.js'
import { isProblemError, problem, type Problem } from '../base/problem.js'
import type { ContractInForce, Operation } from '../model/contract.js'
import type { TransportFailure } from '../model/exchange.js'
import { participantIdHeader, requestIdHeader } from '../model/headers.js'
import type { PlatformActs, Wire } from '../model/ports.js'
import type { Target, TargetClient } from '../model/target.js'

/** Seconds that a token of ours lives. */
const tokenSeconds = 120

/** What the bank said to a call in a client's name, or why the call was never made. */
export type BankAnswer =
  | { readonly kind: 'answered'; readonly status: number; readonly body: Json | undefined; readonly reason: string }
  | { readonly kind: 'unanswered'; readonly failure: TransportFailure }
  | { readonly kind: 'not-asked'; readonly problem: Problem }

/** Calls to the bank as the platform makes them: a consent, a token for it, one request. */
export class BankAccess {
  readonly #granted: string[] = []

  constructor(
    private readonly target: Target & { readonly direct: NonNullable<Target['direct']> },
    private readonly contract: ContractInForce,
    private readonly wire: Wire,
    /** Needed for calls in a client's name. */
    private readonly acts: PlatformActs | undefined,
  ) {}

  /** One call of an operation under a new consent with these scopes; `path` fills in what stands in braces. */
  async call(
    operation: Operation,
    client: TargetClient,
    scopes: readonly string[],
    path: Readonly<Record<string, string>> = {},
  ): Promise<BankAnswer> {
    try {
      return await this.#ask(operation, await this.#token(client, scopes), path)
    } catch (error) {
      if (isProblemError(error)) return { kind: 'not-asked', problem: error.problems[0] }
      throw error
    }
  }

  /** One call of an operation that needs no token. */
  callOpen(operation: Operation): Promise<BankAnswer> {
    return this.#ask(operation, undefined, {})
  }

  /** Revokes every consent that was made here; answers what could not be revoked. */
  async putBack(): Promise<readonly Problem[]> {
    const problems: Problem[] = []
    for (const consentId of this.#granted.splice(0)) {
      try {
        await this.acts?.perform({ act: 'revoke-consent', consentId })
      } catch (error) {
        if (!isProblemError(error)) throw error
        problems.push(error.problems[0])
      }
    }
    return problems
  }

  async #token({ iin }: TargetClient, scopes: readonly string[]): Promise<string> {
    const { id: audience } = this.target.participant
    const by = this.target.applications.default?.participant ?? ''
    if (!this.acts) throw problem('acts-missing', 'nobody can give a consent', 'Set «acts» in the target file.')
    const { consentId } = await this.acts.perform({ act: 'grant-consent', iin, scopes, providers: [audience], by })
    this.#granted.push(consentId)
    const secondsLeft = tokenSeconds
    const minted = await this.acts.perform({ act: 'mint-token', consentId, audience, scopes, iin, by, secondsLeft })
    return minted.token
  }

  async #ask(
    operation: Operation,
    token: string | undefined,
    path: Readonly<Record<string, string>>,
  ): Promise<BankAnswer> {
    const { direct, identities, applications } = this.target
    const { wire: names } = this.contract
    const user = applications.default?.participant
    const sent = { [names.header(requestIdHeader)]: newUuid(), [names.header(participantIdHeader)]: user ?? '' }
    const declared = operation.parameters.map(({ name }) => name.toLowerCase())
    const filled = operation.path.replace(/\{([^}]+)\}/g, (_, name: string) => encodeURIComponent(path[name] ?? ''))
    const { outcome, request } = await this.wire.send(
      {
        operation: operation.id,
        method: operation.method,
        url: `${direct.url.replace(/\/$/, '')}${filled}`,
        headers: {
          accept: 'application/json',
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...Object.fromEntries(Object.entries(sent).filter(([name]) => declared.includes(name))),
        },
        peer: 'subject',
        via: 'direct',
        credential: { certificate: 'platform', authorization: token === undefined ? 'none' : 'bearer' },
      },
      { ca: direct.ca, ...(identities.platform ? { identity: identities.platform } : {}) },
    )
    if ('failure' in outcome) return { kind: 'unanswered', failure: outcome.failure }
    const { status, json } = outcome.response
    const body = json === undefined ? undefined : names.bodyFromWire(operation.id, status, json)
    const requestId = request.headers[names.header(requestIdHeader)] ?? ''
    return { kind: 'answered', status, body, reason: reasonText(status, body, requestId) }
  }
}

/** `HTTP 401 token_audience, x-request-id …`: nothing of the answer but the error's code, where that is a plain word. */
function reasonText(status: number, body: Json | undefined, requestId: string): string {
  const code: unknown = isObject(body) ? body.code : undefined
  const word = typeof code === 'string' && /^[A-Za-z][\w.-]{0,39}$/.test(code) ? ` ${code}` : ''
  return `HTTP ${status}${word}, ${requestIdHeader} ${requestId}`
}

/** Operations of the bank that can be called with nothing but a token. */
export function simpleOperations(contract: ContractInForce): Operation[] {
  return [...contract.operations.values()].filter(
    ({ servedBy, method, path, parameters }) =>
      servedBy === 'bank' &&
      method === 'GET' &&
      !path.includes('{') &&
      !parameters.some(({ in: place, required }) => place === 'query' && required),
  )
}

/** The rows of a list: the body itself, or its first property that is a list. Undefined where there is none. */
export function rowsOf(body: Json | undefined): readonly Json[] | undefined {
  if (Array.isArray(body)) return body as readonly Json[]
  if (!isObject(body)) return undefined
  return Object.values(body).find((value): value is Json[] => Array.isArray(value))
}

/** The first value of this name in the rows of a list, as text. */
export function valueIn(body: Json | undefined, name: string): string | undefined {
  const values = (rowsOf(body) ?? []).map((row): unknown => (isObject(row) ? row[name] : undefined))
  return values.find((value) => typeof value === 'string')
}
