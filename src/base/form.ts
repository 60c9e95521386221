import type { JsonObject } from './json.js'

/** True for a form, as OAuth's operations take it. */
export function isFormType(contentType: string): boolean {
  return /^application\/x-www-form-urlencoded\s*(?:;|$)/i.test(contentType)
}

/** The fields of a form; of one that came twice, the last. */
export function formFields(body: string): JsonObject {
  return Object.fromEntries([...new URLSearchParams(body)].filter(([name]) => name !== '__proto__'))
}
