import type { Footing, Proof } from '../../model/admission.js'
import type { ApiEnvironment, ApiRecord } from '../../model/registry.js'
import type { Surroundings } from '../registry/check.js'

/** Reads target files and the evidence of runs, for the registry and the gate. */
export interface Examiner extends Surroundings {
  /**
   * What an API has to prove in an environment. `lately` may answer what was read within the last minute.
   * @throws ProblemError where the target file or what it names is not in order
   */
  footing(api: ApiRecord, environment: ApiEnvironment, how: 'anew' | 'lately'): Promise<Footing>
  /** Judges a run again from its folder. @throws ProblemError where it is none, or its record was changed */
  prove(folder: string): Proof
  /** Keeps the evidence of a run where its page is made from, so that it can be looked at as long as the admission stands. */
  keep(folder: string, run: string): void
}
