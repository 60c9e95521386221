import { Agent, fetch } from 'undici'
import { apiFile, apiFileId, type Check } from '../../src/operator/registry/api-file.js'
import { operationsOf } from '../../src/web/api/routes.js'
import { isObject, pointer } from '../../src/base/json.js'

export interface Answered {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
  readonly etag: string
}

/** What a program with this token gets; every answer is compared with docs/operator-api.yaml. */
export type Ask = (
  method: 'GET' | 'PUT' | 'POST' | 'DELETE',
  path: string,
  body?: object,
  headers?: Readonly<Record<string, string>>,
) => Promise<Answered>

const checks = new Map<string, Check>()
const operations = operationsOf(apiFile().document).map(({ method, path, id }) => ({
  ...{ method, path, id },
  pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
}))
/** Operations whose success was seen. */
export const succeeded = new Set<string>()

/** `ca` is the authority of the server's certificate. */
export function asker(url: string, ca: string, token?: string): Ask {
  const dispatcher = new Agent({ connect: { ca } })
  return async (method, path, body, headers = {}) => {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      dispatcher,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body ? { 'content-type': 'application/json' } : {}),
        ...headers,
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    const text = await response.text()
    const answered = text === '' ? undefined : (JSON.parse(text) as unknown)
    compare(method, path.split('?')[0] ?? '', response.status, answered)
    return {
      status: response.status,
      body: isObject(answered) ? answered : {},
      etag: response.headers.get('etag') ?? '',
    }
  }
}

function compare(method: string, path: string, status: number, body: unknown): void {
  const operation = operations.find((one) => one.method === method && one.pattern.test(path))
  if (!operation) return
  if (status < 300) succeeded.add(operation.id)
  const at = `#/paths${pointer(pointer('', operation.path), method.toLowerCase())}/responses`
  const [declared, where] = responseAt(at, String(status)) ?? responseAt(at, 'default') ?? []
  if (declared === undefined || where === undefined) throw new Error(`${operation.id} declares no answer ${status}`)
  if (!isObject(declared.content)) {
    if (body !== undefined) throw new Error(`${operation.id} ${status} declares no body`)
    return
  }
  const reference = `${apiFileId}${where}/content/application~1json/schema`
  const check = checks.get(reference) ?? apiFile().check({ $ref: reference })
  checks.set(reference, check)
  const misfits = check(structuredClone(body))
  if (misfits.length > 0) throw new Error(`${operation.id} ${status}: ${JSON.stringify(misfits)}`)
}

/** A response as the file has it, and the way to it. */
function responseAt(at: string, status: string): [Record<string, unknown>, string] | undefined {
  const where = `${at}/${status}`
  const found = lookUp(where)
  if (!isObject(found)) return undefined
  return typeof found.$ref === 'string' ? [lookUp(found.$ref) as Record<string, unknown>, found.$ref] : [found, where]
}

function lookUp(reference: string): unknown {
  return reference
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((node, key) => (isObject(node) ? node[key] : undefined), apiFile().document)
}
