import { languageSchema } from '../../language/index.js'
import { exitCodes, type ExitCode } from '../exit-codes.js'
import { loadProject } from '../project.js'
import { onlySystem } from '../system-home.js'
import type { Wiring } from '../wiring.js'

/**
 * `synaq schema` — the JSON Schema of scenario and procedure files, for editors. With a system's id, or a folder of systems with
 * only one in it, calls of its procedures are described too.
 */
export async function schema(id: string, wiring: Wiring): Promise<ExitCode> {
  const system = id === '' && wiring.systemDir !== undefined ? onlySystem(wiring) : id
  const procedures = system === '' ? [] : (await loadProject(system, wiring)).procedures
  process.stdout.write(`${JSON.stringify(languageSchema(wiring.vocabulary, procedures), null, 2)}\n`)
  return exitCodes.conforms
}
