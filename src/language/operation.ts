import type { JsonObject } from '../base/json.js'
import { didYouMean } from '../base/suggest.js'
import type { YamlPath } from '../base/yaml-file.js'
import type { ContractInForce, OperationId } from '../model/contract.js'
import type { StepKind } from '../model/vocabulary.js'
import { knownKeys } from '../base/known-keys.js'
import type { Source } from './source.js'
import { choices } from './words.js'

interface Sending {
  readonly kind: StepKind
  readonly args: JsonObject
  readonly operation: OperationId
}

/**
 * A step about an operation of the contract: it exists. Where the step sends a request of it, further keys are its parameters,
 * and none of its path is missing.
 */
export function checkOperation(source: Source, path: YamlPath, sending: Sending, contract: ContractInForce): void {
  const operation = contract.operations.get(sending.operation)
  if (!operation) {
    const what = `The contract has no operation «${sending.operation}».`
    const remedy = choices(
      didYouMean(sending.operation, contract.operations.keys()),
      'Operations',
      contract.operations.keys(),
    )
    source.report('unknown-operation', [...path, 'operation'], what, remedy)
    return
  }
  if (!sending.kind.sends) return
  const own = knownKeys(sending.kind.params, [])
  const parameters = operation.parameters.map((parameter) => parameter.name)
  for (const key of Object.keys(sending.args)) {
    if (own.includes(key) || parameters.includes(key)) continue
    const what = `«${key}» is neither a setting of «${sending.kind.name}» nor a parameter of the operation «${operation.id}».`
    const remedy = `${didYouMean(key, [...parameters, ...own])} ${choices('', 'Parameters', parameters)} ${choices('', 'Settings', own)}`
    source.report('unknown-parameter', [...path, key], what, remedy.trim(), 'key')
  }
  for (const { name } of operation.parameters.filter((parameter) => parameter.in === 'path')) {
    if (Object.hasOwn(sending.args, name)) continue
    const what = `The operation «${operation.id}» needs «${name}»: it is part of its path ${operation.path}.`
    source.report('missing-parameter', path, what, `Add «${name}: …» to «${sending.kind.name}».`, 'key')
  }
}
