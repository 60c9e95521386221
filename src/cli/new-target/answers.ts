/** What `synaq target new` has to know. Paths as typed: relative to the current folder. */
export interface TargetAnswers {
  readonly control: string
  readonly tokenFile: string
  readonly participant: string
  readonly name: string
  readonly invented: boolean
  readonly url: string
  /** The authority of the bank's server certificate; undefined where it is the sandbox's. */
  readonly ca: string | undefined
  /** Undefined where no script asks for a client, so that there are no consents. */
  readonly consentCheck: 'bank' | 'platform' | undefined
  readonly environment: 'test' | 'live'
  /** Undefined where scripts use the sandbox's invented clients. */
  readonly customers: readonly NewCustomer[] | undefined
}

export interface NewCustomer {
  /** A BIN where `representative` is there. */
  readonly iin: string
  readonly phone: string
  readonly has: readonly string[]
  /** Who acts for a legal entity. */
  readonly representative?: { readonly iin: string; readonly phone: string }
}
