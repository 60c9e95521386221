import { randomUUID } from 'node:crypto'
import { systemClock } from '../../dist/src/base/clock.js'
import { startOperator } from '../../dist/src/operator/operator.js'
import { readPolicyFile } from '../../dist/src/operator/policy/read.js'
import { openStore } from '../../dist/src/store/open.js'
import { openRound } from '../../dist/src/store/round-rows.js'

/**
 * An operator in a process of its own, on a database that is given: `node operator-process.js URL works|hangs`. Its engine calls
 * nobody. It tells its parent what it does: ready, leads (it schedules), round (one began), warned; a message `{round: API}` opens
 * a round.
 */
const [url, kind] = process.argv.slice(2)
const store = await openStore({ url, data: '' })
const { db } = store
const tell = (message) => process.connected && process.send(message)
const queue = await store.openQueue((error) => tell({ warned: String(error) }))

const result = () => ({
  ...{ run: randomUUID(), conformance: 'conforms', availability: 'up', tests: 1, passed: 1, times: [5] },
  ...{ unanswered: 0, trouble: [] },
})
const engine = {
  plan: async () => ({ tests: 1, scripts: 'one' }),
  round: async ({ id }, signal) => {
    tell({ round: id })
    if (kind === 'hangs') await new Promise((resolve) => signal.addEventListener('abort', resolve))
    return result()
  },
  control: async () => result(),
  page: async () => undefined,
  close: async () => undefined,
}
const operator = await startOperator({
  ...{ db, queue, engine, clock: systemClock, policy: readPolicyFile('examples/policy.yaml'), carriers: {} },
  limits: {
    slots: 2,
    bucket: { capacity: 1000, perSecond: 100 },
    startsPerSecond: 20,
    leaseMs: 3000,
    evidence: { good: 1e9, grave: 1e9 },
  },
  warn: (what, error) => tell({ warned: `${what}: ${String(error)}` }),
})
process.on('message', async ({ round: api }) => {
  try {
    const opened = await db.transaction(async (tx) => {
      const id = await openRound(tx, { api, dueAt: systemClock.now(), trigger: 'manual' })
      if (id !== undefined) await queue.send(tx, [id])
      return id
    })
    operator.wake()
    tell({ opened: opened ?? null })
  } catch (error) {
    tell({ opened: null, warned: String(error) })
  }
})
process.once('disconnect', async () => {
  clearInterval(looking)
  await operator.stop()
  await queue.stop()
  await store.close()
})
const looking = setInterval(() => {
  if (!operator.scheduler.leads) return
  clearInterval(looking)
  tell({ leads: true })
}, 20)
tell({ ready: true })
