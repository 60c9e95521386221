import { mkdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { systemClock } from '../../base/clock.js'
import { isLoopback } from '../../base/loopback.js'
import { problem } from '../../base/problem.js'
import { pathBeside } from '../../base/secret.js'
import { inLanguage } from '../../base/text.js'
import { createGate } from '../../operator/admission/gate.js'
import { startOperator } from '../../operator/operator.js'
import { readSettings, type OperatorSettings } from '../../operator/settings/settings.js'
import { saveAdmissionTerms } from '../../store/admission-rows.js'
import { openStore } from '../../store/open.js'
import type { Certificate } from '../../web/parts.js'
import { startWeb } from '../../web/server.js'
import { exitCodes, type ExitCode } from '../exit-codes.js'
import { Closing } from '../serve/closing.js'
import { createExaminer, operatorFolders } from '../serve/examiner.js'
import { createProbeEngine } from '../serve/probe-engine.js'
import { ProjectShelf } from '../serve/project-shelf.js'
import { settledWork } from '../serve/settled-work.js'
import { trialWork } from '../serve/trial-work.js'
import { words } from '../serve/words.js'
import { untilTold } from '../until-told.js'
import type { Output, Wiring } from '../wiring.js'

export interface ServeOptions {
  readonly system: string
  readonly data: string
  readonly port: number
  /** A file of settings: the operator's real work; a trial where absent. */
  readonly settings?: string
  /** Of a trial: a policy file; its own where absent. */
  readonly policy?: string
  /** Where the page is served; loopback where absent. Elsewhere it asks for tokens and needs a certificate. */
  readonly host?: string
  /** PEM files. */
  readonly certificate?: string
  readonly key?: string
}

/** `synaq serve` — the operator on this machine: database, probes, policy, page. It stays up until it is told to end. */
export async function serve(options: ServeOptions, wiring: Wiring, out: Output): Promise<ExitCode> {
  const closing = new Closing()
  try {
    const told = untilTold()
    await start(options, wiring, out, closing)
    await told
  } finally {
    for (const failure of await closing.close()) process.stderr.write(`${String(failure)}\n`)
  }
  return exitCodes.conforms
}

async function start(options: ServeOptions, wiring: Wiring, out: Output, closing: Closing): Promise<void> {
  const settings = options.settings === undefined ? undefined : readSettings(options.settings)
  const access = accessOf(options)
  const data = resolve(options.data)
  mkdirSync(data, { recursive: true, mode: 0o700 })
  const url = process.env.DATABASE_URL
  const clock = systemClock
  const warn = (what: string, error: unknown): void => void process.stderr.write(`${what}: ${String(error)}\n`)
  const store = await openStore({ data, ...(url === undefined ? {} : { url }) })
  const { db } = store
  const { system, policy } = options
  const work = await (
    settings
      ? settledWork(settings, data, wiring)
      : trialWork({ system, data, db, clock, ...(policy === undefined ? {} : { policy }) }, wiring)
  ).catch(async (error: unknown) => {
    // The database may be that of whoever is at work here already.
    await store.close(store.adopted ? 'running' : undefined)
    throw error
  })
  closing.add(() => store.close())
  closing.add(() => work.close())
  if (settings) await saveAdmissionTerms(db, { maxAgeMs: settings.admission.maxAge })
  const queue = await store.openQueue((error) => warn('queue', error))
  closing.add(() => queue.stop())
  const { control, limits, carriers, alerts, trial } = work
  const [folders, shelf] = [operatorFolders(data), new ProjectShelf(wiring)]
  const engine = createProbeEngine({ wiring, folders, shelf, control })
  const examiner = createExaminer(wiring, folders, shelf)
  const gate = createGate(examiner)
  await work.begin()
  const operator = await startOperator({
    ...{ db, queue, engine, gate, clock, policy: work.policy, warn, carriers, alerts, limits },
  })
  closing.add(() => operator.stop())
  const { governor, wake } = operator
  const web = await startWeb({
    ...{ db, queue, engine, governor, clock, wake, warn },
    registry: { gate, examiner, targets: folders.targets, runs: runsToAdmit(settings, data) },
    ...(trial ? { trial } : {}),
    access,
    host: options.host ?? '127.0.0.1',
    port: options.port,
  }).catch((error: unknown) => {
    throw portTaken(error, options.port)
  })
  closing.add(() => web.close())
  out.line(inLanguage(trial ? words.trial(web.url) : words.up(web.url), out.language))
  if (access !== 'open') out.line(inLanguage(words.tokens, out.language))
  out.line(inLanguage(words.folder(data), out.language))
  // For whoever started it: one line as soon as it can be talked to.
  if (out.json) process.stdout.write(`${JSON.stringify({ ready: true, url: web.url, data })}\n`)
}

/** Where runs lie that are admitted over HTTP. */
function runsToAdmit(settings: OperatorSettings | undefined, data: string): string {
  return settings ? pathBeside(settings.admission.runs, settings.file) : join(data, 'reports')
}

/** Everybody's page on this machine, or TLS and tokens. @throws ProblemError */
function accessOf({ host, certificate, key }: ServeOptions): 'open' | Certificate {
  if (certificate !== undefined && key !== undefined) return { cert: pemIn(certificate), key: pemIn(key) }
  if (
    certificate === undefined &&
    key === undefined &&
    (host === undefined || isLoopback(host.includes(':') ? `[${host}]` : host))
  )
    return 'open'
  throw problem(
    'serve-certificate',
    'a page that others can reach asks for tokens, and needs a server certificate and its key so that nobody reads them',
    'Add --certificate FILE --key FILE (PEM), or leave --host out to serve this machine only.',
    { name: '--host' },
  )
}

function pemIn(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw problem('serve-certificate', `the file cannot be read: ${why}`, 'Name a PEM file.', { file })
  }
}

function portTaken(error: unknown, port: number): unknown {
  if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) return error
  return problem('port-taken', `port ${port} is taken`, 'Choose another with --port, or --port 0 for a free one.')
}
