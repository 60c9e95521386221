import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock } from '../../base/clock.js'
import type { Log } from '../../base/log.js'
import { isLoopback } from '../../base/loopback.js'
import { problem } from '../../base/problem.js'
import { pathBeside } from '../../base/secret.js'
import { inLanguage } from '../../base/text.js'
import { defaultWorksRules } from '../../operator/settings/works.js'
import { readSettings, type OperatorSettings } from '../../operator/settings/settings.js'
import { saveAdmissionTerms } from '../../store/admission-rows.js'
import { withoutPassword } from '../../store/database.js'
import { openStore } from '../../store/open.js'
import { keepWorksRules } from '../../store/works-rows.js'
import type { Certificate } from '../../web/parts.js'
import { createMetrics } from '../../web/metrics.js'
import { startWeb } from '../../web/server.js'
import { standingOf } from '../../web/standing.js'
import { exitCodes, type ExitCode } from '../exit-codes.js'
import { startCalendarWork } from '../serve/calendar-work.js'
import { Closing } from '../serve/closing.js'
import { dataFolder } from '../serve/data-folder.js'
import { databaseUrl } from '../serve/database-url.js'
import { operatorFolders } from '../serve/examiner.js'
import { openLog } from '../serve/open-log.js'
import { portTaken } from '../serve/port-taken.js'
import { setToWork } from '../serve/set-to-work.js'
import { settledWork } from '../serve/settled-work.js'
import { stayUp } from '../serve/stay-up.js'
import { trialWork } from '../serve/trial-work.js'
import { words } from '../serve/words.js'
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
  const log = openLog()
  const closing = new Closing()
  await stayUp(closing, log, () => start(options, wiring, out, log, closing))
  return exitCodes.conforms
}

async function start(options: ServeOptions, wiring: Wiring, out: Output, log: Log, closing: Closing): Promise<void> {
  const settings = options.settings === undefined ? undefined : readSettings(options.settings)
  const access = accessOf(options)
  const data = dataFolder(options.data)
  const url = databaseUrl()
  const clock = systemClock
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
  await keepWorksRules(db, settings?.works ?? defaultWorksRules, clock.now())
  const { limits, trial } = work
  const standing = standingOf(db, clock, limits.leaseMs)
  const metrics = createMetrics(standing, clock)
  const folders = operatorFolders(data)
  const parts = { store, work, folders, clock, log, meter: metrics.meter, roundsOnly: false }
  const { queue, engine, gate, examiner, operator } = await setToWork(parts, wiring, closing)
  const { governor, wake } = operator
  const warn = (what: string, error: unknown): void => log.warn(what, error)
  const { shelf: reports, calendar } = startCalendarWork({
    ...{ db, engine, clock, policy: work.policy.policy, settings, data, warn, version: wiring.version },
  })
  closing.add(() => calendar.stop())
  const web = await startWeb({
    ...{ db, queue, engine, governor, reports, clock, wake, warn, metrics, standing },
    registry: { gate, examiner, targets: folders.targets, runs: runsToAdmit(settings, data) },
    ...(trial ? { trial } : {}),
    access,
    host: options.host ?? '127.0.0.1',
    port: options.port,
  }).catch((error: unknown) => {
    throw portTaken(error, options.port)
  })
  closing.add(() => web.close())
  log.info('started', { url: web.url, version: wiring.version, database: store.kind })
  out.line(inLanguage(trial ? words.trial(web.url) : words.up(web.url), out.language))
  if (access !== 'open') out.line(inLanguage(words.tokens, out.language))
  const where = store.kind === 'server' ? words.server(withoutPassword(store.url), data) : words.folder(data)
  out.line(inLanguage(where, out.language))
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
