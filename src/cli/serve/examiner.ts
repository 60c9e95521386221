import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { isAbsolute, join, resolve } from 'node:path'
import type { AddressGuard } from '../../base/address-guard.js'
import { diskProblem } from '../../base/disk.js'
import { newUuid } from '../../base/ids.js'
import { problem } from '../../base/problem.js'
import { readRunFolder, recordNames, runDigest } from '../../evidence/run-folder.js'
import { judgeFolder } from '../../judge/record.js'
import type { Footing, Proof } from '../../model/admission.js'
import type { ApiEnvironment, ApiRecord } from '../../model/registry.js'
import type { Examiner } from '../../operator/admission/examiner.js'
import { footingOf } from '../../operator/admission/footing.js'
import { proofOf } from '../../operator/admission/proof.js'
import { makePlan } from '../../plan/plan.js'
import { readTargetFile } from '../../target/target-file.js'
import { viewTarget } from '../open-target.js'
import { systemHomes } from '../system-home.js'
import { refuseUnknownScenarios } from '../target-fit.js'
import type { Wiring } from '../wiring.js'
import { ProjectShelf } from './project-shelf.js'

/** Where an operator keeps what runs rest on, in its data folder. */
export interface OperatorFolders {
  /** Where relative names of target files are looked up. */
  readonly targets: string
  /** Runs of probes. */
  readonly runs: string
  /** Runs on which first publication rests. */
  readonly admitted: string
}

/** The folders within the data folder. */
export function operatorFolders(data: string): OperatorFolders {
  return { targets: join(data, 'targets'), runs: join(data, 'runs'), admitted: join(data, 'admitted') }
}

/** What files say is believed for so long where a page is only looked at. */
const believedMs = 60_000
/** A page does not wait longer for a sandbox. */
const waitedMs = 5_000

/** Reads target files and runs as the engine does; `guard` decides which sandboxes may be asked, all of them where absent. */
export function createExaminer(
  wiring: Wiring,
  folders: OperatorFolders,
  shelf: ProjectShelf,
  guard?: AddressGuard,
): Examiner {
  const lately = new Map<string, { readonly at: number; readonly footing: Promise<Footing> }>()
  const anew = async (api: ApiRecord, environment: ApiEnvironment): Promise<Footing> => {
    const named = api.targets[environment]
    if (named === undefined) throw noTarget(api, environment)
    const { file, target } = await viewTarget(isAbsolute(named) ? named : join(folders.targets, named), guard)
    const project = await shelf.of(target, file)
    refuseUnknownScenarios(file, target.required, project.scenarios)
    return footingOf(makePlan({ ...project, target, vocabulary: wiring.vocabulary }), project.scenarios)
  }
  return {
    systems: systemHomes(wiring).map(({ id }) => id),
    sight: (targetFile) => {
      const { system, role, participant, environment } = readTargetFile(targetFile)
      return { system, role, participant: participant.id, environment }
    },
    footing: async (api, environment, how) => {
      if (how === 'anew') return anew(api, environment)
      const key = [api.id, environment, api.targets[environment]].join('\n')
      const known = lately.get(key)
      if (known && performance.now() - known.at < believedMs) return inTime(known.footing)
      const footing = anew(api, environment)
      lately.set(key, { at: performance.now(), footing })
      footing.catch(() => lately.delete(key))
      return inTime(footing)
    },
    prove: (folder) => prove(resolve(folder), wiring),
    keep: (folder, run) => keep(resolve(folder), join(folders.admitted, run)),
  }
}

async function inTime(footing: Promise<Footing>): Promise<Footing> {
  let timer: NodeJS.Timeout | undefined
  const slow = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(problem('target-slow', 'the sandbox that it names does not answer', 'Is it running? Load the page again.'))
    }, waitedMs)
  })
  try {
    return await Promise.race([footing, slow])
  } finally {
    clearTimeout(timer)
  }
}

function prove(folder: string, { vocabulary }: Wiring): Proof {
  const record = judgeFolder(readRunFolder(folder), vocabulary.checks)
  // It becomes the name of a folder.
  if (!/^[0-9A-Za-z][\w-]{0,59}$/.test(record.run))
    throw problem('run-name', 'the run has no name as runs have it', 'Take the folder as `synaq run` wrote it.', {
      file: folder,
    })
  return proofOf(record, runDigest(folder))
}

/** Copies the evidence, whole or not at all. */
function keep(folder: string, kept: string): void {
  if (existsSync(kept)) {
    if (runDigest(kept) === runDigest(folder)) return
    throw problem(
      'run-other',
      'another run of this name was admitted before',
      'Run again: each run has its own name.',
      {
        file: folder,
      },
    )
  }
  const making = `${kept}.${newUuid()}`
  try {
    mkdirSync(making, { recursive: true, mode: 0o700 })
    for (const part of recordNames(folder)) cpSync(join(folder, part), join(making, part), { recursive: true })
    renameSync(making, kept)
  } catch (error) {
    rmSync(making, { recursive: true, force: true })
    throw diskProblem(error, kept) ?? error
  }
}

function noTarget({ id }: ApiRecord, environment: ApiEnvironment) {
  return problem(
    'probe-target',
    `the API «${id}» has no target file for the ${environment} environment`,
    `Enter targets.${environment} in the registry.`,
  )
}
