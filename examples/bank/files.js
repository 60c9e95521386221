import { readFileSync } from 'node:fs'

/** A wrong setting or file: where it is, what is wrong, how to mend it. Printed without a stack; exit code 2. */
export class Mistake extends Error {
  constructor(where, what, remedy) {
    super(`${where}: ${what}\n  → ${remedy}`)
  }
}

/** The text of a file that `where` names; a Mistake where it cannot be read. */
export function readText(path, where) {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new Mistake(
      where,
      `${path} cannot be read (${error.code})`,
      'give the path of a file that this process may read',
    )
  }
}

/** A JSON object from a file. */
export function readJson(path) {
  const text = readText(path, 'file')
  try {
    return Object(JSON.parse(text))
  } catch (error) {
    throw new Mistake(path, `is no JSON (${error.message})`, 'mend the file; a JSON object is expected')
  }
}
