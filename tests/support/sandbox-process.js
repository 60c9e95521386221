/** The built sandbox in a process of its own: tells its parent where it is, ends with it. */
import { join } from 'node:path'
import { packageRoot } from '../../dist/src/base/root.js'
import { startSandbox } from '../../dist/src/sandbox/index.js'

const system = 'npck-accounts'
const root = packageRoot()

const sandbox = await startSandbox({
  system: {
    contract: join(root, 'mocks', system, 'openapi.yaml'),
    fixtures: join(root, 'fixtures', system),
    mock: join(root, 'dist', 'mocks', system, 'handlers.js'),
  },
})
const { controlUrl, adminToken } = sandbox
process.send?.({ controlUrl, adminToken })
process.once('disconnect', () => {
  sandbox.close().then(
    () => process.exit(0),
    () => process.exit(1),
  )
})
