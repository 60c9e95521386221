import { fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const built = join(import.meta.dirname, '..', '..', 'dist', 'src', 'sandbox', 'index.js')

/**
 * Starts the built sandbox once for all test files, each of which makes a workspace of its own in it (sandbox.ts), and a
 * PostgreSQL, of whose database each makes a copy (database.ts).
 */
export default async function setUp() {
  if (!existsSync(built)) throw new Error('The tests need the built program: run `npm run build`, or `npm test`.')
  const sandbox = start('sandbox', 'sandbox-process.js')
  const postgres = start('PostgreSQL', 'postgres-process.js')
  // Keys that the tests' commands make are nobody's: they do not come into the home of whoever runs the tests.
  const home = mkdtempSync(join(tmpdir(), 'synaq-home-'))
  process.env.SYNAQ_HOME = home
  globalThis.stopTestServers = async () => {
    rmSync(home, { recursive: true, force: true })
    await Promise.all([sandbox.stop(), postgres.stop()])
  }
  const [{ controlUrl, adminToken }, { url }] = await Promise.all([sandbox.ready, postgres.ready])
  // Workers see the environment of the process that starts them.
  process.env.SYNAQ_TEST_CONTROL = controlUrl
  process.env.SYNAQ_TEST_ADMIN = adminToken
  process.env.SYNAQ_TEST_POSTGRES = url
}

function start(what, script) {
  const child = fork(join(import.meta.dirname, script))
  const ended = once(child, 'exit')
  const ready = Promise.race([
    once(child, 'message').then(([message]) => message),
    ended.then(() => Promise.reject(new Error(`${what} ended before it was ready`))),
  ])
  return {
    ready,
    stop: async () => {
      if (!child.connected) throw new Error(`${what} ended while the tests still needed it: something else ended it.`)
      child.disconnect()
      await ended
    },
  }
}
