import type { KeyScheme, Operation } from '../model/contract.js'
import type { StepTrouble } from '../model/evidence.js'
import type { StepContext } from '../model/vocabulary.js'

/**
 * Adds the credentials that the contract wants of an operation and the target holds: API keys, name and password. What a step
 * says itself stays as it is. Answers the address with the keys that belong into it, or why it cannot be made.
 */
export function withAgreedKeys(
  url: string,
  operation: Operation,
  headers: Record<string, string>,
  /** Names of header fields, in lower case, that the step gives or leaves out itself. */
  own: readonly string[],
  context: StepContext,
): string | StepTrouble {
  const address = new URL(url)
  for (const scheme of operation.keys ?? []) {
    const name = scheme.in === 'header' ? scheme.name.toLowerCase() : scheme.name
    const isOwn =
      scheme.in === 'header' ? headers[name] !== undefined || own.includes(name) : address.searchParams.has(name)
    if (isOwn) continue
    const held = context.target.credentials?.[scheme.scheme]
    if (held === undefined)
      return {
        cause: 'configuration',
        what: `the target holds no credential «${scheme.scheme}», which the contract wants for «${operation.id}» (credentials)`,
      }
    const value = asSent(scheme, held)
    context.secret(held)
    context.secret(value)
    if (scheme.in === 'header') headers[name] = value
    else address.searchParams.set(name, value)
  }
  return (operation.keys ?? []).some((scheme) => scheme.in === 'query') ? address.href : url
}

/** A name and password as RFC 7617 writes them; a key as it is. */
const asSent = ({ basic }: KeyScheme, held: string): string =>
  basic ? `Basic ${Buffer.from(held, 'utf8').toString('base64')}` : held
