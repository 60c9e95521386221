import { formFields, isFormType } from '../base/form.js'
import { parseJson, type Json } from '../base/json.js'
import type { Headers } from '../model/contract.js'

/** The body of a request: a form as an object of texts, else parsed JSON; undefined where it is neither or there is none. */
export function requestBody(request: { readonly headers: Headers; readonly body?: string }): Json | undefined {
  const { headers, body } = request
  if (body === undefined || body === '') return undefined
  return isFormType(headers['content-type'] ?? '') ? formFields(body) : parseJson(body)
}
