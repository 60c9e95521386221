import { isObject, type Json } from '../base/json.js'
import { problem, type ProblemError } from '../base/problem.js'

/** Nobody answers at the control API, or it broke off. */
export function unreachable(url: string, reason: string): ProblemError {
  return problem(
    'control-unreachable',
    `The sandbox's control API does not answer (${reason}).`,
    'Is the sandbox running? Start it with «synaq sandbox» and compare the address with what it prints.',
    { name: url },
  )
}

/** What went wrong, by the code of the error or of its cause. */
export function reasonOf(error: unknown, timeoutMs: number): string {
  const { name, cause, code, message } = isObject(error) ? error : {}
  if (name === 'TimeoutError') return `no answer within ${timeoutMs} ms`
  const causeCode = isObject(cause) ? cause.code : undefined
  return String(causeCode ?? (typeof code === 'string' ? code : message))
}

/** The control API refused a call: in its own words where it answers as agreed. */
export function refusal(url: string, call: string, status: number, answer: Json | undefined): ProblemError {
  const place = { name: `${url} ${call}` }
  if (status === 401)
    return problem(
      'control-token',
      'The control API does not know this token.',
      "Take the workspace's token that the sandbox printed; a restarted sandbox gives new ones.",
      place,
    )
  const { code, what, remedy } = isObject(answer) ? answer : {}
  if (typeof code === 'string' && typeof what === 'string' && typeof remedy === 'string')
    return problem(code, what, remedy, place)
  return problem(
    'control-answer',
    `The control API answered ${status} in a shape that is not agreed.`,
    'Is this the address of a control API, and is the sandbox of the same version?',
    place,
  )
}
