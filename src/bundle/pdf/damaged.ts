import { problem, type ProblemError } from '../../base/problem.js'

/**
 * A PDF that cannot be read in one way only. Readers mend such files, each in its own manner, and would then show
 * different things under one signature; so it is refused.
 */
export function damaged(what: string): ProblemError {
  return problem(
    'pdf-damaged',
    `The PDF cannot be read with certainty: ${what}.`,
    'Ask for the file again, as it was signed; a copy that was cut off, repaired or saved anew is another file.',
  )
}

/** A PDF that asks for more memory or time than a document of ours ever needs. */
export function tooLarge(what: string): ProblemError {
  return problem(
    'pdf-too-large',
    `The PDF is refused because of its size: ${what}.`,
    'A Protocol or an Act stays far below this; look where the file comes from.',
  )
}
