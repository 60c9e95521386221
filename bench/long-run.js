import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { keepBusy, pause, probingOperator, tally } from './rounds.js'
import { startSandbox } from './sandbox.js'
import { startServe } from './serve.js'

/** Memory of `synaq serve` at full load: `node bench/long-run.js --minutes 15`. A line a minute. */
const { values } = parseArgs({ options: { minutes: { type: 'string', default: '15' } } })
const sandbox = await startSandbox()
const operator = await probingOperator(sandbox)
const memory = join(operator.folder, 'memory.json')
process.env.SYNAQ_BENCH_MEMORY = memory
const preload = pathToFileURL(join(import.meta.dirname, 'gc-on-signal.js')).href
const serve = await startServe(operator, { preload })
try {
  const busy = keepBusy(serve)
  for (let minute = 0; minute <= Number(values.minutes); minute++) {
    const { rounds, bytes } = await tally(serve.db)
    const { rss, rssAfter, heapUsed, external } = await look(serve.pid)
    const mb = (n) => Number((n / 2 ** 20).toFixed(1))
    const line = { minute, rounds, rss: mb(rss), rssAfterGc: mb(rssAfter), heap: mb(heapUsed), external: mb(external) }
    console.log(JSON.stringify({ ...line, database: mb(bytes) }))
    if (minute < Number(values.minutes)) await pause(60_000)
  }
  await busy.stop()
} finally {
  await serve.close()
  operator.remove()
  await sandbox.close()
}

async function look(pid) {
  rmSync(memory, { force: true })
  process.kill(pid, 'SIGUSR2')
  while (!existsSync(memory) || readFileSync(memory).length === 0) await pause(50)
  return JSON.parse(readFileSync(memory, 'utf8'))
}
