import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { controlClient } from '../../control/client.js'
import { exitCodes, type ExitCode } from '../exit-codes.js'
import type { Output } from '../wiring.js'

export interface ApplicationOptions {
  readonly id: string
  readonly name: string
  readonly redirectUris: readonly [string, ...string[]]
  /** Hosts of its own pages, for which a server certificate is issued; none where empty. */
  readonly hosts: readonly string[]
  readonly control: string
  readonly token: string
  /** Folder for keys and settings. */
  readonly out: string
}

/** What an application needs to know of the platform; certificates and keys are paths of files. */
export interface ApplicationSettings {
  readonly participant: string
  readonly clientId: string
  readonly issuer: string
  readonly api: string
  readonly redirectUris: readonly string[]
  readonly providers: readonly { readonly id: string; readonly name: string }[]
  readonly ca: string
  readonly certificate: string
  readonly key: string
  readonly keyJwk: string
  readonly serverCertificate?: string
  readonly serverKey?: string
}

/** `synaq application ID` — an application under test joins the sandbox: certificate and key are issued to it. */
export async function application(options: ApplicationOptions, out: Output): Promise<ExitCode> {
  const settings = await joinApplication(options)
  out.line(`${options.id} has joined. Its certificate, keys and settings (app.json) lie in ${resolve(options.out)}.`)
  out.line(`  client id                         ${settings.clientId}`)
  out.line(`  issuer, which describes itself    ${settings.issuer}`)
  out.line(`  API, with the client certificate  ${settings.api}`)
  out.line(`  banks to ask                      ${settings.providers.map(({ id }) => id).join(', ')}`)
  out.line(`  what is awaited, live             ${settings.issuer}/test/${options.id} once a run is on`)
  out.result(settings)
  return exitCodes.conforms
}

/** Has certificate and key issued to an application, writes them and what it has to know, which it answers too. */
export async function joinApplication(options: ApplicationOptions): Promise<ApplicationSettings> {
  const { id, name, redirectUris, hosts } = options
  const control = controlClient(options.control, options.token)
  const issued = await control.joinApplication(id, { name, redirectUris, hosts })
  const facts = await control.workspace()
  const folder = resolve(options.out)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const written = (file: string, text: string | undefined): string => {
    writeFileSync(join(folder, file), text ?? '', { mode: 0o600 })
    return join(folder, file)
  }
  const { server } = issued
  const settings: ApplicationSettings = {
    participant: id,
    clientId: issued.clientId,
    issuer: facts.issuer,
    api: facts.api,
    redirectUris,
    providers: facts.providers
      .filter(({ invented, state }) => invented && state === 'registered')
      .map(({ id, name }) => ({ id, name })),
    ca: written('ca.pem', facts.ca),
    certificate: written('client.pem', issued.client?.certificate),
    key: written('client.key', issued.client?.key),
    keyJwk: written('key.jwk', issued.keyJwk),
    ...(server
      ? {
          serverCertificate: written('server.pem', server.certificate),
          serverKey: written('server.key', server.key),
        }
      : {}),
  }
  written('app.json', `${JSON.stringify(settings, null, 2)}\n`)
  return settings
}
