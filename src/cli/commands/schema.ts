import { languageSchema } from '../../language/index.js'
import { exitCodes, type ExitCode } from '../exit-codes.js'
import type { Wiring } from '../wiring.js'

/** `synaq schema` — the JSON Schema of scenario and procedure files, for editors. */
export function schema(wiring: Wiring): ExitCode {
  process.stdout.write(`${JSON.stringify(languageSchema(wiring.vocabulary), null, 2)}\n`)
  return exitCodes.conforms
}
