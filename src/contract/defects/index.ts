import type { Text } from '../../base/text.js'
import type { OperationId } from '../../model/contract.js'
import type { ContractFamily, KnownDefect } from '../../model/defect.js'
import type { LoadedContract } from '../loaded.js'
import { falseStatuses, messageFlaws, undeclaredStatus } from './message-flaws.js'
import { pagingFlaws } from './paging-flaws.js'
import { describedResponse, type DescribedResponse } from './response.js'
import { shapeFlaws, type Flaw } from './shape-flaws.js'
import type { Spoiling } from './spoiling.js'

export type { Way } from './places.js'
export type { Spoiling } from './spoiling.js'

/** A wrong behaviour of banks that the contract yields by itself. */
export interface ContractDefect extends KnownDefect {
  readonly of: 'provider'
  readonly family: ContractFamily
  readonly about: Text
  /** Which answers it spoils: those of success, or refusals (4xx). */
  readonly spoils: 'answers' | 'refusals'
  readonly by: ReadonlyMap<OperationId, Spoiling>
}

type FlawOfFamily = Flaw & { readonly family: ContractFamily }

/**
 * Wrong answers by the rules that a contract has for what banks serve: one for each kind of rule and operation. Refusals
 * mostly have one shape, so that theirs are for all operations together. Always the same for the same contract.
 */
export function contractDefects(contract: LoadedContract): ContractDefect[] {
  const served = [...contract.operations.values()].filter(({ servedBy }) => servedBy === 'bank').map(({ id }) => id)
  return [...served.flatMap((id) => answersOf(contract, id)), ...refusalsOf(contract, served)]
}

function answersOf(contract: LoadedContract, operation: OperationId): ContractDefect[] {
  const response = describedResponse(contract, operation, 'answers')
  return (response ? answerFlaws(response) : []).map(({ name, family, about, spoiling }) => ({
    id: `${operation}:${name}`,
    of: 'provider',
    family,
    operation,
    about: { ru: `${operation}: ${about.ru}`, en: `${operation}: ${about.en}` },
    spoils: 'answers',
    by: new Map([[operation, spoiling]]),
  }))
}

/** Each flaw once, with what it does to every operation whose refusals can have it. */
function refusalsOf(contract: LoadedContract, served: readonly OperationId[]): ContractDefect[] {
  const found = new Map<string, FlawOfFamily & { by: Map<OperationId, Spoiling> }>()
  for (const id of served) {
    const response = describedResponse(contract, id, 'refusals')
    for (const flaw of response ? refusalFlaws(response) : []) {
      const { by } = found.get(flaw.name) ?? { by: new Map<OperationId, Spoiling>() }
      found.set(flaw.name, { ...flaw, by: by.set(id, flaw.spoiling) })
    }
  }
  return [...found.values()].map(({ name, family, about, by }) => ({
    id: `refusal:${name}`,
    of: 'provider',
    family,
    about: { ru: `отказ: ${about.ru}`, en: `a refusal: ${about.en}` },
    spoils: 'refusals',
    by,
  }))
}

function answerFlaws(response: DescribedResponse): FlawOfFamily[] {
  const shape = [...shapeFlaws(response.places), ...messageFlaws(response), ...undeclaredStatus(response)]
  return [...of('contract/answer', shape), ...of('contract/paging', pagingFlaws(response))]
}

function refusalFlaws(response: DescribedResponse): FlawOfFamily[] {
  const shape = [...shapeFlaws(response.places), ...messageFlaws(response)]
  return [...of('contract/refusal', shape), ...of('contract/refusal-status', falseStatuses)]
}

const of = (family: ContractFamily, flaws: readonly Flaw[]): FlawOfFamily[] =>
  flaws.map((flaw) => ({ ...flaw, family }))
