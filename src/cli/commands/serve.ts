import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { systemClock } from '../../base/clock.js'
import { Governor } from '../../operator/governor.js'
import { startOperator } from '../../operator/operator.js'
import { readPolicy } from '../../operator/policy/read.js'
import { openStore } from '../../store/open.js'
import { startWeb } from '../../web/server.js'
import { exitCodes, type ExitCode } from '../exit-codes.js'
import { Closing } from '../serve/closing.js'
import { createProbeEngine } from '../serve/probe-engine.js'
import { trialPolicy } from '../serve/default-policy.js'
import { platformCarrier } from '../serve/platform-carrier.js'
import { startTrial } from '../serve/trial.js'
import { untilTold } from '../until-told.js'
import type { Output, Wiring } from '../wiring.js'

export interface ServeOptions {
  readonly system: string
  readonly data: string
  readonly port: number
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
  const data = resolve(options.data)
  mkdirSync(data, { recursive: true, mode: 0o700 })
  const url = process.env.DATABASE_URL
  const clock = systemClock
  const warn = (what: string, error: unknown): void => void process.stderr.write(`${what}: ${String(error)}\n`)
  const [store, trial] = await Promise.all([
    openStore({ data, ...(url === undefined ? {} : { url }) }).then((opened) => {
      closing.add(() => opened.close())
      return opened
    }),
    startTrial(options.system, join(data, 'trial'), wiring).then((started) => {
      closing.add(() => started.close())
      return started
    }),
  ])
  const { db } = store
  const queue = await store.openQueue((error) => warn('queue', error))
  closing.add(() => queue.stop())
  const { control } = trial
  const engine = createProbeEngine({ wiring, targets: join(data, 'targets'), evidence: join(data, 'runs'), control })
  const policy = readPolicy(trialPolicy, 'trial policy')
  await trial.register(db, new Governor({ db, clock, policy }), clock)
  const operator = await startOperator({
    ...{ db, queue, engine, clock, policy, warn },
    carriers: { platform: platformCarrier(trial.platform) },
    limits: { slots: 4, bucket: { capacity: 200, perSecond: 2 }, startsPerSecond: 4 },
  })
  closing.add(() => operator.stop())
  const { governor, wake } = operator
  const web = await startWeb({
    ...{ db, queue, engine, governor, clock, trial, wake, warn },
    host: '127.0.0.1',
    port: options.port,
  })
  closing.add(() => web.close())
  out.line(`synaq serve: ${web.url}`)
}
