/**
 * The forms of the consent pages. A program can walk them as a person would, so the names are stable:
 *
 * | form     | fields                                   | buttons (`decision`)                                |
 * |----------|------------------------------------------|-----------------------------------------------------|
 * | sign-in  | `iin`, `bin` (a legal entity's), `phone` | `continue`, `decline`                               |
 * | liveness |                                          | `passed`, `failed`                                  |
 * | sms-code | `code`                                   | `send` (checks the code), `again` (a new code), `decline` |
 * | consent  |                                          | `approve`, `decline`                                |
 * | result   |                                          | `continue` (back to the application)                |
 *
 * The client's own pages (`/consents`) use `sign-in` and `sms-code` too, and have `change` (`scopes`, `providers`:
 * what stays), `revoke` and `sign-out`. Every form is posted urlencoded to its `action`; a form without a button
 * pressed counts as its first button. Anything wrong is answered with 422 and the same form.
 */
export const consentForms = ['sign-in', 'liveness', 'sms-code', 'consent', 'result'] as const

export type ConsentForm = (typeof consentForms)[number]

/** What is wrong with a form: the field, and the reason as a key under `fault` in the wording. */
export interface Fault {
  readonly field?: string
  readonly reason: string
  /** What was typed, to be shown again. */
  readonly fields?: object
}
