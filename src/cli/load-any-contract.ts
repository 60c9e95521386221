import { loadOperatorsContract, type LoadedContract } from '../contract/index.js'
import { sha256 } from '../base/digest.js'
import { readFileSync, existsSync } from 'node:fs'

/**
 * A contract's file to be looked at: the reference itself, or an operator's with its overlay. Where the two do not fit is
 * noted, not refused. @throws ProblemError for a file that does not pass the gate
 */
export async function loadAnyContract(
  file: string,
  overlay: string | undefined,
  reference: LoadedContract,
): Promise<LoadedContract> {
  if (overlay === undefined && existsSync(file) && sha256(readFileSync(file)) === reference.digest) return reference
  return loadOperatorsContract(file, overlay, reference, 'noted')
}
