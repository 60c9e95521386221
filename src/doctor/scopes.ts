import type { ContractInForce, Operation } from '../model/contract.js'
import type { Target, TargetClient } from '../model/target.js'
import { simpleOperations, valueIn, type BankAccess } from './bank-access.js'
import { green, yellow, type Diagnoses } from './diagnosis.js'
import { causesOf, refused } from './token.js'

/** Every scope that the bank's operations need is granted by the platform and accepted by the bank. */
export async function* scopes(
  access: BankAccess,
  client: TargetClient,
  target: Target,
  contract: ContractInForce,
): Diagnoses {
  const [first] = simpleOperations(contract)
  const already = first?.scopes ?? []
  const listed = first && (await access.call(first, client, already))
  const list = listed?.kind === 'answered' ? listed.body : undefined
  for (const [scope, operation] of operationsByScope(contract, already)) {
    const id = `scope.${scope}`
    const subject = { ru: `Право ${scope}`, en: `Scope ${scope}` }
    const path = Object.fromEntries(pathParameters(operation).map((name) => [name, valueIn(list, name)]))
    const missing = Object.keys(path).find((name) => path[name] === undefined)
    if (missing !== undefined) {
      yield yellow(
        id,
        {
          ru: `Право ${scope}: не проверено, у клиента «${client.name}» нет ни одного ${missing}`,
          en: `Scope ${scope}: not tried, the customer «${client.name}» has no ${missing}`,
        },
        {
          ru: 'Поставьте первым в цели клиента, у которого есть данные.',
          en: 'Put a customer who has data first in the target.',
        },
      )
      continue
    }
    const known = Object.fromEntries(Object.entries(path).map(([name, value]) => [name, value ?? '']))
    const answer = await access.call(operation, client, [...new Set([...already, ...operation.scopes])], known)
    if (answer.kind === 'answered' && answer.status >= 200 && answer.status < 300) {
      yield green(id, {
        ru: `Право ${scope}: выдаётся и принимается (${operation.id}, HTTP ${answer.status})`,
        en: `Scope ${scope}: granted and accepted (${operation.id}, HTTP ${answer.status})`,
      })
    } else if (answer.kind === 'answered' && answer.status === 403) {
      yield refused(id, subject, answer, {
        ru: `И согласие, и токен содержат это право. Проверьте, что банк ждёт для ${operation.id} именно «${scope}», а не другое имя.`,
        en: `Consent and token both hold this scope. See that the bank expects «${scope}» for ${operation.id}, not another name.`,
      })
    } else yield refused(id, subject, answer, causesOf(answer, target, contract))
  }
}

/** For each scope that is not proven already, the first operation of the bank that reads under it. */
function operationsByScope(contract: ContractInForce, already: readonly string[]): Map<string, Operation> {
  const found = new Map<string, Operation>()
  for (const operation of contract.operations.values()) {
    const { servedBy, method, parameters } = operation
    const askable = !parameters.some(({ in: place, required }) => place === 'query' && required)
    if (servedBy !== 'bank' || method !== 'GET' || !askable) continue
    for (const scope of operation.scopes) if (!already.includes(scope) && !found.has(scope)) found.set(scope, operation)
  }
  return found
}

const pathParameters = ({ path }: Operation): string[] =>
  [...path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name ?? '')
