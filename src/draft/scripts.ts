import type { Json, JsonObject } from '../base/json.js'
import { isObject } from '../base/json.js'
import type { Text } from '../base/text.js'
import { describedResponse } from '../contract/defects/response.js'
import { isJsonType } from '../contract/operations.js'
import { locate } from '../contract/pointer.js'
import { declares } from '../contract/samples/index.js'
import { isWritable } from './facts.js'
import { declaresExactly, expected, refusalRequirement } from './refusals.js'
import { requirementOf } from './requirement.js'
import { asksForToken, caught, controlStep, preparation, refusedStep, requestStep } from './step.js'
import type { DraftRequirement, DraftScenario, DraftStep, Note, OperationFacts } from './types.js'
import { unknownId } from './unknown-id.js'
import { wrongValues } from './wrong-value.js'

/** A kind of script: what it makes of an operation, or undefined where the contract gives no ground for it. */
type Kind = (facts: OperationFacts, note: (what: string, anyText?: string) => void) => DraftScenario | undefined

/** All scripts of an operation that the contract gives ground for. */
export function scriptsOf(facts: OperationFacts, notes: Note[]): DraftScenario[] {
  if (facts.impossible !== undefined) return []
  const note = (what: string, anyText?: string): void => {
    notes.push({ operation: facts.id, what, ...(anyText === undefined ? {} : { anyText }) })
  }
  return kinds.flatMap((kind) => kind(facts, note) ?? [])
}

const success: Kind = (facts) => {
  const { id, contract, success: status } = facts
  const conforms: JsonObject[] = [{ status }, { conforms: 'response' }]
  return {
    name: facts.slug,
    title: { ru: `${id}: ответ по контракту`, en: `${id}: an answer as the contract has it` },
    script: 'success',
    requirements: [requirementOf(facts, 'answer', `/responses/${status}`)],
    catches: describedResponse(contract, id, 'answers') === undefined ? [] : ['contract/answer'],
    needsClient: asksForToken(facts),
    steps: [...preparation(facts), requestStep(facts, {}, conforms)],
  }
}

/**
 * A script of refusals: its steps after access and control. `also` are statuses that refuse as well. Undefined where there is
 * nothing to refuse.
 */
function refusals(
  facts: OperationFacts,
  suffix: string,
  title: Text,
  requirement: DraftRequirement,
  statuses: readonly number[],
  requests: readonly Readonly<Record<string, Json | undefined>>[],
  { before = [], also = [] }: { readonly before?: readonly DraftStep[]; readonly also?: readonly number[] } = {},
): DraftScenario | undefined {
  if (requests.length === 0) return undefined
  const main = expected(facts, statuses)
  const status = [...main, ...also.filter((one) => !main.includes(one))]
  const shape = refusalRequirement(facts, main)
  return {
    name: `${facts.slug}-${suffix}`,
    title,
    script: 'failure',
    requirements: [requirement, ...(shape === undefined ? [] : [shape])],
    catches: claims(caught(facts, shape)),
    needsClient: asksForToken(facts),
    steps: [
      ...preparation(facts),
      controlStep(facts),
      ...before,
      ...requests.map((changes) => refusedStep(facts, changes, status, shape)),
    ],
  }
}

/** A script of refusals has to claim something; what the contract does not describe it finds by the status alone. */
const claims = (families: readonly string[]): readonly string[] =>
  families.length > 0 ? families : ['contract/refusal-status']

const missingParameters: Kind = (facts) => {
  const required = facts.parameters.filter(
    ({ required: is, in: where }) => is && (where === 'query' || where === 'header'),
  )
  const title = {
    ru: `${facts.id}: без обязательного параметра – отказ`,
    en: `${facts.id}: a request without a required parameter is refused`,
  }
  const requests = required.map(({ name }) => ({ [name]: undefined }))
  const requirement = requirementOf(facts, 'parameters', '/parameters')
  return refusals(facts, 'missing-parameters', title, requirement, [400, 422], requests)
}

const wrongParameters: Kind = (facts, note) => {
  const requests: Record<string, Json>[] = []
  for (const parameter of facts.parameters) {
    if (parameter.in === 'cookie' || !isWritable(parameter)) continue
    const wrong = wrongValues(parameter.schema)
    if (wrong.length === 0) note('its schema allows any text', parameter.name)
    for (const { value } of wrong)
      requests.push({
        [parameter.name]: parameter.in === 'header' && typeof value !== 'string' ? JSON.stringify(value) : value,
      })
  }
  const title = {
    ru: `${facts.id}: параметр не по схеме – отказ`,
    en: `${facts.id}: a parameter that does not meet its schema is refused`,
  }
  const requirement = requirementOf(facts, 'parameters', '/parameters')
  return refusals(facts, 'wrong-parameters', title, requirement, [400, 422], requests, { also: [404] })
}

const wrongBody: Kind = (facts) => {
  const { body, contract, id } = facts
  if (!body || !isJsonType(body.contentType) || !isObject(facts.request.body)) return undefined
  const sound = facts.request.body
  const schema = locate(contract.document, body.schema)?.value ?? {}
  const required = Array.isArray(schema.required) ? (schema.required as unknown[]) : []
  const [first] = required.filter((name): name is string => typeof name === 'string' && name in sound)
  const [text] = Object.entries<Json>(sound).filter(([, value]) => typeof value === 'string')
  const [number] = Object.entries<Json>(sound).filter(([, value]) => typeof value === 'number')
  const changed: JsonObject[] = [
    ...(first === undefined ? [] : [without(sound, first)]),
    ...(text === undefined ? [] : [{ ...sound, [text[0]]: 1 }]),
    ...(number === undefined ? [] : [{ ...sound, [number[0]]: 'text' }]),
    { ...sound, undeclared: 'x' },
  ]
  const wrong = changed.filter((one) => contract.validateRequest(id, one).length > 0)
  const title = { ru: `${id}: тело не по схеме – отказ`, en: `${id}: a body that does not meet its schema is refused` }
  const requests = wrong.map((one) => ({ body: one }))
  return refusals(facts, 'wrong-body', title, requirementOf(facts, 'body', '/requestBody'), [400, 422], requests)
}

const without = (value: JsonObject, name: string): JsonObject =>
  Object.fromEntries(Object.entries(value).filter(([key]) => key !== name))

const unknown: Kind = (facts, note) => {
  const parameter = facts.parameters.findLast(({ in: where }) => where === 'path')
  if (!parameter) return undefined
  if (!declares(facts.contract, facts.id, 404)) {
    note('what it answers to an unknown id is not declared (404), so that no script asks for one')
    return undefined
  }
  const found = unknownId(parameter)
  if (!found) {
    note(`no «${parameter.name}» is known that names nothing: its values are listed or cannot be varied`)
    return undefined
  }
  const fresh: DraftStep[] = 'fresh' in found ? [{ does: { proof: { kind: found.fresh, as: 'nowhere' } } }] : []
  const value = 'fresh' in found ? '${nowhere.value}' : found.value
  const title = { ru: `${facts.id}: чего нет, того не отдают`, en: `${facts.id}: what does not exist is refused` }
  const requirement = requirementOf(facts, 'unknown', '/responses')
  return refusals(facts, 'unknown-id', title, requirement, [404], [{ [parameter.name]: value }], { before: fresh })
}

const methods = ['DELETE', 'PATCH', 'PUT', 'POST', 'GET'] as const

const wrongMethod: Kind = (facts) => {
  const { contract, operation, id } = facts
  const own = [...contract.operations.values()].filter(({ path }) => path === operation.path)
  const first = own[0]
  const free = methods.find((method) => !own.some((one) => one.method === method))
  // Once for each address.
  if (first?.id !== id || free === undefined) return undefined
  const title = {
    ru: `${id}: метода, которого у адреса нет, не обслуживают`,
    en: `${id}: a method that the address does not have is not served`,
  }
  return refusals(facts, 'wrong-method', title, requirementOf(facts, 'method'), [405], [{ method: free }])
}

const notAcceptable: Kind = (facts) => {
  if (!declaresExactly(facts, 406) || facts.answer?.from === 'nothing') return undefined
  const title = { ru: `${facts.id}: чужой Accept – отказ 406`, en: `${facts.id}: a foreign Accept is refused with 406` }
  const requirement = requirementOf(facts, 'media', '/responses/406')
  const headers = { accept: 'application/x-no-such-type' }
  return refusals(facts, 'not-acceptable', title, requirement, [406], [{ headers }])
}

const unsupportedMedia: Kind = (facts) => {
  if (!declaresExactly(facts, 415) || facts.body === undefined) return undefined
  const title = {
    ru: `${facts.id}: тело чужого типа – отказ 415`,
    en: `${facts.id}: a body of a foreign type is refused with 415`,
  }
  const requirement = requirementOf(facts, 'media', '/responses/415')
  const headers = { 'content-type': 'application/x-no-such-type' }
  return refusals(facts, 'unsupported-media', title, requirement, [415], [{ headers, body: undefined, text: 'x' }])
}

const noCredentials: Kind = (facts) => {
  const { keys = [] } = facts.operation
  if (!facts.needsToken && keys.length === 0) return undefined
  const title = {
    ru: `${facts.id}: без средств доступа и с негодным токеном – отказ`,
    en: `${facts.id}: without credentials, and with a worthless token, it is refused`,
  }
  const requirement = requirementOf(facts, 'security')
  const wrong = keys.map(({ in: where, name }) =>
    where === 'header' ? { headers: { [name.toLowerCase()]: 'worthless' } } : { [name]: 'worthless' },
  )
  const requests = [{ authorization: 'none' }, ...(keys.length > 0 ? wrong : [{ authorization: 'Bearer worthless' }])]
  return refusals(facts, 'no-credentials', title, requirement, [401, 403], requests)
}

const kinds: readonly Kind[] = [
  success,
  missingParameters,
  wrongParameters,
  wrongBody,
  unknown,
  wrongMethod,
  notAcceptable,
  unsupportedMedia,
  noCredentials,
]
