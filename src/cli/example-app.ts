import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Text } from '../base/text.js'
import type { SystemId } from '../model/system.js'
import { startChild, type Child } from './children.js'
import { exampleBank } from './example-bank.js'
import { joinApplication, type ApplicationSettings } from './commands/application.js'

/** The participant that examples/app stands for: the example bank, which has an application of its own. */
export const exampleApp = exampleBank

/** examples/app under way. */
export interface AppReady {
  readonly url: string
  /** Where it is made to act. */
  readonly drive: string
}

/** Who has it can make the example application act. */
export interface JoinedExampleApp {
  readonly settings: ApplicationSettings
  /** Of its own pages. */
  readonly port: number
  readonly driveToken: string
}

/** Lets the example application join a sandbox; its certificates and keys are written into the folder. */
export async function joinExampleApp(
  access: { readonly control: string; readonly token: string },
  folder: string,
): Promise<JoinedExampleApp> {
  const port = await freePort()
  const { settings } = await joinApplication({
    ...exampleApp,
    ...access,
    redirectUris: [`https://127.0.0.1:${port}/callback`],
    hosts: ['127.0.0.1'],
    out: folder,
  })
  return { settings, port, driveToken: randomBytes(24).toString('base64url') }
}

/** Short, so that a run of scripts about what goes wrong is short: a sound application gives up after a second. */
const haste = { timeoutMs: 1000, retryMs: 250 }

/** Starts it. */
export function startExampleApp(
  joined: JoinedExampleApp,
  defects: readonly string[],
  folder: string,
  root: string,
): Promise<Child<AppReady>> {
  const config = writeAppConfig(joined, defects, folder)
  return startChild<AppReady>(
    join(root, 'examples', 'app', 'server.js'),
    ['--config', config],
    'the example application',
  )
}

/** Writes the file that it is started with; answers its path. */
export function writeAppConfig(
  { settings, port, driveToken }: JoinedExampleApp,
  defects: readonly string[],
  folder: string,
): string {
  const config = join(folder, 'app.json')
  writeFileSync(config, JSON.stringify({ ...settings, ...haste, port, driveToken, defects }), { mode: 0o600 })
  return config
}

/** The wrong behaviours that it can be given, with what they are; undefined where it does not know the system. */
export async function exampleAppDefects(
  root: string,
  system: SystemId,
): Promise<readonly { readonly id: string; readonly about: Text }[] | undefined> {
  const file = pathToFileURL(join(root, 'examples', 'app', 'defects.js')).href
  const { defectList } = (await import(file)) as {
    readonly defectList: readonly {
      readonly name: string
      readonly ru: string
      readonly en: string
      readonly systems: readonly SystemId[]
    }[]
  }
  const ofSystem = defectList.filter(({ systems }) => systems.includes(system))
  return ofSystem.length === 0 ? undefined : ofSystem.map(({ name, ru, en }) => ({ id: name, about: { ru, en } }))
}

/** A target file for it, beside the files `control.token` and `drive.token`. */
export function exampleAppTarget(system: string, control: string, { drive }: AppReady, token: string): string {
  const { id, name, bin } = exampleApp
  return [
    `name: examples/app on this machine`,
    `system: ${system}`,
    `role: user`,
    `environment: test`,
    `participant: { id: ${id}, name: '${name}', bin: '${bin}', invented: true }`,
    `app: { drive: { webhook: '${drive}', token: { file: drive.token } } }`,
    `sandbox: { control: '${control}', token: { file: ${token} } }`,
    '',
  ].join('\n')
}

/** Where its pages are has to be known before it runs: clients come back there. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
