import { problem } from '../base/problem.js'
import type { ProblemError } from '../base/problem.js'

/** A problem that the control API answers with this status. */
export type ControlError = ProblemError & { readonly statusCode: number }

/** Builds the error; Fastify reads `statusCode`. */
export function controlError(
  statusCode: 400 | 401 | 404 | 409,
  code: string,
  what: string,
  remedy: string,
): ControlError {
  return Object.assign(problem(code, what, remedy), { statusCode })
}
