import { createContext, Script } from 'node:vm'
import { isObject } from '../../base/json.js'

const script = new Script('work()')

/**
 * Does some work for at most as many milliseconds, then breaks it off wherever it is: a thread of Node's watches the clock.
 * It is no cage, only an end: what the work may do is limited by what it is made of.
 */
export function withinTime<T>(limitMs: number, work: () => T): { readonly done: T } | 'too-slow' {
  try {
    return { done: script.runInContext(createContext({ work }), { timeout: limitMs }) as T }
  } catch (error) {
    if (isObject(error) && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return 'too-slow'
    throw error
  }
}
