import { fieldsOf } from './fields.js'
import type { LoadedContract } from './loaded.js'
import { messageSchemas, propertyNames } from './property-names.js'

/** Operations whose address is that of an operation of the reference but for versions and names of parameters. */
export function likelyOperations(contract: LoadedContract, reference: LoadedContract, id: string): string[] {
  const known = reference.operations.get(id)
  if (!known) return []
  const wanted = addressShape(`${known.method} ${known.path}`)
  return contract.everyOperation.map(({ address }) => address).filter((address) => addressShape(address) === wanted)
}

function addressShape(address: string): string {
  return address
    .toLowerCase()
    .replace(/\{[^}]*\}/g, '{}')
    .replace(/\/v\d+(\.\d+)*(?=\/)/g, '')
}

/** Properties that answers of the reference must have and that the contract in force has under no name, by operation. */
export function missingCounterparts(
  contract: LoadedContract,
  reference: LoadedContract,
): { readonly operation: string; readonly names: readonly string[] }[] {
  return [...contract.paths].flatMap(([operation, path]) => {
    const needed = messageSchemas(reference.document, reference.paths.get(operation) ?? []).answers
    const required = [...fieldsOf(reference.document, needed, (name) => name)].filter(([, field]) => field.required)
    const names = contract.tables?.answers.get(operation)
    const declared = propertyNames(contract.document, messageSchemas(contract.document, path).answers)
    const missing = required
      .map(([place]) => place.slice(place.lastIndexOf('/') + 1))
      .filter((name) => {
        if (names?.elsewhere.has(name) === true) return false
        const wire = names?.properties.has(name) === true ? names.properties.get(name) : name
        return typeof wire === 'string' && !declared.has(wire)
      })
    const unique = [...new Set(missing)]
    return unique.length > 0 ? [{ operation, names: unique }] : []
  })
}
