import type { Field, Fields } from './fields.js'
import type { LoadedContract } from './loaded.js'
import { operationViews, type AnswerView, type OperationView } from './operation-view.js'

/** One difference between two contracts, under the names of the reference where it has the operation. */
export interface Change {
  readonly operation: string
  readonly part: 'operation' | 'parameter' | 'request' | 'answer'
  /** Of an answer: the statuses that differ alike. */
  readonly statuses?: readonly string[]
  /** `query pageSize`, `header x-request-id`, `/accounts/0/iban` with `*` for the number; empty for the part as a whole. */
  readonly at: string
  readonly what: 'added' | 'removed' | 'renamed' | 'moved' | 'now-required' | 'now-optional' | 'changed'
  /** The keyword of JSON Schema that changed, `content-type`, or `wrapper`. */
  readonly word?: string
  readonly before?: string
  readonly after?: string
}

/** What contract `b` says otherwise than contract `a`, operation by operation. */
export function contractChanges(a: LoadedContract, b: LoadedContract): Change[] {
  const [before, after] = [operationViews(a), operationViews(b)]
  const ids = [...new Set([...before.keys(), ...after.keys()])]
  return ids.flatMap((operation): Change[] => {
    const [from, to] = [before.get(operation), after.get(operation)]
    if (from && to) return operationChanges(operation, from, to)
    const part = { operation, part: 'operation', at: '' } as const
    if (from) return [{ ...part, what: 'removed', before: from.address }]
    return to ? [{ ...part, what: 'added', after: to.address }] : []
  })
}

function operationChanges(operation: string, from: OperationView, to: OperationView): Change[] {
  const changes: Change[] = []
  if (from.address !== to.address)
    changes.push({ operation, part: 'operation', at: '', what: 'moved', before: from.address, after: to.address })
  changes.push(...fieldChanges({ operation, part: 'parameter' }, from.parameters, to.parameters))
  if (from.requestType !== to.requestType)
    changes.push({
      operation,
      part: 'request',
      at: '',
      what: 'changed',
      word: 'content-type',
      ...texts(from.requestType, to.requestType),
    })
  changes.push(...fieldChanges({ operation, part: 'request' }, from.request, to.request))
  return [...changes, ...grouped(answerChanges(operation, from.answers, to.answers))]
}

function answerChanges(
  operation: string,
  from: OperationView['answers'],
  to: OperationView['answers'],
): (Change & { readonly status: string })[] {
  return [...new Set([...from.keys(), ...to.keys()])].flatMap((status) => {
    const [before, after] = [from.get(status), to.get(status)]
    const part = { operation, part: 'answer', status } as const
    if (before && after) return contentChanges(part, before, after).map((change) => ({ ...change, status }))
    return [{ ...part, at: '', what: before ? ('removed' as const) : ('added' as const) }]
  })
}

type Part = Pick<Change, 'operation' | 'part'>

function contentChanges(part: Part, from: AnswerView, to: AnswerView): Change[] {
  const changes: Change[] = []
  for (const [word, before, after] of [
    ['content-type', from.contentTypes, to.contentTypes],
    ['wrapper', from.wrapper, to.wrapper],
  ] as const)
    if (before !== after) changes.push({ ...part, at: '', what: 'changed', word, ...texts(before, after) })
  const headers = fieldChanges(part, from.headers, to.headers).map((change) => ({
    ...change,
    at: `header ${change.at}`,
  }))
  return [...changes, ...headers, ...fieldChanges(part, from.body, to.body)]
}

function fieldChanges(part: Part, from: Fields, to: Fields): Change[] {
  return [...new Set([...from.keys(), ...to.keys()])].flatMap((at): Change[] => {
    const [before, after] = [from.get(at), to.get(at)]
    if (before && after) return demandChanges({ ...part, at }, before, after)
    const has = before ? from : to
    const other = before ? to : from
    // What stands below something that came or went came or went with it.
    const isNewBranch = !other.has(parentOf(at)) && has.has(parentOf(at)) && at !== ''
    return isNewBranch
      ? []
      : [
          {
            ...part,
            at,
            what: before ? 'removed' : 'added',
            ...(after?.required === true ? { after: 'required' } : {}),
          },
        ]
  })
}

function demandChanges(place: Part & Pick<Change, 'at'>, from: Field, to: Field): Change[] {
  const changes: Change[] = []
  if (from.wire !== to.wire) changes.push({ ...place, what: 'renamed', ...texts(from.wire, to.wire) })
  if (from.required !== to.required) changes.push({ ...place, what: to.required ? 'now-required' : 'now-optional' })
  for (const word of new Set([...Object.keys(from.demands), ...Object.keys(to.demands)])) {
    const [before, after] = [from.demands[word], to.demands[word]]
    if (before !== after) changes.push({ ...place, what: 'changed', word, ...texts(before, after) })
  }
  return changes
}

/** Changes that differ in nothing but the status are one. */
function grouped(changes: readonly (Change & { readonly status: string })[]): Change[] {
  const groups = new Map<string, { change: Change; statuses: string[] }>()
  for (const { status, ...change } of changes) {
    const key = JSON.stringify(change)
    const group = groups.get(key)
    if (group) group.statuses.push(status)
    else groups.set(key, { change, statuses: [status] })
  }
  return [...groups.values()].map(({ change, statuses }) => ({ ...change, statuses }))
}

function parentOf(at: string): string {
  return at.includes('/') ? at.slice(0, at.lastIndexOf('/')) : '\0'
}

function texts(before: string | undefined, after: string | undefined): Pick<Change, 'before' | 'after'> {
  return { ...(before ? { before } : {}), ...(after ? { after } : {}) }
}
