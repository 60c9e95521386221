import { pathToFileURL } from 'node:url'
import { isObject } from '../base/json.js'
import type { Json } from '../base/json.js'
import { problem } from '../base/problem.js'
import * as kit from '../system/index.js'
import type { Kit, Mock } from '../system/index.js'

/**
 * Loads a module that exports `mock`, or a function of that name which is given the kit and answers one.
 * @throws ProblemError where it cannot be loaded or exports none.
 */
export async function loadMock(path: string): Promise<Mock<Json>> {
  const place = { file: path }
  let exported: unknown
  try {
    const module: unknown = await import(pathToFileURL(path).href)
    const given = isObject(module) ? module.mock : undefined
    exported = isMaker(given) ? given(kit) : given
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw problem(
      'mock-unloadable',
      `The mock cannot be loaded: ${reason}.`,
      'Mend it; build first where it is ours.',
      place,
    )
  }
  if (isMock(exported)) return exported
  const remedy = 'Export `mock` with initial, operations and defects, or a function that answers it.'
  throw problem('mock-missing', 'The module exports no mock.', remedy, place)
}

const isMaker = (value: unknown): value is (given: Kit) => unknown => typeof value === 'function'

function isMock(value: unknown): value is Mock<Json> {
  return (
    isObject(value) && typeof value.initial === 'function' && isObject(value.operations) && Array.isArray(value.defects)
  )
}
