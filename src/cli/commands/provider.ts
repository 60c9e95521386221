import { createHash, X509Certificate } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { controlClient } from '../../control/client.js'
import { exitCodes, type ExitCode } from '../exit-codes.js'
import { loadServed } from '../project.js'
import type { Output, Wiring } from '../wiring.js'

export interface ProviderOptions {
  readonly system: string
  readonly id: string
  readonly name: string
  readonly url: string
  readonly control: string
  readonly token: string
  readonly out: string
}

/** What a bank needs to know of the platform. */
export interface BankSettings {
  readonly participant: string
  readonly issuer: string
  /** Neither where the contract knows of no consents. */
  readonly jwks?: string
  readonly consents?: string
  /** SHA-256 of the platform's client certificate, base64url (RFC 8705). */
  readonly platformCertificate: string
  readonly ca: string
  readonly certificate: string
  readonly key: string
  readonly clientCertificate: string
  readonly clientKey: string
}

/** `synaq provider ID` — a bank joins the sandbox: certificates are issued to it, the gateway learns its address. */
export async function provider(options: ProviderOptions, wiring: Wiring, out: Output): Promise<ExitCode> {
  const settings = await joinSandbox(options, wiring)
  out.line(`${options.id} has joined. Its certificates and settings (bank.json) lie in ${resolve(options.out)}.`)
  const { issuer, jwks, consents } = settings
  if (jwks !== undefined) out.line(`  issuer of the platform's tokens   ${issuer}`)
  if (jwks !== undefined) out.line(`  its public keys                   ${jwks}`)
  if (consents !== undefined) out.line(`  consents are asked at             ${consents}`)
  out.line(`  the platform's certificate is     ${settings.platformCertificate} (SHA-256, base64url)`)
  out.result(settings)
  return exitCodes.conforms
}

/** Has certificates issued to a bank, writes them and what the bank has to know, which it answers too. */
export async function joinSandbox(options: ProviderOptions, wiring: Wiring): Promise<BankSettings> {
  const { contract } = await loadServed(options.system, wiring)
  const { id, name, url } = options
  const control = controlClient(options.control, options.token)
  const issued = await control.registerProvider(id, { name, url, issue: true })
  const facts = await control.workspace()
  const folder = resolve(options.out)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const written = (file: string, text: string | undefined): string => {
    writeFileSync(join(folder, file), text ?? '', { mode: 0o600 })
    return join(folder, file)
  }
  const platform = new X509Certificate(facts.identities.platform?.certificate ?? '')
  const consents = contract.operations.get('getConsent')?.path
  const settings: BankSettings = {
    participant: id,
    issuer: facts.issuer,
    ...(facts.jwks === undefined ? {} : { jwks: facts.jwks }),
    ...(consents === undefined ? {} : { consents: facts.api + consents }),
    platformCertificate: createHash('sha256').update(platform.raw).digest('base64url'),
    ca: written('ca.pem', facts.ca),
    certificate: written('server.pem', issued.server?.certificate),
    key: written('server.key', issued.server?.key),
    clientCertificate: written('client.pem', issued.client?.certificate),
    clientKey: written('client.key', issued.client?.key),
  }
  written('bank.json', `${JSON.stringify(settings, null, 2)}\n`)
  return settings
}
