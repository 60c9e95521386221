import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { systemClock } from '../../base/clock.js'
import { problem } from '../../base/problem.js'
import { inLanguage } from '../../base/text.js'
import { readSettings } from '../../operator/settings/settings.js'
import { openStore } from '../../store/open.js'
import { startMachineWeb } from '../../web/machine-server.js'
import { createMetrics } from '../../web/metrics.js'
import { standingOf } from '../../web/standing.js'
import { exitCodes, type ExitCode } from '../exit-codes.js'
import { Closing } from '../serve/closing.js'
import { operatorFolders } from '../serve/examiner.js'
import { openLog } from '../serve/open-log.js'
import { portTaken } from '../serve/port-taken.js'
import { setToWork } from '../serve/set-to-work.js'
import { settledWork } from '../serve/settled-work.js'
import { stayUp } from '../serve/stay-up.js'
import { words } from '../serve/words.js'
import type { Output, Wiring } from '../wiring.js'

export interface WorkerOptions {
  /** The same file of settings as that of `synaq serve`. */
  readonly settings: string
  /** For what this machine needs while it works. */
  readonly data: string
  /** Of health and metrics, on this machine only; none where absent. */
  readonly port?: number
}

/** `synaq worker` — takes rounds that `synaq serve` opens on the same database; it stays up until it is told to end. */
export async function worker(options: WorkerOptions, wiring: Wiring, out: Output): Promise<ExitCode> {
  const log = openLog()
  const settings = readSettings(options.settings)
  const url = databaseUrl()
  const data = resolve(options.data)
  mkdirSync(data, { recursive: true, mode: 0o700 })
  const clock = systemClock
  const closing = new Closing()
  return stayUp(closing, log, async () => {
    const store = await openStore({ data, url })
    closing.add(() => store.close())
    const work = await settledWork(settings, data, wiring, 'rounds')
    closing.add(() => work.close())
    const standing = standingOf(store.db, clock, work.limits.leaseMs)
    const metrics = createMetrics(standing, clock)
    const parts = { store, work, folders: operatorFolders(data), clock, log, meter: metrics.meter, roundsOnly: true }
    const { operator } = await setToWork(parts, wiring, closing)
    const { port } = options
    const web =
      port === undefined
        ? undefined
        : await startMachineWeb({ clock, metrics, standing, port }).catch((error: unknown) => {
            throw portTaken(error, port)
          })
    if (web) closing.add(() => web.close())
    const { id } = operator.worker
    log.info('started', { worker: id, version: wiring.version })
    out.line(inLanguage(words.worker(id), out.language))
    if (out.json) process.stdout.write(`${JSON.stringify({ ready: true, worker: id, url: web?.url ?? null })}\n`)
    return exitCodes.conforms
  })
}

function databaseUrl(): string {
  const url = process.env.DATABASE_URL
  if (url !== undefined) return url
  throw problem(
    'worker-database',
    'a worker takes rounds from the database of `synaq serve`, and none is named',
    'Set DATABASE_URL to that server: postgresql://user:password@host:5432/synaq. One machine alone needs no worker: raise probes.slots.',
    { name: 'DATABASE_URL' },
  )
}
