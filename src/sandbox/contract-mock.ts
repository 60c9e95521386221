import type { Json } from '../base/json.js'
import type { LoadedContract } from '../contract/loaded.js'
import { sampleParameters, sampleResponse, successStatus, type SampleResponse } from '../contract/samples/index.js'
import type { OperationId } from '../model/contract.js'
import { acceptsType, refusal } from '../system/index.js'
import type { Call, Handler, Mock, Reply } from '../system/index.js'
import type { Answer, Answers } from './answers.js'
import type { RefusalShape } from './refusal-shape.js'

/** What a mock without code is made of. */
export interface ContractMockParts {
  readonly contract: LoadedContract
  readonly answers: Answers
  readonly shape: RefusalShape
}

/**
 * A mock that answers every operation: by its own code where it has some, else from the fixtures' answers, else as the
 * contract's examples and schemas have it. It keeps nothing: what was written cannot be read back.
 */
export function completed(mock: Mock<Json> | undefined, parts: ContractMockParts): Mock<Json> {
  const served = [...parts.contract.operations.values()]
    .filter(({ servedBy }) => servedBy === 'bank')
    .map(({ id }) => id)
  const handlers = served.map((id): [OperationId, Handler<Json>] => [id, mock?.operations[id] ?? handler(id, parts)])
  return {
    initial: mock ? (fixtures) => mock.initial(fixtures) : () => null,
    operations: Object.fromEntries(handlers),
    defects: mock?.defects ?? [],
  }
}

function handler(id: OperationId, { contract, answers, shape }: ContractMockParts): Handler<Json> {
  const written = answers.get(id) ?? []
  const samples = new Map<number, SampleResponse | undefined>()
  const sampleOf = (status: number): SampleResponse | undefined => {
    if (!samples.has(status)) samples.set(status, sampleResponse(contract, id, status))
    return samples.get(status)
  }
  const parameters = sampleParameters(contract, id).filter((parameter) => parameter.in === 'path')
  /** Names nothing that fixtures or contract know of. */
  const isUnknown = ({ path }: Call<Json>): boolean =>
    parameters.some(({ name, shown }) => shown.length > 0 && !shown.map(asText).includes(path[name] ?? ''))

  return (call) => {
    const answer = written.find((one) => fits(one, call))
    if (!answer && (written.length > 0 || isUnknown(call)))
      return shape(id, refusal(call, 404, 'not_found', 'There is nothing of that name here'))
    const status = answer?.status ?? successStatus(contract, id)
    const sample = sampleOf(status)
    const type = sample?.headers['content-type'] ?? 'application/json'
    const hasContent = sample?.from !== 'nothing' || answer?.body !== undefined
    if (hasContent && !acceptsType(call.headers.accept, type.split(';')[0] ?? type))
      return shape(id, refusal(call, 406, 'not_acceptable', `Only ${type} can be given`))
    return replyOf(call, status, sample, answer)
  }
}

function replyOf(
  call: Call<Json>,
  status: number,
  sample: SampleResponse | undefined,
  answer: Answer | undefined,
): Reply {
  const headers = {
    // What a request brings for the answer to carry, such as an id, is given back.
    ...Object.fromEntries(
      Object.entries(sample?.headers ?? {}).map(([name, value]) => [name, call.headers[name] ?? value]),
    ),
    ...(sample?.headers['content-type'] === undefined ? {} : { 'content-type': sample.headers['content-type'] }),
    ...answer?.headers,
  }
  if (answer?.body !== undefined)
    return sample?.text !== undefined && typeof answer.body === 'string'
      ? { status, headers, text: answer.body }
      : { status, headers, body: answer.body }
  if (sample?.text !== undefined) return { status, headers, text: sample.text }
  return { status, headers, ...(sample?.body === undefined ? {} : { body: sample.body }) }
}

/** Every condition of an answer is met. */
function fits({ when, client, provider }: Answer, call: Call<Json>): boolean {
  if (client !== undefined && client !== call.client) return false
  if (provider !== undefined && provider !== call.provider) return false
  return Object.entries(when).every(([name, value]) => (call.path[name] ?? call.query[name]) === value)
}

const asText = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value))
