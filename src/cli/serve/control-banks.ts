import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { controlClient } from '../../control/client.js'
import type { SystemId } from '../../model/system.js'
import { startChild, type Child } from '../children.js'
import type { SandboxReady } from '../commands/sandbox.js'
import type { Wiring } from '../wiring.js'
import { writeBankTarget } from './bank-target.js'

/** Sound banks of our own, one a system: what the same scripts find there tells our faults from a participant's. */
export class ControlBanks {
  private readonly started = new Map<SystemId, Promise<Started>>()

  /** `folder` is for target files and tokens. */
  constructor(
    private readonly folder: string,
    private readonly wiring: Wiring,
  ) {}

  /** The target file of such a bank, started when it is first asked for; undefined where the system has no invented bank. */
  async target(system: SystemId): Promise<string | undefined> {
    const known = this.started.get(system) ?? this.start(system)
    this.started.set(system, known)
    // One that did not start is tried again with the next round.
    known.catch(() => this.started.delete(system))
    return (await known).target
  }

  /** Ends the sandboxes. */
  async close(): Promise<void> {
    const started = await Promise.allSettled(this.started.values())
    this.started.clear()
    const running = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value.sandbox] : []))
    await Promise.all(running.map((sandbox) => sandbox.stop()))
  }

  private async start(system: SystemId): Promise<Started> {
    const folder = join(this.folder, system)
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const sandbox = await startChild<SandboxReady>(
      join(this.wiring.root, 'bin', 'synaq.js'),
      ['sandbox', '--json', '--system', system, '--port', '0', '--state', join(folder, 'sandbox')],
      'the sandbox',
    )
    try {
      const { controlUrl, token } = sandbox.ready
      const { providers } = await controlClient(controlUrl, token).workspace()
      const bank = providers.find(({ invented, state }) => invented && state === 'registered')
      if (!bank) return { sandbox, target: undefined }
      const access = { controlUrl, token }
      return {
        sandbox,
        target: await writeBankTarget({ system, folder, access, id: bank.id, name: bank.name, file: 'control' }),
      }
    } catch (error) {
      await sandbox.stop()
      throw error
    }
  }
}

interface Started {
  readonly sandbox: Child<SandboxReady>
  readonly target: string | undefined
}
