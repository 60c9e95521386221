/** One of several things that are amiss; `at` is a JSON Pointer (RFC 6901) into what was sent. */
export interface RefusedProblem {
  readonly code: string
  readonly what: string
  readonly remedy: string
  readonly at?: string
}

/** An answer that is no success, for people on pages and for programs alike. */
export class Refusal extends Error {
  constructor(
    readonly statusCode: 400 | 401 | 403 | 404 | 409 | 412 | 415 | 422,
    readonly code: string,
    readonly what: string,
    readonly remedy: string,
    /** Each thing that is amiss, where there are several. */
    readonly problems?: readonly RefusedProblem[],
  ) {
    super(what)
    this.name = 'Refusal'
  }
}

export const notFound = (what: string) =>
  new Refusal(404, 'not-found', what, 'Check the id; the list of all is one level up.')
export const forbidden = (what: string) =>
  new Refusal(403, 'forbidden', what, 'Ask the operator for a token that may do this.')
export const unauthorized = () =>
  new Refusal(
    401,
    'unauthorized',
    'A token is needed.',
    'Send «Authorization: Bearer …»; `synaq token new` issues one.',
  )
