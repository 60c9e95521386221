import { existsSync } from 'node:fs'
import { systemClock } from '../../base/clock.js'
import { ProblemError, problem } from '../../base/problem.js'
import { inLanguage, literal } from '../../base/text.js'
import { didYouMean } from '../../base/suggest.js'
import type { DecisionAction } from '../../model/decision.js'
import { admit } from '../../operator/admission/admit.js'
import type { Examiner } from '../../operator/admission/examiner.js'
import { createGate, type GateReport } from '../../operator/admission/gate.js'
import { moveByHand } from '../../operator/moves.js'
import { enter, registryOf, type Entered } from '../../operator/registry/enter.js'
import { readRegistryFile, registryText } from '../../operator/registry/file.js'
import { writeWhole } from '../../report/index.js'
import { admissions } from '../../store/admission-rows.js'
import { applicationsOf } from '../../store/application-rows.js'
import { certificatesAround } from '../../store/certificate-rows.js'
import type { Database, Queryable } from '../../store/database.js'
import { lockApi } from '../../store/registry-rows.js'
import { exitCodes, type ExitCode } from '../exit-codes.js'
import {
  apiLines,
  certificateLine,
  enteredLines,
  gateLines,
  movedLine,
  admittedLines,
  registryLines,
} from '../registry-lines.js'
import { atConsole } from '../serve/at-console.js'
import { createExaminer, operatorFolders } from '../serve/examiner.js'
import { ProjectShelf } from '../serve/project-shelf.js'
import { withStore } from '../serve/with-store.js'
import type { Output, Wiring } from '../wiring.js'

interface Where {
  readonly data: string
}

/** `synaq registry list` — participants, APIs, applications, certificates and when they end. */
export async function registryList({ data }: Where, out: Output): Promise<ExitCode> {
  const registry = await withStore(data, registryOf)
  registryLines(registry, systemClock.now(), out.language).forEach((line) => out.line(line))
  const { participants, apis, applications, certificates } = registry
  const lists = { participants, apis, applications, certificates }
  out.result(Object.fromEntries(Object.entries(lists).map(([kind, byId]) => [kind, [...byId.values()]])))
  return exitCodes.conforms
}

/** `synaq registry show ID` — an API with its gate, or whatever else has this id. */
export async function registryShow(
  { id, data }: Where & { readonly id: string },
  wiring: Wiring,
  out: Output,
): Promise<ExitCode> {
  const { language } = out
  const now = systemClock.now()
  return withStore(data, async (db) => {
    const { participants, apis, applications, certificates } = await registryOf(db)
    const api = apis.get(id)
    if (api) {
      const gate = api.state === 'draft' ? await gateOf(db, id, examinerOf(data, wiring)) : undefined
      const [made, connected] = [await admissions(db, id), await applicationsOf(db, id)]
      const around = await certificatesAround(db, id, api.participant)
      apiLines({ api, admissions: made, applications: connected, certificates: around }, now, language).forEach(
        (line) => out.line(line),
      )
      gateLines(gate, language).forEach((line) => out.line(line))
      out.result({ ...api, admissions: made, applications: connected, certificates: around, ...(gate ? { gate } : {}) })
      return exitCodes.conforms
    }
    const found = participants.get(id) ?? applications.get(id) ?? certificates.get(id)
    if (!found) throw unknown(id, [...participants.keys(), ...apis.keys(), ...applications.keys()])
    const own = [...certificates.values()].filter((one) => one.participant === id || one.application === id)
    out.line(JSON.stringify(found, null, 2))
    own.forEach((one) => out.line(certificateLine(one, now, language)))
    out.result({ ...found, certificates: own })
    return exitCodes.conforms
  })
}

/** `synaq registry import FILE` — enters what is new or different; all of the file or nothing. */
export async function registryImport(
  { file, check, data }: Where & { readonly file: string; readonly check: boolean },
  wiring: Wiring,
  out: Output,
): Promise<ExitCode> {
  const read = readRegistryFile(file)
  const around = examinerOf(data, wiring)
  const entered = await withStore(data, (db) =>
    transactionOrTrial(db, check, async (tx) => {
      const result = await enter(tx, read.entries, { around, actor: atConsole(), now: systemClock.now() })
      if (!('troubles' in result)) return result
      const [first, ...rest] = read.problems(result.troubles)
      throw first ? new ProblemError([first, ...rest]) : new Error('refused for nothing')
    }),
  )
  enteredLines(entered, check, out.language).forEach((line) => out.line(line))
  out.result(entered)
  return exitCodes.conforms
}

/** Writes, or only looks what would be written. */
async function transactionOrTrial(
  db: Database,
  check: boolean,
  work: (tx: Queryable) => Promise<Entered>,
): Promise<Entered> {
  if (!check) return db.transaction(work)
  let result: Entered | undefined
  const undo = new Error('only looked at')
  await db
    .transaction(async (tx) => {
      result = await work(tx)
      throw undo
    })
    .catch((error: unknown) => {
      if (error !== undo) throw error
    })
  return result ?? { added: [], changed: [], same: 0 }
}

/** `synaq registry export [FILE]` — the registry as a file that `import` reads. */
export async function registryExport(
  { file, data }: Where & { readonly file?: string },
  out: Output,
): Promise<ExitCode> {
  const text = registryText(await withStore(data, registryOf))
  if (file === undefined) process.stdout.write(text)
  else {
    if (existsSync(file))
      throw problem('export-exists', 'there is a file of this name', 'Name another one, or take it away.', { file })
    writeWhole(file, text)
    out.line(file)
  }
  return exitCodes.conforms
}

/** `synaq registry admit API RUN` — takes a run as proof that an API passed in the run's environment. */
export async function registryAdmit(
  { api, run, data }: Where & { readonly api: string; readonly run: string },
  wiring: Wiring,
  out: Output,
): Promise<ExitCode> {
  const examiner = examinerOf(data, wiring)
  const { admission, gate } = await withStore(data, async (db) => ({
    admission: await admit({ db, clock: systemClock, examiner }, api, run, atConsole()),
    gate: await gateOf(db, api, examiner),
  }))
  admittedLines(admission, out.language).forEach((line) => out.line(line))
  gateLines(gate, out.language).forEach((line) => out.line(line))
  out.result({ ...admission, gate })
  return exitCodes.conforms
}

/** `synaq registry publish API`, `unpublish`, `limit`, `republish` — by hand; the first publication takes an open gate. */
export async function registryMove(
  {
    api: id,
    action,
    reason,
    data,
  }: Where & { readonly api: string; readonly action: DecisionAction; readonly reason: string },
  wiring: Wiring,
  out: Output,
): Promise<ExitCode> {
  const gate = createGate(examinerOf(data, wiring))
  const decision = await withStore(data, (db) =>
    db.transaction(async (tx) => {
      const api = await lockApi(tx, id)
      if (!api) throw unknown(id, [...(await registryOf(tx)).apis.keys()])
      const how = { actor: atConsole(), why: literal(reason) }
      return moveByHand({ clock: systemClock, gate }, tx, api, action, how)
    }),
  )
  out.line(inLanguage(movedLine(id, action, decision), out.language))
  out.result({ api: id, action, decision })
  return exitCodes.conforms
}

function examinerOf(data: string, wiring: Wiring): Examiner {
  return createExaminer(wiring, operatorFolders(data), new ProjectShelf(wiring))
}

/** Of an API that waits for its first publication. */
async function gateOf(db: Database, id: string, examiner: Examiner): Promise<GateReport | undefined> {
  const api = (await registryOf(db)).apis.get(id)
  return api?.state === 'draft' ? createGate(examiner).report(db, api, systemClock.now(), 'anew') : undefined
}

function unknown(id: string, known: readonly string[]) {
  return problem(
    'registry-unknown',
    `there is nothing with the id «${id}».${didYouMean(id, known)}`,
    '`synaq registry list` shows what there is.',
  )
}
