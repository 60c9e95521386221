import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'

/**
 * A validator for JSON Schema 2020-12 with formats.
 * `coerce`: values are texts (headers, forms) and are read as the type that the schema names.
 * Not strict, because the gate has refused unknown words already and `x-` words must be tolerated.
 */
export function newAjv(coerce: boolean): Ajv2020 {
  const ajv = new Ajv2020({
    strict: false,
    allErrors: true,
    verbose: true,
    validateSchema: false,
    coerceTypes: coerce,
    logger: false,
    code: { regExp: Object.assign(regularExpression, { code: 'new RegExp' }) },
  })
  formats.default(ajv)
  return ajv
}

/**
 * The regular expression of a pattern: with the flag u as JSON Schema recommends (2020-12, section 6.4), and without it
 * where published files escape what need not be escaped. @throws SyntaxError for one that is neither
 */
export function regularExpression(pattern: string): RegExp {
  try {
    return new RegExp(pattern, 'u')
  } catch {
    return new RegExp(pattern)
  }
}
