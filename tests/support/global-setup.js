import { fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const built = join(import.meta.dirname, '..', '..', 'dist', 'src', 'sandbox', 'index.js')

/** Starts the built sandbox once for all test files; each makes a workspace of its own in it (sandbox.ts). */
export default async function setUp() {
  if (!existsSync(built)) throw new Error('The tests need the built program: run `npm run build`, or `npm test`.')
  const child = fork(join(import.meta.dirname, 'sandbox-process.js'))
  const ended = once(child, 'exit')
  const [{ controlUrl, adminToken }] = await Promise.race([
    once(child, 'message'),
    ended.then(() => Promise.reject(new Error('the sandbox ended before it was ready'))),
  ])
  // Workers see the environment of the process that starts them.
  process.env.SYNAQ_TEST_CONTROL = controlUrl
  process.env.SYNAQ_TEST_ADMIN = adminToken
  globalThis.stopTestSandbox = async () => {
    if (!child.connected) throw new Error('The sandbox ended while the tests still needed it: something else ended it.')
    child.disconnect()
    await ended
  }
}
