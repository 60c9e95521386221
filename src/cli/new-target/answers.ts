/** What `synaq target new` has to know. Paths as typed: relative to the current folder. */
export type TargetAnswers = BankAnswers | AppAnswers

interface CommonAnswers {
  readonly control: string
  readonly tokenFile: string
  readonly participant: string
  readonly name: string
  readonly invented: boolean
  /** The authority of the subject's server certificates; undefined where it is the sandbox's. */
  readonly ca: string | undefined
  readonly environment: 'test' | 'live'
}

/** Of a bank under test. */
export interface BankAnswers extends CommonAnswers {
  readonly role: 'provider'
  readonly url: string
  /** Undefined where no script asks for a client, so that there are no consents. */
  readonly consentCheck: 'bank' | 'platform' | undefined
  /** Undefined where scripts use the sandbox's invented clients. */
  readonly customers: readonly NewCustomer[] | undefined
}

/** Of an application under test. */
export interface AppAnswers extends CommonAnswers {
  readonly role: 'user'
  readonly drive: NewDrive
}

export type NewDrive =
  | { readonly kind: 'by-hand' }
  /** `tokenVariable` is the environment variable with its bearer token; undefined where it asks for none. */
  | { readonly kind: 'webhook'; readonly url: string; readonly tokenVariable: string | undefined }
  | { readonly kind: 'command'; readonly command: readonly string[] }

export interface NewCustomer {
  /** A BIN where `representative` is there. */
  readonly iin: string
  readonly phone: string
  readonly has: readonly string[]
  /** Who acts for a legal entity. */
  readonly representative?: { readonly iin: string; readonly phone: string }
}
