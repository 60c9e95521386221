import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { controlClient } from '../dist/src/control/client.js'
import { end, firstLine, startNode } from './child.js'

export const root = join(import.meta.dirname, '..')
export const system = 'npck-accounts'

/** A sandbox in a process of its own, and the folder for everything that a measurement writes. */
export async function startSandbox() {
  const folder = mkdtempSync(join(tmpdir(), 'synaq-bench-'))
  const state = join(folder, 'sandbox')
  const program = join(root, 'bin', 'synaq.js')
  const child = startNode([program, 'sandbox', '--system', system, '--json', '--port', '0', '--state', state], {
    core: 0,
  })
  const { controlUrl } = await firstLine(child).catch((error) => {
    rmSync(folder, { recursive: true })
    throw error
  })
  const token = readFileSync(join(state, 'control.token'), 'utf8')
  const control = controlClient(controlUrl, token)
  const facts = await control.workspace()
  return {
    pid: child.pid,
    folder,
    controlUrl,
    token,
    control,
    facts,
    bank: facts.providers.find(({ invented, state: known }) => invented && known === 'registered'),
    client: facts.clients.find(({ has }) => has.includes('two-currencies')),
    close: async () => {
      await end(child)
      rmSync(folder, { recursive: true })
    },
  }
}
