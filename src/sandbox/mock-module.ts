import { pathToFileURL } from 'node:url'
import { isObject } from '../base/json.js'
import type { Json } from '../base/json.js'
import { problem } from '../base/problem.js'
import type { Mock } from '../system/index.js'

/** Loads a module that exports `mock`. @throws ProblemError where it cannot be loaded or exports none. */
export async function loadMock(path: string): Promise<Mock<Json>> {
  const module: unknown = await import(pathToFileURL(path).href).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error)
    throw problem('mock-unloadable', `The mock cannot be loaded: ${reason}.`, 'Check the path, and build first.', {
      file: path,
    })
  })
  const mock = isObject(module) ? module.mock : undefined
  if (isMock(mock)) return mock
  throw problem('mock-missing', 'The module exports no mock.', 'Export `mock` with initial, operations and defects.', {
    file: path,
  })
}

function isMock(value: unknown): value is Mock<Json> {
  return (
    isObject(value) && typeof value.initial === 'function' && isObject(value.operations) && Array.isArray(value.defects)
  )
}
