import type { ControlClient } from '../control/client.js'
import type { Inbox } from './fill-in.js'

/** Longer than any one-time code is good for. */
const tooLong = 'P1D'

/** One-time codes that a sandbox has «sent»; a late one is made older there, no clock is moved. */
export function controlInbox(control: Pick<ControlClient, 'inbox' | 'ageInbox'>): Inbox {
  const newest = async (phone: string) => (await control.inbox(phone))[0]?.code
  return {
    newest,
    late: async (phone) => {
      await control.ageInbox(phone, tooLong)
      return newest(phone)
    },
    earlier: async (phone) => (await control.inbox(phone))[1]?.code,
  }
}
