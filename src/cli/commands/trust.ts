import { resolve } from 'node:path'
import { problem } from '../../base/problem.js'
import { inLanguage } from '../../base/text.js'
import { controlClient } from '../../control/client.js'
import { gatherTrust, platformOf, thumbprintsOf, writeTrust, type TrustFacts } from '../../trust/index.js'
import { exitCodes, type ExitCode } from '../exit-codes.js'
import { openTarget } from '../open-target.js'
import { loadServed } from '../project.js'
import type { Output, Wiring } from '../wiring.js'

export interface TrustOptions {
  /** A target file; without it, the sandbox is asked by its control API. */
  readonly target?: string
  readonly out: string
  readonly system: string
  readonly control: string
  /** Of the control API; asked for only where there is no target. */
  readonly token: () => string
  /** The bank's participant id; of the target where there is one. */
  readonly participant?: string
}

/** `synaq trust export` — writes what a bank must be given to trust the platform, with instructions. */
export async function exportTrust(options: TrustOptions, wiring: Wiring, out: Output): Promise<ExitCode> {
  const facts = await (options.target === undefined
    ? ofSandbox(options, wiring)
    : ofTarget(options.target, options.participant, wiring))
  const files = writeTrust(facts, options.out)
  const { base64url } = thumbprintsOf(facts.certificate)
  const folder = resolve(options.out)
  out.line(inLanguage(words.written(folder), out.language))
  out.line(inLanguage(words.compare(base64url), out.language))
  const keys = facts.keys ? { issuer: facts.issuer, jwks: facts.keys.url } : {}
  out.result({ folder, files, ...keys, platformCertificate: base64url })
  return exitCodes.conforms
}

async function ofTarget(file: string, participant: string | undefined, wiring: Wiring): Promise<TrustFacts> {
  const { target, project } = await openTarget(file, wiring)
  if (target.role === 'user')
    throw problem(
      'trust-for-banks',
      'an application is given what it needs when it joins; the export is for a bank',
      'Use app.json and the files beside it, as `synaq application` writes them.',
      { file },
    )
  return gatherTrust(platformOf(target), participant ?? target.participant.id, project.contract)
}

async function ofSandbox({ system, control, token, participant }: TrustOptions, wiring: Wiring): Promise<TrustFacts> {
  if (participant === undefined) {
    throw problem(
      'participant-missing',
      'it is not known for which bank the export is',
      'Give a target file, or --participant with the id under which the bank joined.',
    )
  }
  const { contract } = await loadServed(system, wiring)
  const { api, issuer, ca, identities } = await controlClient(control, token()).workspace()
  return gatherTrust({ api, issuer, ca, certificate: identities.platform?.certificate ?? '' }, participant, contract)
}

const words = {
  written: (folder: string) => ({
    ru: `Папка для банка: ${folder}. Начните с README.html; секретов в ней нет.`,
    en: `The folder for the bank: ${folder}. Begin with README.html; nothing in it is secret.`,
  }),
  compare: (thumbprint: string) => ({
    ru: `Отпечаток сертификата платформы (сверьте по другому каналу): ${thumbprint}`,
    en: `Thumbprint of the platform's certificate (compare by another channel): ${thumbprint}`,
  }),
}
