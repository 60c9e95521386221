import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { systemClock } from '../../base/clock.js'
import { Governor } from '../../operator/governor.js'
import { startOperator } from '../../operator/operator.js'
import { readPolicy } from '../../operator/policy/read.js'
import type { PlatformOrder } from '../../operator/ports.js'
import { openStore } from '../../store/open.js'
import { startWeb } from '../../web/server.js'
import { exitCodes, type ExitCode } from '../exit-codes.js'
import { createProbeEngine } from '../serve/probe-engine.js'
import { trialPolicy } from '../serve/default-policy.js'
import { startTrial } from '../serve/trial.js'
import { untilTold } from '../until-told.js'
import type { Output, Wiring } from '../wiring.js'

export interface ServeOptions {
  readonly system: string
  readonly data: string
  readonly port: number
}

/** `synaq serve` — trial. */
export async function serve(options: ServeOptions, wiring: Wiring, out: Output): Promise<ExitCode> {
  const data = resolve(options.data)
  mkdirSync(data, { recursive: true, mode: 0o700 })
  const url = process.env.DATABASE_URL
  const store = await openStore({ data, ...(url === undefined ? {} : { url }) })
  const trial = await startTrial(options.system, join(data, 'trial'), wiring)
  const engine = createProbeEngine({
    wiring,
    targets: join(data, 'targets'),
    evidence: join(data, 'runs'),
    control: trial.control,
  })
  const policy = readPolicy(trialPolicy, 'trial policy')
  const warn = (what: string, error: unknown): void => void process.stderr.write(`${what}: ${String(error)}\n`)
  const queue = await store.openQueue((error) => warn('queue', error))
  await trial.register(store.db, new Governor({ db: store.db, clock: systemClock, policy }), systemClock)
  const operator = await startOperator({
    db: store.db,
    queue,
    engine,
    clock: systemClock,
    policy,
    carriers: { platform: (payload) => trial.platform.tell(payload as unknown as PlatformOrder) },
    limits: { slots: 4, bucket: { capacity: 200, perSecond: 2 }, startsPerSecond: 4 },
    warn,
  })
  const web = await startWeb({ db: store.db, engine, clock: systemClock, port: options.port, host: '127.0.0.1' })
  out.line(`synaq serve: ${web.url}`)
  await untilTold()
  await web.close()
  await operator.stop()
  await queue.stop()
  await trial.close()
  await store.close()
  return exitCodes.conforms
}
