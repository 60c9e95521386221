import { join } from 'node:path'
import type { Language } from '../base/text.js'
import { refuseLeaked } from '../evidence/leaks-file.js'
import type { RunRecord } from '../model/run.js'
import { ctrfOf } from './ctrf.js'
import type { Format } from './format-names.js'
import { htmlOf } from './html.js'
import { junitOf } from './junit.js'
import { writeWhole } from '../base/write-whole.js'

const makers: Readonly<Record<Format, { file: string; make: (record: RunRecord, language: Language) => string }>> = {
  html: { file: 'report.html', make: htmlOf },
  junit: { file: 'junit.xml', make: junitOf },
  ctrf: { file: 'ctrf.json', make: (...of) => `${JSON.stringify(ctrfOf(...of), null, 2)}\n` },
}

/** Writes the run in the given formats, each once and whole, into a folder. Answers the paths. @throws ProblemError where a secret was found in it */
export function writeFormats(
  record: RunRecord,
  wanted: readonly Format[],
  folder: string,
  language: Language,
): string[] {
  refuseLeaked(record.folder)
  return [...new Set(wanted)].map((name) => {
    const { file, make } = makers[name]
    return writeWhole(join(folder, file), make(record, language))
  })
}
