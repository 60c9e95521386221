import type { Language } from '../../base/text.js'
import { readRunFolder } from '../../evidence/run-folder.js'
import { judgeFolder } from '../../judge/record.js'
import { loadDocumentData, type Format } from '../../report/index.js'
import type { ExitCode } from '../exit-codes.js'
import { openWaivers, type WaiverOptions } from '../waivers.js'
import { openSealing } from '../sealing.js'
import type { Output, Wiring } from '../wiring.js'
import { conclude } from './run.js'

/** `synaq report RUN` — makes documents and reports again from the evidence, with the data of a file; nothing is run. */
export async function report(
  folder: string,
  options: {
    readonly data?: string
    readonly languages: readonly Language[]
    readonly documents: boolean
    readonly formats: readonly Format[]
    readonly signer?: string | undefined
    readonly waivers?: WaiverOptions
  },
  wiring: Wiring,
  out: Output,
): Promise<ExitCode> {
  const data = options.data === undefined ? undefined : loadDocumentData(options.data)
  const record = judgeFolder(readRunFolder(folder), wiring.vocabulary.checks)
  const waivers = await openWaivers(options.waivers, wiring, [record])
  return conclude(record, options, { data, waivers, sealing: await openSealing(options.signer, wiring) }, out)
}
