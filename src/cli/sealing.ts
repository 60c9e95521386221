import { systemClock } from '../base/clock.js'
import type { Json } from '../base/json.js'
import { inLanguage, type Language, type Text } from '../base/text.js'
import { keysFolder, openOwnKey } from '../bundle/keys.js'
import { openOutsideSigner, openTimeStamper, readSignerSettings, stamped } from '../bundle/outside/index.js'
import { ownSigner } from '../bundle/own-signer.js'
import { attach } from '../bundle/pdf/attach.js'
import { signPdf } from '../bundle/pdf/sign.js'
import { evidenceName, packEvidence, sealFolder, type Occasion } from '../bundle/seal.js'
import type { Signer } from '../bundle/signer.js'
import type { RunRecord } from '../model/run.js'
import { documentTemplates, type DocumentData, type FinishPdf } from '../report/index.js'
import type { Wiring } from './wiring.js'

/** Signs what a command leaves: each PDF with the evidence in it, and then all that lies in the folder. */
export interface Sealing {
  /** For the documents of these runs. */
  finish(runs: readonly RunRecord[], data: DocumentData | undefined): Promise<FinishPdf>
  /** Once everything else is written. */
  seal(folder: string, runs: readonly RunRecord[]): Promise<void>
  /** True where the signing key was made just now. */
  readonly madeKey: boolean
  readonly signer: Signer
}

/**
 * Opens the signer that a file of settings names, or the own key, which is made at first use. A signer from outside is tried at
 * once. @throws ProblemError where it cannot be used
 */
export async function openSealing(settingsFile: string | undefined, { version }: Wiring): Promise<Sealing> {
  const { signer, madeKey } = await openSigner(settingsFile)
  const occasion = (runs: readonly RunRecord[]): Occasion => ({ at: systemClock.now(), version, runs })
  return {
    signer,
    madeKey,
    finish: async (runs, data) => {
      const evidence = await packEvidence(
        { ...occasion(runs), templates: documentTemplates(), ...(data === undefined ? {} : { data: data as Json }) },
        signer,
      )
      return async (pdf, at) => {
        const carrying = attach(pdf, {
          name: evidenceName,
          bytes: evidence,
          type: 'application/zip',
          description: 'Evidence of the runs, signed: see manifest.json in it',
          at,
        })
        const now = systemClock.now()
        return signPdf(carrying, { at: now, name: signer.name, sign: (bytes) => signer.signPdf(bytes, now) })
      }
    },
    seal: (folder, runs) => sealFolder(folder, occasion(runs), signer),
  }
}

/** Whoever signs, and whether a key was made for it. @throws ProblemError */
export async function openSigner(
  settingsFile: string | undefined,
): Promise<{ readonly signer: Signer; readonly madeKey: boolean }> {
  const settings = settingsFile === undefined ? undefined : readSignerSettings(settingsFile)
  const outside = settings && (await openOutsideSigner(settings))
  if (outside) return { signer: outside, madeKey: false }
  const key = openOwnKey()
  const own = await ownSigner(key, new Date(systemClock.now()))
  if (!settings?.timeStamp) return { signer: own, madeKey: key.made }
  const stamp = openTimeStamper({ file: settings.file, timeStamp: settings.timeStamp })
  const signer: Signer = {
    ...own,
    signPdf: async (content, at) => stamped(await own.signPdf(content, at), stamp),
    timeStamp: stamp,
  }
  return { signer, madeKey: key.made }
}

const signedText = (name: string): Text => ({
  ru: `Подписано: ${name}. Проверить: synaq verify`,
  kk: `Қол қойылды: ${name}. Тексеру: synaq verify`,
  en: `Signed by ${name}; to check it: synaq verify`,
})

const madeText: Text = {
  ru: `Ключ подписи сделан сейчас и лежит в ${keysFolder()}: никому его не давайте, а его отпечаток сообщите тем, кто будет проверять (synaq key)`,
  kk: `Қолтаңба кілті қазір жасалды, ${keysFolder()} ішінде жатыр: оны ешкімге бермеңіз, ал бедерін тексеретіндерге айтыңыз (synaq key)`,
  en: `The signing key was made just now and lies in ${keysFolder()}: give it to nobody, and tell its thumbprint to those who verify (synaq key)`,
}

/** Who signed, and of a key that is new where it lies. */
export function signedLines({ signer, madeKey }: Sealing, language: Language): string[] {
  return ['', inLanguage(signedText(signer.name), language), ...(madeKey ? [inLanguage(madeText, language)] : [])]
}
