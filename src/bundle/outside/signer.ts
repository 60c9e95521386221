import { sha256 } from '../../base/digest.js'
import { problem } from '../../base/problem.js'
import type { Signer } from '../signer.js'
import { soundAnswer } from './answer.js'
import { signedByCommand } from './command.js'
import { post } from './http.js'
import { usualLimits, type Limits } from './limits.js'
import type { SignerSettings } from './settings.js'
import { openTimeStamper, stamped } from './time-authority.js'

/** Signed once at the start, so that a signer that does not work is found before a run and not after it. It promises nothing. */
const trial = Buffer.from('Synaq asks whether this signer answers. This signature stands for nothing else.\n')

/**
 * The signer that the settings name by `command` or `http`; undefined where they name none, and the own key signs. It signs a
 * short text at once. Every answer is verified over what was to be signed, and must come from the same certificate.
 * @throws ProblemError where it does not sign, or what it answers does not hold
 */
export async function openOutsideSigner(
  settings: SignerSettings,
  limits: Limits = usualLimits,
): Promise<Signer | undefined> {
  const ask = askerOf(settings, limits)
  if (!ask) return undefined
  const signed = async (content: Uint8Array) => soundAnswer(await ask.sign(content), content, ask.name, new Date())
  const { certificate, subject } = await signed(trial)
  const sign = async (content: Uint8Array): Promise<Uint8Array> => {
    const answer = await signed(content)
    if (!answer.certificate.raw.equals(certificate.raw)) throw exchanged(ask.name, subject, answer.subject)
    return answer.cms
  }
  const { file, timeStamp: authority } = settings
  const stamp = authority && openTimeStamper({ file, timeStamp: authority }, limits)
  return {
    name: subject,
    pdfCertificate: sha256(certificate.raw),
    signManifest: async (content) => ({ kind: 'cms', cms: await sign(content) }),
    signPdf: async (content) => {
      const cms = await sign(content)
      return stamp ? stamped(cms, stamp) : cms
    },
    ...(stamp ? { timeStamp: stamp } : {}),
  }
}

interface Asker {
  /** For people: which program, which address. */
  readonly name: string
  sign(content: Uint8Array): Promise<Uint8Array>
}

function askerOf({ command, http: endpoint, file }: SignerSettings, limits: Limits): Asker | undefined {
  if (command)
    return { name: `command ${command[0] ?? ''}`, sign: (content) => signedByCommand(command, file, content, limits) }
  if (!endpoint) return undefined
  const kinds = { type: 'application/octet-stream', accept: 'application/pkcs7-signature, application/octet-stream' }
  const { origin, pathname } = new URL(endpoint.url)
  return {
    name: `${origin}${pathname}`,
    sign: (body) => post({ endpoint, file, setting: 'http', body, ...kinds }, limits),
  }
}

const exchanged = (from: string, first: string, then: string) =>
  problem(
    'signer-exchanged',
    `it signs with different certificates: first «${first}», then «${then}»`,
    'Have it sign with one certificate: the manifest names the certificate that signs the PDFs.',
    { name: from },
  )
