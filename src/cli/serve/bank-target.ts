import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { WorkspaceAccess } from '../../control/api.js'
import { controlClient } from '../../control/client.js'
import type { SystemId } from '../../model/system.js'

/** An invented bank of a sandbox, and where its files go. */
export interface BankPlace {
  readonly system: SystemId
  readonly folder: string
  readonly access: Pick<WorkspaceAccess, 'controlUrl' | 'token'>
  readonly id: string
  readonly name: string
  /** Of the target file, without its ending; the bank's id where absent. */
  readonly file?: string
}

/** Writes the target of an invented bank at its own door, with the token beside it; answers the file. */
export async function writeBankTarget({ system, folder, access, id, name, file = id }: BankPlace): Promise<string> {
  const { providers } = await controlClient(access.controlUrl, access.token).workspace()
  const url = providers.find((provider) => provider.id === id)?.url ?? ''
  writeFileSync(join(folder, `${file}.token`), access.token, { mode: 0o600 })
  const target = join(folder, `${file}.yaml`)
  const text = [
    `# Written at each start: the sandbox has new keys and ports then.`,
    `name: ${JSON.stringify(name)}`,
    `system: ${system}`,
    `role: provider`,
    `participant: { id: ${id}, name: ${JSON.stringify(name)}, invented: true }`,
    `modes: [direct]`,
    `direct: { url: '${url}' }`,
    `sandbox: { control: '${access.controlUrl}', token: { file: ${file}.token } }`,
    '',
  ]
  writeFileSync(target, text.join('\n'), { mode: 0o600 })
  return target
}
