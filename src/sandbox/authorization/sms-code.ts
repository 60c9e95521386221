import { randomInt, timingSafeEqual } from 'node:crypto'
import type { Instant } from '../../base/clock.js'
import type { SmsMessage, WorkspaceState } from '../state.js'

/** How long a code is good for. */
export const codeMinutes = 5
/** The third wrong try uses a code up. */
const tries = 3
/** So many codes may be asked for in one sign-in. */
export const maxCodes = 3
const maxInbox = 500

/** A one-time code that was «sent», and how often it may still be tried. */
export interface SmsCode {
  readonly message: SmsMessage
  triesLeft: number
}

export type CodeCheck = 'right' | 'wrong' | 'late' | 'used-up'

/** Puts a new code into the inbox of the workspace, newest first. */
export function sendCode(state: WorkspaceState, phone: string, text: (code: string) => string, now: Instant): SmsCode {
  const code = randomInt(0, 1_000_000).toString().padStart(6, '0')
  const message = { at: now, phone, text: text(code), code }
  state.inbox.unshift(message)
  state.inbox.length = Math.min(state.inbox.length, maxInbox)
  return { message, triesLeft: tries }
}

/** Makes the codes that were sent to a phone older; no clock is moved. Answers how many there are. */
export function ageCodes(state: WorkspaceState, phone: string, byMs: number): number {
  const sent = state.inbox.filter((message) => message.phone === phone)
  for (const message of sent) message.at = new Date(Date.parse(message.at) - byMs).toISOString()
  return sent.length
}

/** Compares what was typed. Every wrong try is counted. */
export function checkCode(sent: SmsCode, typed: string, now: Instant): CodeCheck {
  if (sent.triesLeft === 0) return 'used-up'
  if (Date.parse(now) - Date.parse(sent.message.at) > codeMinutes * 60_000) return 'late'
  if (isCode(typed, sent.message.code)) {
    sent.triesLeft = 0
    return 'right'
  }
  sent.triesLeft -= 1
  return sent.triesLeft === 0 ? 'used-up' : 'wrong'
}

/** Compares in constant time; spaces do not count. */
export function isCode(typed: string, code: string): boolean {
  const digits = typed.replace(/\s/g, '')
  return /^\d{6}$/.test(digits) && timingSafeEqual(Buffer.from(digits), Buffer.from(code))
}
