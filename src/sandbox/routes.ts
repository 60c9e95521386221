import type { IncomingMessage } from 'node:http'
import type { Operation } from '../model/contract.js'

/** The operation of a request; `allow` where the path exists with other methods only; undefined where it does not exist. */
export type Route = (
  request: Pick<IncomingMessage, 'method' | 'url'>,
) => Operation | { readonly allow: readonly string[] } | undefined

/** Compiles path templates (OpenAPI 3.1, section 4.8.8.1) of a handful of operations. */
export function compileRoutes(operations: readonly Operation[]): Route {
  const compiled = operations.map((operation) => ({ operation, pattern: patternOf(operation.path) }))
  return ({ url = '', method }) => {
    const end = url.indexOf('?')
    const path = end < 0 ? url : url.slice(0, end)
    const allow: string[] = []
    for (const { operation, pattern } of compiled) {
      if (!pattern.test(path)) continue
      if (operation.method === method) return operation
      allow.push(operation.method)
    }
    return allow.length > 0 ? { allow } : undefined
  }
}

function patternOf(template: string): RegExp {
  const parts = template.split(/\{[^}]+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('[^/]+')}$`)
}
