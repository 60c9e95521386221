import type { Json } from '../../base/json.js'
import type { EvidenceEvent } from '../../model/evidence.js'
import type { PlannedStep } from '../../model/plan.js'
import type { Result } from '../results.js'

/** What was wrong with a request that had to be refused, as far as plan and evidence show it. */
export type RequestFault =
  | { readonly kind: 'certificate'; readonly name: string }
  | { readonly kind: 'old-tls'; readonly version: string }
  | { readonly kind: 'no-token' | 'not-a-token' | 'unknown-object' | 'foreign-object' }
  | { readonly kind: 'tampered'; readonly how: 'content' | 'alg-none' }
  | { readonly kind: 'minted'; readonly how: MintedHow; readonly seconds: number }
  /** The world changed between the control and the request: an act of the platform, or an operation that did it. */
  | { readonly kind: 'after'; readonly act: string; readonly seconds: number }
  | { readonly kind: 'scope'; readonly scopes: readonly string[] }
  | { readonly kind: 'method'; readonly method: string }
  /** Only these arguments tell the request from one that had succeeded. */
  | { readonly kind: 'arguments'; readonly differing: readonly string[] }
  | { readonly kind: 'unknown' }

type MintedHow = 'expired' | 'early' | 'issuer' | 'audience' | 'binding' | 'consent'

type Step = Extract<PlannedStep, { type: 'step' }>
type ExchangeEvent = Extract<EvidenceEvent, { type: 'exchange' }>

/** Reads the fault of the request that an exchange of an attempt carried. */
export function requestFault({ item, attempt }: Result, event: ExchangeEvent): RequestFault {
  if (!item.planned || attempt === undefined) return { kind: 'unknown' }
  const { credential } = event.exchange.request
  const control = attempt.events.find(
    (e): e is ExchangeEvent => e.type === 'exchange' && succeeded(e) && e.exchange.request.peer === 'subject',
  )
  const usual = control?.exchange.request.credential.certificate
  if (usual !== undefined && usual !== credential.certificate)
    return { kind: 'certificate', name: credential.certificate }

  const all = stepsOf(item.steps)
  const own = all.find((step): step is Step => step.type === 'step' && step.path === event.step)
  if (own === undefined) return { kind: 'unknown' }
  if (typeof own.args.tls === 'string') return { kind: 'old-tls', version: own.args.tls }
  return (
    (isOpen(control) ? undefined : tokenFault(own, all, event)) ??
    changeBefore(attempt.events, event) ??
    argumentFault(own, all, event) ?? { kind: 'unknown' }
  )
}

/** What is served without a token is refused for another reason than that none came. */
const isOpen = (control: ExchangeEvent | undefined): boolean =>
  control?.exchange.request.credential.authorization === 'none'

const succeeded = ({ exchange: { outcome } }: ExchangeEvent): boolean =>
  'response' in outcome && outcome.response.status < 300

/** All steps, those inside procedures too. */
export function stepsOf(steps: readonly PlannedStep[]): PlannedStep[] {
  return steps.flatMap((step) => (step.type === 'call' ? [step, ...stepsOf(step.steps)] : [step]))
}

/** The step whose value an argument refers to: `Bearer ${forged.token}` → the step with `as: forged`. */
function sourceOf(value: Json | undefined, all: readonly PlannedStep[]): PlannedStep | undefined {
  const name = typeof value === 'string' ? /\$\{(\w+)/.exec(value)?.[1] : undefined
  return name === undefined ? undefined : all.find((step) => step.as === name)
}

function tokenFault({ args }: Step, all: readonly PlannedStep[], event: ExchangeEvent): RequestFault | undefined {
  if (event.exchange.request.credential.authorization === 'none') return { kind: 'no-token' }
  if (typeof args.authorization !== 'string') return undefined
  const source = sourceOf(args.authorization, all)
  if (source === undefined) return { kind: 'not-a-token' }
  if (source.type !== 'step') return undefined
  if (source.kind === 'tamper')
    return { kind: 'tampered', how: source.args.how === 'alg-none' ? 'alg-none' : 'content' }
  if (source.kind !== 'mint-token') return undefined
  const how = mintedHow(source.args)
  const left = event.facts.tokens.find(({ where }) => where === 'request authorization')?.secondsLeft
  return how && { kind: 'minted', how, seconds: Math.abs(left ?? Number(source.args['seconds-left'] ?? 0)) }
}

function mintedHow(args: Step['args']): MintedHow | undefined {
  if (Number(args['seconds-left'] ?? 0) < 0) return 'expired'
  if (Number(args['not-before'] ?? 0) > 0) return 'early'
  if (args.issuer !== undefined) return 'issuer'
  if (args.audience !== undefined) return 'audience'
  if (args['bound-to'] !== undefined) return 'binding'
  return typeof args.consent === 'string' && !args.consent.includes('.consentId') ? 'consent' : undefined
}

/** Acts that take away a right that was there. */
const takingAway = ['revoke-consent', 'age-consent', 'narrow-consent', 'participant-state', 'limited-mode']

/** The last thing that changed before the request: an act, or another operation that the platform served. */
function changeBefore(events: readonly EvidenceEvent[], event: ExchangeEvent): RequestFault | undefined {
  const before = events.slice(0, events.indexOf(event))
  const since = (at: string): number => Math.max(0, Date.parse(event.exchange.at) - Date.parse(at)) / 1000
  const act = before.findLast((e) => e.type === 'act' && takingAway.includes(e.act))
  if (act?.type === 'act') return { kind: 'after', act: act.act, seconds: since(act.at) }
  const changed = before.findLast(
    (e): e is ExchangeEvent =>
      e.type === 'exchange' && /revoke/i.test(e.exchange.request.operation ?? '') && succeeded(e),
  )
  return changed && { kind: 'after', act: 'revoke-consent', seconds: since(changed.at) }
}

/** Keys of a request's arguments that say who asks and under which name, not what is asked for. */
const notAsked = ['operation', 'with', 'authorization', 'certificate', 'provider', 'method', 'headers', 'good']

function argumentFault(own: Step, all: readonly PlannedStep[], event: ExchangeEvent): RequestFault | undefined {
  const { args } = own
  if (typeof args.method === 'string') return { kind: 'method', method: args.method }
  const asked = Object.entries(args).filter(([key]) => !notAsked.includes(key))
  for (const [, value] of asked) {
    const source = sourceOf(value, all)
    if (source?.type !== 'step') continue
    if (source.kind === 'proof') return { kind: 'unknown-object' }
    if (source.kind === 'request' && args.with !== undefined && source.args.with !== args.with)
      return { kind: 'foreign-object' }
  }
  const same = all.filter((step): step is Step => step.type === 'step' && step.args.operation === args.operation)
  const control = same.find((step) => step !== own && step.checks.some(({ kind }) => kind === 'status'))
  const differing = asked
    .filter(([key, value]) => JSON.stringify(control?.args[key]) !== JSON.stringify(value))
    .filter(([, value]) => sourceOf(value, all) === undefined)
    .map(([key, value]) => `${key} = ${typeof value === 'string' ? value : JSON.stringify(value)}`)
  if (control !== undefined && differing.length > 0) return { kind: 'arguments', differing }
  const token = event.facts.tokens.find(({ where }) => where === 'request authorization')
  const minted = sourceOf(args.authorization, all)
  // What else is wrong with a minted token has been looked at: the scope is what is left.
  const ownScope = minted?.type === 'step' && minted.kind === 'mint-token'
  return (control === undefined || ownScope) && token !== undefined
    ? { kind: 'scope', scopes: token.scopes }
    : undefined
}
