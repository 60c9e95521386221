import { existsSync, readFileSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import { parseDocument } from 'yaml'
import { isObject } from '../base/json.js'
import { isNestedTooDeeply } from '../base/nesting.js'

/** A file with parts of a contract refers to no more others than this. */
const most = 500

/**
 * The files that a contract refers to, also by way of each other, by their paths from its folder; the contract itself is not
 * among them. It has passed the gate, so that all are there and lie under its folder.
 */
export function externalFiles(contract: string): string[] {
  const folder = dirname(resolve(contract))
  const found = new Set<string>()
  const visit = (file: string): void => {
    for (const reference of referencesIn(file)) {
      const path = resolve(dirname(file), decodeURIComponent(reference.split('#')[0] ?? ''))
      const name = relative(folder, path)
      if (name === '' || name.startsWith('..') || found.has(name) || found.size >= most || !existsSync(path)) continue
      if (path === resolve(contract)) continue
      found.add(name)
      visit(path)
    }
  }
  visit(resolve(contract))
  return [...found].sort()
}

/** References of a file to other files. */
function referencesIn(file: string): string[] {
  const text = readFileSync(file, 'utf8')
  if (isNestedTooDeeply(text)) return []
  const found: string[] = []
  const walk = (node: unknown): void => {
    if (Array.isArray(node)) node.forEach(walk)
    else if (isObject(node))
      for (const [key, value] of Object.entries(node)) {
        if (key === '$ref' && typeof value === 'string') {
          if (!value.startsWith('#') && !/^[a-z][a-z0-9+.-]*:/i.test(value)) found.push(value)
        } else walk(value)
      }
  }
  walk(parseDocument(text).toJS())
  return found
}
