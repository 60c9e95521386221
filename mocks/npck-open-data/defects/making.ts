import { isObject } from '../../../src/system/index.js'
import type { Call, Defect, Handler, Json, JsonObject, RefusedRequest, Reply } from '../../../src/system/index.js'
import type { State } from '../state.js'

export type BankDefect = Defect<State>

export const lists = ['listBranches', 'listAtms', 'listProducts', 'listExchangeRates', 'listOutages'] as const
export type Operation = (typeof lists)[number] | 'getBranch' | 'getStatus'

/** A bank whose answer is made otherwise; of these operations, or of all. */
export function otherwise(
  id: string,
  breaks: string,
  operations: readonly Operation[] | 'all',
  wrap: (next: Handler<State>) => Handler<State>,
): BankDefect {
  return { id, breaks, at: 'answer', ...(operations === 'all' ? {} : { operations }), wrap }
}

/** A bank that overlooks a part of what it is asked. */
export function asked(
  id: string,
  breaks: string,
  operations: readonly Operation[] | 'all',
  change: (call: Call<State>) => Partial<Pick<Call<State>, 'query' | 'headers' | 'path'>>,
): BankDefect {
  return otherwise(id, breaks, operations, (next) => (call) => next({ ...call, ...change(call) }))
}

/** A bank whose answers of success, and 304, are changed before they are sent. */
export function replied(
  id: string,
  breaks: string,
  operations: readonly Operation[] | 'all',
  change: (reply: Reply, call: Call<State>) => Reply,
): BankDefect {
  return otherwise(id, breaks, operations, (next) => async (call) => {
    const reply = await next(call)
    return reply.status < 400 ? change(reply, call) : reply
  })
}

/** A bank whose body of success is spoiled. */
export function spoiled(
  id: string,
  breaks: string,
  operations: readonly Operation[] | 'all',
  spoil: (body: JsonObject, call: Call<State>) => JsonObject,
): BankDefect {
  return replied(id, breaks, operations, (reply, call) =>
    reply.status === 200 && isJsonObject(reply.body) ? { ...reply, body: spoil(reply.body, call) } : reply,
  )
}

/** A bank with one wrong entry: the last of the list, which a careless reader overlooks. */
export function lastEntry(
  id: string,
  breaks: string,
  operations: readonly Operation[],
  spoil: (entry: JsonObject) => JsonObject,
): BankDefect {
  return spoiled(id, breaks, operations, (body) => ({ ...body, data: lastChanged(entriesOf(body), spoil) }))
}

/** A bank that sends something else in place of a refusal. */
export function refusing(
  id: string,
  breaks: string,
  instead: (refusal: Reply, request: RefusedRequest) => Reply | Promise<Reply>,
): BankDefect {
  return { id, breaks, at: 'refusal', instead }
}

export const isJsonObject = (value: Json | undefined): value is JsonObject => isObject(value)

export function entriesOf(body: JsonObject): readonly JsonObject[] {
  const { data } = body
  return Array.isArray(data) ? (data as readonly Json[]).filter(isJsonObject) : []
}

/** The list with its last entry changed. */
export function lastChanged<T>(list: readonly T[], change: (entry: T) => T): T[] {
  return list.map((entry, i) => (i === list.length - 1 ? change(entry) : entry))
}

/** The objects of a list inside an entry, the last one changed. */
export function inside(entry: JsonObject, name: string, change: (inner: JsonObject) => JsonObject): JsonObject {
  const list = entry[name]
  return Array.isArray(list)
    ? { ...entry, [name]: lastChanged((list as readonly Json[]).filter(isJsonObject), change) }
    : entry
}

export function withMeta(body: JsonObject, changes: JsonObject): JsonObject {
  return { ...body, meta: { ...(isJsonObject(body.meta) ? body.meta : {}), ...changes } }
}

/** A number of `meta`; 0 where there is none. */
export function inMeta(body: JsonObject, name: string): number {
  const value = isJsonObject(body.meta) ? body.meta[name] : undefined
  return typeof value === 'number' ? value : 0
}

export function without<T>(record: Readonly<Record<string, T>>, ...names: readonly string[]): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name)))
}

/** A moment of the body moved by hours; texts that are none stay. */
export function moved(moment: Json | undefined, hours: number): Json {
  if (typeof moment !== 'string' || Number.isNaN(Date.parse(moment))) return moment ?? null
  const local = new Date(Date.parse(moment) + (hours + 5) * 3600 * 1000)
  return `${local.toISOString().slice(0, 19)}+05:00`
}

/** Every text inside a value, replaced. */
export function textsReplaced(value: Json, replace: (text: string) => string): Json {
  if (typeof value === 'string') return replace(value)
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => textsReplaced(item, replace))
  if (!isJsonObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, textsReplaced(item, replace)]))
}
