import { isObject } from './json.js'
import { problem, type ProblemError } from './problem.js'

/** Why the system does not let a file grow (errno), and how to mend it. Nothing of these is a mistake of the program. */
const troubles: Readonly<Record<string, readonly [what: string, remedy: string]>> = {
  ENOSPC: ['the disk is full', 'Free space there, or choose another folder.'],
  EDQUOT: ['the disk quota is used up', 'Free space there, or have the quota raised.'],
  EFBIG: [
    'the file may not grow any further',
    'Raise the limit on the size of files (ulimit -f), or choose another disk.',
  ],
  EROFS: ['the disk is read-only', 'Choose another folder, or mount the disk for writing.'],
  EIO: ['the disk reports an error', 'Look at the disk (dmesg), and choose another one.'],
  EACCES: ['you may not write here', 'Choose another folder, or have its owner allow it.'],
}

/** The code of a problem that is made here. */
export const unwritable = 'disk'

/** The problem for a person where a file cannot be written; undefined for any other error. */
export function diskProblem(error: unknown, file?: string): ProblemError | undefined {
  const { code, path } = isObject(error) ? error : {}
  const trouble = typeof code === 'string' && Object.hasOwn(troubles, code) ? troubles[code] : undefined
  if (!trouble) return undefined
  const [what, remedy] = trouble
  const where = file ?? (typeof path === 'string' ? path : undefined)
  const said = `${what} (${String(code)})`
  return problem(unwritable, said, remedy, where === undefined ? undefined : { file: where })
}
