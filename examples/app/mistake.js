/** A wrong setting or file: where it is, what is wrong, how to mend it. Printed without a stack; exit code 2. */
export class Mistake extends Error {
  constructor(where, what, remedy) {
    super(`${where}: ${what}\n  → ${remedy}`)
  }
}
