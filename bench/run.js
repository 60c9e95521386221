import { parseArgs } from 'node:util'
import { measureGateway } from './gateway.js'
import { startSandbox } from './sandbox.js'
import { measureScript } from './script.js'
import { tables } from './tables.js'

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } })
const sandbox = await startSandbox()
try {
  const gateway = await measureGateway(sandbox)
  const script = await measureScript(sandbox)
  console.log(values.json ? JSON.stringify({ gateway, script }, null, 2) : tables(gateway, script))
} finally {
  await sandbox.close()
}
