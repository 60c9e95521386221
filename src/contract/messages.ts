import type { Ajv2020, ValidateFunction } from 'ajv/dist/2020.js'
import { isFormType } from '../base/form.js'
import { isObject, pointer, type Json } from '../base/json.js'
import type { Departure, Headers, ReceivedRequest } from '../model/contract.js'
import { newAjv } from './ajv.js'
import { departuresOf, distinct, safeName, seenAs, type DeclaredNames } from './departures.js'
import { isJsonType, requestMedia } from './operations.js'
import { locate, referenceTo, type Located } from './pointer.js'
import { formValue, receivedParameters, repeatedFields, type ReceivedParameter } from './received.js'
import { requestBody } from './request-body.js'
import { eachSchema } from './schemas.js'
import type { Path } from './source.js'

const documentId = 'contract'

/** Compares messages with the contract. Schemas are compiled when first needed and kept. */
export class MessageValidator {
  readonly #ajv: Ajv2020
  readonly #coercing: Ajv2020
  readonly #declared: DeclaredNames
  readonly #compiled = new Map<string, ValidateFunction>()

  constructor(readonly document: Record<string, unknown>) {
    this.#ajv = newAjv(false)
    this.#ajv.addSchema(document, documentId)
    this.#coercing = newAjv(true)
    this.#coercing.addSchema(document, documentId)
    this.#declared = declaredNames(document)
  }

  /** Departures of a response of the operation at `operation`. */
  response(operation: Path, status: number, headers: Headers, body: Json | undefined): Departure[] {
    const declared = responseAt(this.document, operation, status)
    if (!declared)
      return [
        {
          at: 'status',
          rule: 'undeclared',
          expected: declaredStatuses(this.document, operation),
          seen: String(status),
        },
      ]
    return distinct([...this.#headers(declared, headers), ...this.#body(declared, headers, body)])
  }

  /** Departures of the body of a request; a form is compared as an object of texts. */
  request(operation: Path, body: Json | undefined): Departure[] {
    const media = requestMedia(this.document, operation)
    if (!media)
      return body === undefined ? [] : [{ at: '', rule: 'undeclared', expected: 'no body', seen: seenAs(body) }]
    if (body === undefined) return media.required ? [missingBody(media.contentType)] : []
    return isJsonType(media.contentType)
      ? this.#errors(this.#ajv, media.path, body)
      : this.#errors(this.#coercing, media.path, structuredClone(body))
  }

  /** Departures of a request as somebody sent it: its parameters, its content type, its body. */
  received(operation: Path, template: string, request: ReceivedRequest): Departure[] {
    const parameters = receivedParameters(this.document, operation, template, request)
    return distinct([
      ...parameters.flatMap((parameter) => this.#parameter(parameter)),
      ...this.#sent(operation, request),
    ])
  }

  #parameter({ declared, at, required, isList, values }: ReceivedParameter): Departure[] {
    const [first, ...more] = values
    if (first === undefined) return required ? [{ at, rule: 'required', expected: 'required', seen: 'absent' }] : []
    if (more.length > 0 && !isList) return [{ at, rule: 'repeated', expected: 'once', seen: `${values.length} times` }]
    if (!isObject(declared.value.schema)) return []
    const value = isList ? [...values] : first
    return this.#errors(this.#coercing, [...declared.path, 'schema'], value).map((one) => ({ ...one, at }))
  }

  #sent(operation: Path, request: ReceivedRequest): Departure[] {
    const media = requestMedia(this.document, operation)
    const { body = '' } = request
    if (!media || body === '') return this.request(operation, body === '' ? undefined : body)
    const type = request.headers['content-type']
    if (type === undefined || !covers(media.contentType, type))
      return [
        {
          at: 'content-type',
          rule: 'undeclared',
          expected: media.contentType,
          seen: type === undefined ? 'absent' : mediaType(type),
        },
      ]
    const schema = locate(this.document, media.path)
    if (!isFormType(type)) {
      const read = requestBody(request)
      return read === undefined ? [missingBody(media.contentType)] : this.request(operation, read)
    }
    const twice = repeatedFields(body, schema).map((name) => ({
      at: pointer('', safeName(name, this.#declared)),
      rule: 'repeated',
      expected: 'once',
      seen: 'more than once',
    }))
    return [...twice, ...this.request(operation, formValue(body, schema))]
  }

  #headers(response: Located, headers: Headers): Departure[] {
    const declared = isObject(response.value.headers) ? response.value.headers : {}
    return Object.keys(declared).flatMap((name) => {
      const header = locate(this.document, [...response.path, 'headers', name])
      // OpenAPI 3.1, section 4.8.17: a header called Content-Type is ignored here.
      if (!header || name.toLowerCase() === 'content-type') return []
      const at = `header:${name.toLowerCase()}`
      const value = headers[name.toLowerCase()]
      if (value === undefined)
        return header.value.required === true
          ? [{ at, rule: 'required', expected: `required header ${name}`, seen: 'absent' }]
          : []
      if (!isObject(header.value.schema)) return []
      const found = this.#errors(this.#coercing, [...header.path, 'schema'], value)
      return found.map((departure) => ({ ...departure, at }))
    })
  }

  #body(response: Located, headers: Headers, body: Json | undefined): Departure[] {
    const declared = isObject(response.value.content) ? Object.keys(response.value.content) : []
    if (declared.length === 0) return []
    const seen = headers['content-type']
    const type = declared.find((range) => seen !== undefined && covers(range, seen))
    if (type === undefined)
      return [
        {
          at: 'content-type',
          rule: 'undeclared',
          expected: declared.join(' or '),
          seen: seen === undefined ? 'absent' : mediaType(seen),
        },
      ]
    if (!isJsonType(seen ?? '')) return []
    if (body === undefined) return [missingBody(type)]
    return this.#errors(this.#ajv, [...response.path, 'content', type, 'schema'], body)
  }

  #errors(ajv: Ajv2020, schema: Path, value: Json): Departure[] {
    const validate = this.#validator(ajv, schema)
    return validate(value) ? [] : departuresOf(validate.errors ?? [], this.#declared)
  }

  #validator(ajv: Ajv2020, schema: Path): ValidateFunction {
    const $ref = referenceTo(documentId, schema)
    const key = `${ajv === this.#ajv ? 'json' : 'text'} ${$ref}`
    let validate = this.#compiled.get(key)
    if (!validate) this.#compiled.set(key, (validate = ajv.compile({ $ref })))
    return validate
  }
}

/** The declared response for a status: the exact one, then its class (`4XX`), then `default`. */
export function responseAt(document: Record<string, unknown>, operation: Path, status: number): Located | undefined {
  for (const key of [String(status), `${Math.floor(status / 100)}XX`, 'default']) {
    const response = locate(document, [...operation, 'responses', key])
    if (response) return response
  }
  return undefined
}

function declaredStatuses(document: Record<string, unknown>, operation: Path): string {
  return Object.keys(locate(document, [...operation, 'responses'])?.value ?? {}).join(' or ')
}

function missingBody(contentType: string): Departure {
  return { at: '', rule: 'required', expected: `a body of ${contentType}`, seen: 'absent or not readable' }
}

/** Whether a media range of the contract (`application/*`) covers a content type. */
function covers(range: string, contentType: string): boolean {
  const [type, subtype] = mediaType(range).split('/')
  const [seenType, seenSubtype] = mediaType(contentType).split('/')
  return (type === '*' || type === seenType) && (subtype === '*' || subtype === seenSubtype)
}

/** The media type without parameters; anything that is none is not repeated. */
function mediaType(value: string): string {
  const type = (value.split(';')[0] ?? '').trim().toLowerCase()
  return /^[a-z*]+\/[a-z0-9.+*-]{1,60}$/.test(type) ? type : 'no media type'
}

function declaredNames(document: Record<string, unknown>): DeclaredNames {
  const names = new Set<string>()
  eachSchema(document, ({ properties }) => {
    if (isObject(properties)) for (const name of Object.keys(properties)) names.add(name)
  })
  return names
}
