import type { Clock } from '../../base/clock.js'
import { problem, ProblemError } from '../../base/problem.js'
import type { AdmissionRecord } from '../../model/admission.js'
import type { ApiId } from '../../model/registry.js'
import { addAdmission, admissions, admissionTerms } from '../../store/admission-rows.js'
import { changed } from '../../store/changes.js'
import type { Database } from '../../store/database.js'
import { note, type Actor } from '../../store/journal-rows.js'
import { api as apiById, lockApi } from '../../store/registry-rows.js'
import type { Examiner } from './examiner.js'
import { problemOf } from './gate.js'
import { shortfallsOf, type Shortfall } from './shortfalls.js'
import { differences } from './standing.js'
import { words } from './words.js'

export interface AdmitParts {
  readonly db: Database
  readonly clock: Clock
  readonly examiner: Examiner
}

/**
 * Takes the run of a folder as proof that an API passed in the run's environment. The same run again is the same admission.
 * @throws ProblemError with everything that the run does not prove; the journal has that it was refused
 */
export async function admit(
  { db, clock, examiner }: AdmitParts,
  id: ApiId,
  folder: string,
  actor: Actor,
): Promise<AdmissionRecord> {
  const api = await apiById(db, id)
  if (!api) throw problem('api-unknown', `there is no API «${id}»`, '`synaq registry list` shows them.')
  const proof = examiner.prove(folder)
  const { environment } = proof.standing
  const now = clock.now()
  const refuse = async (shortfalls: readonly Shortfall[]): Promise<never> => {
    const codes = [...new Set(shortfalls.map(({ code }) => code))]
    const details = { run: proof.run, digest: proof.digest, environment, codes }
    await note(db, actor, { at: now, did: 'admission.refuse', object: id, participant: api.participant, details })
    const [first, ...rest] = shortfalls.map(problemOf)
    throw first ? new ProblemError([first, ...rest]) : new Error('refused for nothing')
  }
  if (api.targets[environment] === undefined) return refuse([words.foreignEnvironment(environment)])
  const footing = await examiner.footing(api, environment, 'anew')
  const shortfalls = shortfallsOf(proof, footing, now, await admissionTerms(db))
  if (shortfalls.length > 0) return refuse(shortfalls)
  examiner.keep(folder, proof.run)
  return db.transaction(async (tx) => {
    await lockApi(tx, id)
    const known = (await admissions(tx, id)).find(
      (one) => one.proof.digest === proof.digest && differences(one.footing.standing, footing.standing).length === 0,
    )
    if (known) return known
    const admission = await addAdmission(tx, {
      ...{ api: id, environment, proof, footing, admittedAt: now },
      admittedBy: actor.name,
    })
    await note(tx, actor, {
      ...{ at: now, did: 'admission.enter', object: id, participant: api.participant },
      details: { admission: admission.id, environment, run: proof.run, digest: proof.digest },
    })
    await changed(tx, id)
    return admission
  })
}
