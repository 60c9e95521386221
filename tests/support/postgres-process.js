import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbedded } from '../../dist/src/store/embedded.js'
import { openStore } from '../../dist/src/store/open.js'

/** The PostgreSQL that comes with the install, with a database that tests copy (database.ts), until its parent is gone. */
const folder = mkdtempSync(join(tmpdir(), 'synaq-postgres-'))
const server = await startEmbedded(folder)
const template = await openStore({ url: server.url, data: folder })
const queue = await template.openQueue((error) => process.stderr.write(`queue: ${String(error)}\n`))
await queue.stop()
// Nobody may be connected to what is copied.
await template.close()
process.once('disconnect', async () => {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})
process.send({ url: server.url })
