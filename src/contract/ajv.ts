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
  })
  formats.default(ajv)
  return ajv
}
