import { join } from 'node:path'
import { writeBankTarget } from '../dist/src/cli/serve/bank-target.js'
import { cpuSeconds } from './child.js'
import { system } from './sandbox.js'
import { enterApis, operatorFolder, startServe } from './serve.js'

const apis = 32
const warmUpMs = 8000
const measureMs = 20_000
const lookMs = 20
/** Scripts that are good to be run often. */
const tags = ['probe']

/** A folder of an operator that probes a bank of the sandbox, as so many APIs. */
export async function probingOperator(sandbox, slots) {
  const { bank, controlUrl, token } = sandbox
  const operator = await operatorFolder((db) => enterApis(db, apis, { targets: { test: 'bank.yaml' }, tags }), slots)
  const access = { id: 'default', controlUrl, token }
  const folder = join(operator.data, 'targets')
  await writeBankTarget({ system, folder, access, id: bank.id, name: bank.name, file: 'bank' })
  return operator
}

/** Rounds per second that one `synaq serve` carries out: scripts over mutual TLS, judged, evidence and result written. */
export async function measureRounds(sandbox, slots = 4) {
  const operator = await probingOperator(sandbox, slots)
  const serve = await startServe(operator, { core: 1 })
  const { db, pid } = serve
  try {
    const busy = keepBusy(serve)
    await pause(warmUpMs)
    const before = { ...(await tally(db)), cpu: cpuSeconds(pid), at: performance.now() }
    await pause(measureMs)
    const after = { ...(await tally(db)), cpu: cpuSeconds(pid), at: performance.now() }
    await busy.stop()
    const [rounds, tests] = [after.rounds - before.rounds, after.tests - before.tests]
    if (rounds === 0) throw new Error('no round took place: the page of an API says why')
    if (after.bad > 0) throw new Error(`${after.bad} rounds did not conform: nothing to measure`)
    const seconds = (after.at - before.at) / 1000
    return {
      perSecond: rounds / seconds,
      testsPerSecond: tests / seconds,
      perCpuSecond: rounds / (after.cpu - before.cpu),
      bytesPerThousand: ((after.bytes - before.bytes) / rounds) * 1000,
      evidenceBytes: after.evidence,
      setting: { slots, tests: tests / rounds, seconds: measureMs / 1000 },
    }
  } finally {
    await serve.close()
    operator.remove()
  }
}

/** Opens a round of every API that has none, as long as it is not stopped. */
export function keepBusy({ db, queue }) {
  let stopped = false
  const running = (async () => {
    while (!stopped) {
      await db.transaction(async (tx) => {
        const opened = await tx.rows(
          `insert into round (api, due_at, trigger, state)
           select id, clock_timestamp(), 'manual', 'due' from api
           where not exists (select 1 from round r where r.api = api.id and r.state in ('due', 'running'))
           on conflict do nothing returning id`,
        )
        await queue.send(
          tx,
          opened.map(({ id }) => id),
        )
      })
      await pause(lookMs)
    }
  })()
  return {
    stop: async () => {
      stopped = true
      await running
    },
  }
}

/** What is recorded, how large the database is, the queue included, and a record on average. */
export const tally = (db) =>
  db.row(
    `select count(*)::int as rounds, coalesce(sum(tests), 0)::int as tests,
       count(*) filter (where conformance <> 'conforms')::int as bad, pg_database_size(current_database()) as bytes,
       (select coalesce(avg(octet_length(pack)), 0)::int from evidence) as evidence
     from round where state = 'done'`,
  )

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
