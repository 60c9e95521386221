import type { Json, JsonObject } from '../base/json.js'
import { describesRefusal } from './refusals.js'
import type { DraftRequirement, DraftStep, OperationFacts } from './types.js'

/** The name under which scripts keep what the procedure `access` gives. */
const access = 'access'

/** A consent has to say what it allows, where the contract names no scope too. */
const anyScope = ['any']

/** The name under which they keep the list that ids are taken from. */
const list = 'list'

/** What comes before a request of an operation: a token, and the list that its id is taken from. */
export function preparation(facts: OperationFacts): DraftStep[] {
  const { operation, shared } = facts
  const scopes = [...new Set([...operation.scopes, ...(shared?.list.operation.scopes ?? [])])]
  return [
    ...(asksForToken(facts)
      ? [{ does: { access: { client: '${client}', scopes: scopes.length > 0 ? scopes : anyScope, as: access } } }]
      : []),
    ...(shared ? [requestStep(shared.list, { as: list })] : []),
  ]
}

/** True where a script of the operation needs a client, by whose consent tokens are issued. */
export const asksForToken = ({ needsToken, shared }: OperationFacts): boolean =>
  needsToken || shared?.list.needsToken === true

/** A request of the operation, as the contract allows it but for `changes`; a change to undefined leaves a setting out. */
export function requestStep(
  facts: OperationFacts,
  changes: Readonly<Record<string, Json | undefined>> = {},
  checks: readonly JsonObject[] = [],
): DraftStep {
  const { shared } = facts
  const id = shared ? { [shared.id.parameter]: `\${${list}.${shared.id.way}}` } : {}
  const settings: Readonly<Record<string, Json | undefined>> = { ...facts.request, ...id, ...changes }
  const own = facts.needsToken && !('authorization' in changes) ? { with: access } : {}
  const left = Object.keys(settings).filter((name) => settings[name] !== undefined)
  const written = Object.fromEntries(left.map((name) => [name, settings[name] ?? null]))
  return {
    does: { request: { operation: facts.id, ...own, ...written } },
    ...(checks.length > 0 ? { checks } : {}),
  }
}

/** The same request as it should be: without it a refusal behind it would mean nothing. */
export const controlStep = (facts: OperationFacts): DraftStep => requestStep(facts, {}, [{ status: facts.success }])

/** A request that has to be refused with one of these statuses; another 4xx is no failure of what is tested. */
export function refusedStep(
  facts: OperationFacts,
  changes: Readonly<Record<string, Json | undefined>>,
  statuses: readonly number[],
  refusal: DraftRequirement | undefined,
): DraftStep {
  const [only] = statuses
  const status = statuses.length === 1 && only !== undefined ? only : [...statuses]
  return requestStep(facts, changes, [
    { refused: { status } },
    ...(refusal === undefined ? [] : [{ conforms: 'refusal', requirement: refusal.id }]),
  ])
}

/** What a script of such refusals claims to catch. */
export function caught(facts: OperationFacts, refusal: DraftRequirement | undefined): string[] {
  if (!describesRefusal(facts)) return []
  return [...(refusal === undefined ? [] : ['contract/refusal']), 'contract/refusal-status']
}
