import { isObject } from '../base/json.js'
import { ProblemError, type Problem } from '../base/problem.js'
import type { KeyScheme, Operation, OperationId, OperationParameter, ServedBy } from '../model/contract.js'
import type { Overlay } from './overlay.js'
import { locate, valueAt, type Located } from './pointer.js'
import type { Path, Source } from './source.js'
import type { NameTables } from './wire-names.js'

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const

/** An operation with the way to it in the document, for those who need its schemas. */
export interface LocatedOperation {
  readonly operation: Operation
  readonly path: Path
}

/**
 * The operations of an operator's document under the ids of the reference, as far as the document has them.
 * Who answers and which token and scopes are needed is the reference's word. So is what is open, unless the document decides it itself.
 */
export function listMapped(
  document: Record<string, unknown>,
  reference: ReadonlyMap<OperationId, Operation>,
  { operations: find, tables }: Overlay,
  decidesItself: boolean,
): Map<OperationId, LocatedOperation> {
  const all = [...eachOperation(document)]
  const found = new Map<OperationId, LocatedOperation>()
  for (const [id, known] of reference) {
    const { operationId = id, path } = find[id] ?? {}
    const match = all.find(({ template, method, at }) =>
      path === undefined ? at.value.operationId === operationId : path === nameOf(method, template),
    )
    if (!match) continue
    const read = readOperation(document, id, match.template, match.method, known.servedBy, match.at)
    const open = openParameters(known, tables)
    const parameters = decidesItself
      ? read.parameters
      : read.parameters.map((parameter) => ({ ...parameter, open: open.has(`${parameter.in} ${parameter.name}`) }))
    const secured = known.withoutToken ? { withoutToken: known.withoutToken } : {}
    found.set(id, { operation: { ...read, ...secured, parameters, scopes: known.scopes }, path: match.at.path })
  }
  return found
}

/** `in name` on the wire of the parameters whose values the reference opens; header values have rules of their own. */
function openParameters({ id, parameters }: Operation, tables: NameTables): Set<string> {
  const names = tables.parameters.get(id)
  const onWire = (name: string): string | null => (names?.has(name) === true ? (names.get(name) ?? null) : name)
  return new Set(parameters.filter(({ open }) => open).map((parameter) => `${parameter.in} ${onWire(parameter.name)}`))
}

/** Every operation of a document: `GET /accounts`, where it stands, and its operationId if it has one. */
export function operationNames(
  document: Record<string, unknown>,
): { readonly address: string; readonly path: Path; readonly id?: string }[] {
  return [...eachOperation(document)].map(({ template, method, at }) => {
    const id = at.value.operationId
    return { address: nameOf(method, template), path: at.path, ...(typeof id === 'string' ? { id } : {}) }
  })
}

function nameOf(method: string, template: string): string {
  return `${method.toUpperCase()} ${template}`
}

/** True for a document that says anywhere who serves an operation: then it has to say it everywhere. */
export function tellsServers(node: unknown): boolean {
  if (Array.isArray(node)) return node.some(tellsServers)
  return isObject(node) && ('x-served-by' in node || Object.values(node).some(tellsServers))
}

/** Every operation of a gated document. @throws ProblemError where an operation lacks its id or who serves it. */
export function listOperations(source: Source, document: Record<string, unknown>): Map<OperationId, LocatedOperation> {
  if (!tellsServers(document)) return listPublished(source, document)
  const found = new Map<OperationId, LocatedOperation>()
  const problems: Problem[] = []
  for (const { template, method, at } of eachOperation(document)) {
    const id = at.value.operationId
    const servedBy = at.value['x-served-by']
    const place = source.place(at.path)
    const name = nameOf(method, template)
    if (typeof id !== 'string' || id === '') {
      problems.push({
        code: 'contract-operation',
        what: `${name} has no operationId.`,
        remedy: 'Give it one; scenarios call it by this name.',
        place,
      })
      continue
    }
    if (found.has(id)) problems.push(usedTwice(id, source.place([...at.path, 'operationId'])))
    if (servedBy !== 'bank' && servedBy !== 'platform') {
      problems.push({
        code: 'contract-served-by',
        what: `${name} does not say who answers it.`,
        remedy: 'Add «x-served-by: bank» or «x-served-by: platform».',
        place: servedBy === undefined ? place : source.place([...at.path, 'x-served-by']),
      })
      continue
    }
    found.set(id, { operation: withSecurity(document, template, method, id, servedBy, at), path: at.path })
  }
  const [first, ...rest] = problems
  if (first) throw new ProblemError([first, ...rest])
  return found
}

/** The operations of a document that was not written for us: all are the provider's. @throws ProblemError for an id used twice. */
function listPublished(source: Source, document: Record<string, unknown>): Map<OperationId, LocatedOperation> {
  const found = new Map<OperationId, LocatedOperation>()
  const written = operationNames(document).flatMap(({ id }) => id ?? [])
  const problems: Problem[] = []
  for (const { template, method, at } of eachOperation(document)) {
    const own = at.value.operationId
    const id = typeof own === 'string' && own !== '' ? own : newId(method, template, [...written, ...found.keys()])
    if (found.has(id)) problems.push(usedTwice(id, source.place([...at.path, 'operationId'])))
    found.set(id, { operation: withSecurity(document, template, method, id, 'bank', at), path: at.path })
  }
  const [first, ...rest] = problems
  if (first) throw new ProblemError([first, ...rest])
  return found
}

/** An operation as the document itself has it, with what it says of security. */
function withSecurity(
  document: Record<string, unknown>,
  template: string,
  method: (typeof methods)[number],
  id: OperationId,
  servedBy: ServedBy,
  at: Located,
): Operation {
  const security = at.value.security ?? document.security
  const keys = isSecured(security) ? agreedKeys(document, security) : undefined
  const open = isSecured(security) && !keys ? {} : { withoutToken: true as const, ...(keys ? { keys } : {}) }
  return { ...readOperation(document, id, template, method, servedBy, at), ...open }
}

/** `GET /accounts/{accountId}/balances` → `getAccountsByAccountIdBalances`; a number behind it where that is taken. */
function newId(method: string, template: string, taken: readonly string[]): string {
  const words = template.replace(/\{/g, ' by ').split(/[^A-Za-z0-9]+/)
  const id = method + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
  for (let n = 1; ; n++) {
    const candidate = n === 1 ? id : `${id}${n}`
    if (!taken.includes(candidate)) return candidate
  }
}

function usedTwice(id: string, place: Problem['place'] & object): Problem {
  return {
    code: 'contract-operation',
    what: `The operationId «${id}» is used twice.`,
    remedy: 'Give each operation an id of its own.',
    place,
  }
}

function* eachOperation(document: Record<string, unknown>) {
  const paths = isObject(document.paths) ? document.paths : {}
  for (const template of Object.keys(paths)) {
    const item = locate(document, ['paths', template])
    if (!item) continue
    for (const method of methods) {
      const at = locate(document, [...item.path, method])
      if (at) yield { template, method, at }
    }
  }
}

function readOperation(
  document: Record<string, unknown>,
  id: OperationId,
  template: string,
  method: (typeof methods)[number],
  servedBy: ServedBy,
  at: Located,
): Operation {
  const contentType = requestMedia(document, at.path)?.contentType
  return {
    id,
    method: method.toUpperCase() as Operation['method'],
    path: template,
    servedBy,
    scopes: scopesOf(at.value.security ?? document.security),
    parameters: [...parametersOf(document, at.path), ...apiKeys(document, at.value.security ?? document.security)],
    ...(contentType === undefined ? {} : { requestContentType: contentType }),
    ...answerType(document, at.path),
  }
}

/** The content of an operation's request: JSON where it is offered, else the first. */
export function requestMedia(document: Record<string, unknown>, operation: Path) {
  const body = locate(document, [...operation, 'requestBody'])
  const types = isObject(body?.value.content) ? Object.keys(body.value.content) : []
  const contentType = types.find(isJsonType) ?? types[0]
  if (!body || contentType === undefined) return undefined
  return { contentType, required: body.value.required === true, path: [...body.path, 'content', contentType, 'schema'] }
}

/** The content type of an operation's answers of success where it is another than application/json: JSON before others. */
function answerType(document: Record<string, unknown>, operation: Path): { readonly answerContentType?: string } {
  const responses = locate(document, [...operation, 'responses'])?.value ?? {}
  const statuses = Object.keys(responses).filter((key) => key.startsWith('2'))
  const types = statuses.flatMap((status) => {
    const content = locate(document, [...operation, 'responses', status])?.value.content
    return isObject(content) ? Object.keys(content) : []
  })
  const type = types.find(isJsonType) ?? types[0]
  if (type === undefined || /^application\/json\s*(?:;|$)/i.test(type) || type.includes('*')) return {}
  return { answerContentType: type }
}

/** True for application/json and every `+json` (RFC 6839). */
export function isJsonType(contentType: string): boolean {
  return /^application\/(?:[^;]*\+)?json\s*(?:;|$)/i.test(contentType)
}

/** An empty list, and an alternative without a scheme, demand nothing (OpenAPI 3.1, section 4.8.30). */
function isSecured(security: unknown): boolean {
  const alternatives: unknown[] = Array.isArray(security) ? security : []
  return alternatives.length > 0 && alternatives.every((it) => isObject(it) && Object.keys(it).length > 0)
}

/** Scopes of every alternative together: which scheme is used is decided by who calls whom. */
function scopesOf(security: unknown): string[] {
  const alternatives: unknown[] = Array.isArray(security) ? security : []
  const lists = alternatives.flatMap((alternative) => (isObject(alternative) ? Object.values(alternative) : []))
  return [...new Set(lists.flat().filter((scope) => typeof scope === 'string'))]
}

/**
 * The credentials of the first alternative that needs nothing but such as are agreed on beforehand; undefined where a token
 * is wanted, or may be instead.
 */
function agreedKeys(document: Record<string, unknown>, security: unknown): readonly KeyScheme[] | undefined {
  const alternatives = (Array.isArray(security) ? (security as unknown[]) : []).filter(isObject)
  const known = alternatives.map((alternative) => Object.keys(alternative).map((scheme) => keyScheme(document, scheme)))
  if (known.some((schemes) => schemes.includes('token'))) return undefined
  const found = known.find((schemes) => schemes.every((one) => typeof one === 'object' || one === 'certificate'))
  const keys = found?.filter((one) => typeof one === 'object') ?? []
  return keys.length > 0 ? keys : undefined
}

/** What a security scheme wants (OpenAPI 3.1, section 4.8.27). */
function keyScheme(document: Record<string, unknown>, scheme: string): KeyScheme | 'certificate' | 'token' | 'unknown' {
  const {
    type,
    name,
    in: where,
    scheme: kind,
  } = locate(document, ['components', 'securitySchemes', scheme])?.value ?? {}
  if (type === 'mutualTLS') return 'certificate'
  if (type === 'http' && String(kind).toLowerCase() === 'basic')
    return { scheme, in: 'header', name: 'authorization', basic: true }
  if (type !== 'apiKey') return type === undefined ? 'unknown' : 'token'
  return typeof name === 'string' && (where === 'header' || where === 'query') ? { scheme, in: where, name } : 'unknown'
}

/** API keys that a header or the query has to carry: parameters that OpenAPI writes elsewhere (3.1, section 4.8.27). */
function apiKeys(document: Record<string, unknown>, security: unknown): OperationParameter[] {
  const alternatives = (Array.isArray(security) ? (security as unknown[]) : []).filter(isObject)
  const schemes = new Set(alternatives.flatMap((alternative) => Object.keys(alternative)))
  return [...schemes].flatMap((scheme): OperationParameter[] => {
    const { type, name, in: where } = locate(document, ['components', 'securitySchemes', scheme])?.value ?? {}
    if (type !== 'apiKey' || typeof name !== 'string' || (where !== 'header' && where !== 'query')) return []
    const required = alternatives.every((alternative) => Object.hasOwn(alternative, scheme))
    return [{ name, in: where, required, open: false }]
  })
}

/** Parameters of the path, overridden by those of the operation (OpenAPI 3.1, section 4.8.10). */
function parametersOf(document: Record<string, unknown>, operation: Path): OperationParameter[] {
  const merged = new Map<string, OperationParameter>()
  for (const listPath of [
    [...operation.slice(0, -1), 'parameters'],
    [...operation, 'parameters'],
  ]) {
    const list = valueAt(document, listPath)
    if (!Array.isArray(list)) continue
    list.forEach((_, index) => {
      const parameter = locate(document, [...listPath, index])?.value
      if (typeof parameter?.name !== 'string') return
      const where = parameter.in
      if (where !== 'path' && where !== 'query' && where !== 'header') return
      merged.set(`${where} ${parameter.name}`, {
        name: parameter.name,
        in: where,
        required: parameter.required === true,
        open: parameter['x-open'] === true,
      })
    })
  }
  return [...merged.values()]
}
