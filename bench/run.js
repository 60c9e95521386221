import { parseArgs } from 'node:util'
import { measureGateway } from './gateway.js'
import { measureGrid } from './grid.js'
import { measureQueue } from './queue.js'
import { measureRounds } from './rounds.js'
import { startSandbox } from './sandbox.js'
import { measureScript } from './script.js'
import { texts } from './tables.js'

const measures = {
  gateway: measureGateway,
  script: measureScript,
  rounds: measureRounds,
  queue: measureQueue,
  grid: measureGrid,
}
const { values } = parseArgs({ options: { json: { type: 'boolean', default: false }, only: { type: 'string' } } })
const chosen = values.only?.split(',') ?? Object.keys(measures)
const unknown = chosen.filter((name) => !(name in measures))
if (unknown.length > 0) {
  console.error(`--only: there is no «${unknown.join(', ')}»; there are ${Object.keys(measures).join(', ')}`)
  process.exit(2)
}
const sandbox = await startSandbox()
try {
  const found = {}
  for (const name of chosen) found[name] = await measures[name](sandbox)
  const text = () => chosen.map((name) => texts[name](found[name])).join('\n\n')
  console.log(values.json ? JSON.stringify(found, null, 2) : text())
} finally {
  await sandbox.close()
}
