import type { Language } from '../../base/text.js'
import { wording } from '../pages/wording.js'
import type { Client, SmsMessage, WorkspaceState } from '../state.js'
import type { Fault } from './forms.js'
import { identify } from './sign-in.js'
import { checkCode, codeMinutes, isCode, maxCodes, sendCode } from './sms-code.js'
import type { SmsCode } from './sms-code.js'
import type { AuthorizationContext } from './types.js'

/** How far a client has come in proving who they are. */
export interface Verification {
  client?: Client
  phone?: string
  code?: SmsCode
  /** Codes sent so far. */
  codes: number
}

/** Takes the form `sign-in`. */
export function takeSignIn(
  context: AuthorizationContext,
  verification: Verification,
  form: URLSearchParams,
): Fault | undefined {
  const field = (name: string) => form.get(name) ?? ''
  const found = identify(context.state(), { iin: field('iin'), bin: field('bin'), phone: field('phone') })
  if ('reason' in found) return found
  verification.client = found.client
  verification.phone = found.phone
  return undefined
}

/** Sends a code, or another one in its place; answers false when no more may be asked for. */
export function sendNextCode(context: AuthorizationContext, verification: Verification, lang: Language): boolean {
  if (verification.phone === undefined || verification.codes >= maxCodes) return false
  const text = (code: string) => wording('sms-code.message', lang, { code, minutes: codeMinutes })
  verification.code = sendCode(context.state(), verification.phone, text, context.now())
  verification.codes += 1
  context.codeSent?.()
  return true
}

/** Takes the form `sms-code`. The reason `code-exhausted` ends the sign-in: the last code is used up. */
export function takeCode(
  context: AuthorizationContext,
  verification: Verification,
  form: URLSearchParams,
): Fault | undefined {
  const { code, codes } = verification
  const typed = form.get('code') ?? ''
  const check = code ? checkCode(code, typed, context.now()) : 'late'
  if (check === 'right' || (code && isHonoured(context.state(), code.message, typed))) return undefined
  if (codes >= maxCodes && check !== 'wrong') return { field: 'code', reason: 'code-exhausted' }
  return { field: 'code', reason: `code-${check}` }
}

/** A code that is not right, and is taken all the same by a platform that has been given a defect. */
function isHonoured({ defects, inbox }: WorkspaceState, sent: SmsMessage, typed: string): boolean {
  if (defects.has('platform-accepts-any-code')) return true
  if (isCode(typed, sent.code)) return defects.has('platform-accepts-late-code')
  const isEarlier = ({ phone, code }: SmsMessage) => phone === sent.phone && isCode(typed, code)
  return defects.has('platform-reuses-codes') && inbox.some(isEarlier)
}
