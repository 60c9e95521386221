import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from '../dist/src/store/database.js'
import { openStore } from '../dist/src/store/open.js'
import { openQueue } from '../dist/src/store/queue.js'
import { end, firstLine, startNode } from './child.js'
import { root } from './sandbox.js'

/** A folder for an operator: settings, and a database that `fill` may write into before it starts. */
export async function operatorFolder(fill = async () => undefined, slots = 4) {
  const folder = mkdtempSync(join(tmpdir(), 'synaq-bench-operator-'))
  // Where root measures, the database's own user goes through it.
  chmodSync(folder, 0o711)
  const data = join(folder, 'data')
  mkdirSync(join(data, 'targets'), { recursive: true })
  const settings = join(folder, 'operator.yaml')
  const policy = join(root, 'examples', 'policy.yaml')
  writeFileSync(
    settings,
    `operator: Bench\npolicy: ${policy}\nprobes: { slots: ${slots} }\ntargets: { allow: [127.0.0.0/8] }\n`,
  )
  const store = await openStore({ data })
  await fill(store.db)
  await store.close()
  return { folder, data, settings, remove: () => rmSync(folder, { recursive: true }) }
}

/** `synaq serve` as a process of its own, and its database. */
export async function startServe({ data, settings }, { core, preload } = {}) {
  const args = [join(root, 'bin', 'synaq.js'), 'serve', '--settings', settings, '--data', data, '--port', '0', '--json']
  const flags = preload === undefined ? [] : ['--expose-gc', '--import', preload]
  const child = startNode([...flags, ...args], { core })
  const { url } = await firstLine(child)
  const database = addressOf(data)
  const db = await openDatabase(database)
  const queue = await openQueue(database, (error) => console.error(error))
  return {
    ...{ pid: child.pid, url, db, queue, database },
    close: async () => {
      await queue.stop()
      await db.close()
      await end(child)
    },
  }
}

/** Of the server that `synaq serve` has started there. */
function addressOf(data) {
  const password = readFileSync(join(data, 'postgres.password'), 'utf8').trim()
  const [, , , port] = readFileSync(join(data, 'postgres', 'postmaster.pid'), 'utf8').split('\n')
  return `postgresql://synaq:${password}@127.0.0.1:${port}/synaq`
}

/** So many published APIs, each of a participant of its own. `probe` and `targets` as in the registry. */
export async function enterApis(db, count, { targets = {}, tags = [], budget = 0 } = {}) {
  const now = new Date().toISOString()
  await db.run(
    `insert into participant (id, name, roles, accredited, blocked, contacts, updated_at)
     select 'P' || n, 'АО «Банк ' || n || '»', '{provider}', true, false, '[]', $1 from generate_series(1, $2::int) n`,
    [now, count],
  )
  const probe = { environment: 'test', effects: ['none', 'consent'], only: [], tags }
  await db.run(
    `insert into api (id, participant, system, name, targets, state, state_since, budget, probe, updated_at)
     select 'api-' || n, 'P' || n, 'npck-accounts', 'Счета', $3::jsonb, 'published', $1::timestamptz, $4, $5::jsonb, $1
     from generate_series(1, $2::int) n`,
    [now, count, JSON.stringify(targets), budget, JSON.stringify(probe)],
  )
}
