import type { Inbox } from '../../src/platform/fill-in.js'

/** An inbox that has one code for a phone, whichever is asked for. */
export const inboxOf = (code: Inbox['newest']): Inbox => ({ newest: code, late: code, earlier: code })
