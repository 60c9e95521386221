import { randomInt, timingSafeEqual } from 'node:crypto'
import type { Instant } from '../../base/clock.js'
import type { WorkspaceState } from '../state.js'

/** How long a code is good for. */
export const codeMinutes = 5
/** The third wrong try uses a code up. */
const tries = 3
/** So many codes may be asked for in one sign-in. */
export const maxCodes = 3
const maxInbox = 500

/** A one-time code that was «sent». */
export interface SmsCode {
  readonly code: string
  readonly sentAt: Instant
  triesLeft: number
}

export type CodeCheck = 'right' | 'wrong' | 'late' | 'used-up'

/** Puts a new code into the inbox of the workspace, newest first. */
export function sendCode(state: WorkspaceState, phone: string, text: (code: string) => string, now: Instant): SmsCode {
  const code = randomInt(0, 1_000_000).toString().padStart(6, '0')
  state.inbox.unshift({ at: now, phone, text: text(code), code })
  state.inbox.length = Math.min(state.inbox.length, maxInbox)
  return { code, sentAt: now, triesLeft: tries }
}

/** Compares what was typed; spaces do not count. Every wrong try is counted. */
export function checkCode(sent: SmsCode, typed: string, now: Instant): CodeCheck {
  if (sent.triesLeft === 0) return 'used-up'
  if (Date.parse(now) - Date.parse(sent.sentAt) > codeMinutes * 60_000) return 'late'
  const digits = typed.replace(/\s/g, '')
  if (/^\d{6}$/.test(digits) && timingSafeEqual(Buffer.from(digits), Buffer.from(sent.code))) {
    sent.triesLeft = 0
    return 'right'
  }
  sent.triesLeft -= 1
  return sent.triesLeft === 0 ? 'used-up' : 'wrong'
}
