import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { isObject, parseJson } from '../../base/json.js'
import { problem } from '../../base/problem.js'
import { controlClient } from '../../control/client.js'
import { testPageOf } from '../../control/test-page.js'
import { exitCodes, type ExitCode } from '../exit-codes.js'
import type { Output } from '../wiring.js'

export interface ApplicationOptions {
  readonly id: string
  readonly name: string
  readonly bin?: string
  /** Needed where the system has consents. */
  readonly redirectUris: readonly string[]
  /** Hosts of its own pages, for which a server certificate is issued; none where empty. */
  readonly hosts: readonly string[]
  /** Files of its own client certificate (PEM) and of the public key of its assertions (JWK); issued where absent. */
  readonly certificate?: string
  readonly jwk?: string
  readonly control: string
  readonly token: string
  /** Folder for keys and settings. */
  readonly out: string
}

/**
 * What an application needs to know of the platform; certificates and keys are paths of files. Of an authorization server
 * only where there is one: where the system has no consents, the certificate is all that it needs.
 */
export interface ApplicationSettings {
  readonly participant: string
  readonly clientId?: string
  readonly issuer?: string
  readonly api: string
  readonly redirectUris?: readonly string[]
  readonly providers: readonly { readonly id: string; readonly name: string }[]
  readonly ca: string
  /** Absent where it brought its own. */
  readonly certificate?: string
  readonly key?: string
  readonly keyJwk?: string
  /** Of its own pages. */
  readonly serverCertificate?: string
  readonly serverKey?: string
}

/** `synaq application ID` — an application under test joins the sandbox: what it has not brought is issued to it. */
export async function application(options: ApplicationOptions, out: Output): Promise<ExitCode> {
  const { settings, pages } = await joinApplication(options)
  out.line(`${options.id} has joined. Its certificate, keys and settings (app.json) lie in ${resolve(options.out)}.`)
  if (settings.clientId !== undefined) out.line(`  client id                         ${settings.clientId}`)
  if (settings.issuer !== undefined) out.line(`  issuer, which describes itself    ${settings.issuer}`)
  out.line(`  API, with the client certificate  ${settings.api}`)
  out.line(`  banks to ask                      ${settings.providers.map(({ id }) => id).join(', ')}`)
  out.line(`  what is awaited, live             ${testPageOf(pages, options.id)} once a run is on`)
  out.result(settings)
  return exitCodes.conforms
}

/** An application that has joined: what it has to know, and where the sandbox's pages are. */
export interface JoinedSandbox {
  readonly settings: ApplicationSettings
  readonly pages: string
}

/** Lets an application join, writes what is issued to it and what it has to know, which it answers too. @throws ProblemError */
export async function joinApplication(options: ApplicationOptions): Promise<JoinedSandbox> {
  const { id, name, bin, redirectUris, hosts, certificate, jwk } = options
  const control = controlClient(options.control, options.token)
  const issued = await control.joinApplication(id, {
    ...{ name, redirectUris, hosts },
    ...(bin === undefined ? {} : { bin }),
    ...(certificate === undefined ? {} : { certificate: readGiven(certificate, '--certificate') }),
    ...(jwk === undefined ? {} : { jwk: readJwk(jwk) }),
  })
  const facts = await control.workspace()
  const folder = resolve(options.out)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const written = (file: string, text: string): string => {
    writeFileSync(join(folder, file), text, { mode: 0o600 })
    return join(folder, file)
  }
  const { clientId, issuer, client, keyJwk, server } = issued
  const settings: ApplicationSettings = {
    participant: id,
    ...(issuer === undefined ? {} : { clientId, issuer, redirectUris }),
    api: facts.api,
    providers: facts.providers
      .filter(({ invented, state }) => invented && state === 'registered')
      .map(({ id, name }) => ({ id, name })),
    ca: written('ca.pem', facts.ca),
    ...(client
      ? { certificate: written('client.pem', client.certificate), key: written('client.key', client.key) }
      : {}),
    ...(keyJwk === undefined ? {} : { keyJwk: written('key.jwk', keyJwk) }),
    ...(server
      ? {
          serverCertificate: written('server.pem', server.certificate),
          serverKey: written('server.key', server.key),
        }
      : {}),
  }
  written('app.json', `${JSON.stringify(settings, null, 2)}\n`)
  return { settings, pages: facts.pages }
}

function readJwk(file: string): Readonly<Record<string, unknown>> {
  const jwk = parseJson(readGiven(file, '--jwk'))
  if (isObject(jwk)) return jwk
  throw problem('file-wrong', '--jwk names a file that is no JWK', 'Give the public key as JSON: kty, crv, x and y.', {
    file,
  })
}

function readGiven(file: string, option: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    throw problem(
      'file-missing',
      `${option} names a file that cannot be read`,
      'Correct the path or its permissions.',
      {
        file,
      },
    )
  }
}
