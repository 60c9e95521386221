import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { problem } from '../../base/problem.js'
import { evidenceOf } from '../../store/evidence-rows.js'
import { exitCodes, type ExitCode } from '../exit-codes.js'
import { unpackRun } from '../serve/run-pack.js'
import { withStore } from '../serve/with-store.js'
import type { Output } from '../wiring.js'

export interface EvidenceOptions {
  readonly run: string
  readonly data: string
  /** Folder that the run's folder is made in. */
  readonly out: string
}

/** `synaq evidence` — writes the record of a round into a folder, as `synaq run` leaves one: to be judged, reported, handed over. */
export async function evidence({ run, data, out: into }: EvidenceOptions, out: Output): Promise<ExitCode> {
  const folder = join(resolve(into), run)
  if (existsSync(folder))
    throw problem('folder-taken', 'this folder is there already', 'Remove it, or name another with --out.', {
      file: folder,
    })
  const pack = await withStore(data, (db) => evidenceOf(db, run))
  if (!pack)
    throw problem(
      'run-not-kept',
      `no record of the run «${run}» is kept`,
      'The page of an API shows its runs; how long records are kept stands under «retention» in the settings.',
      { name: run },
    )
  await unpackRun(pack, folder)
  out.line(folder)
  out.result({ run, folder })
  return exitCodes.conforms
}
