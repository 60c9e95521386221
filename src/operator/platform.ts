import { isObject } from '../base/json.js'
import type { PlatformOrder } from '../model/order.js'
import type { Carrier } from './delivery.js'
import type { Webhook } from './webhook.js'

/** Takes decisions out of the outbox. */
export const platformCarrierName = 'platform'
/** Of the parcel that takes a decision to the platform. */
export const orderKey = (decision: number): string => `decision ${decision}`
/** Of several orders for one API the newest says how it is to stand. */
export const orderSubject = (api: string): string => `api ${api}`

/** Orders under way at a time. */
const atOnce = 4

/** Takes orders out of the outbox to the platform's webhook; in trial mode every bank has a platform of its own. */
export function platformCarrier(
  webhookOf: (order: PlatformOrder) => Webhook,
  { timeoutMs, giveUpAfterMs }: { readonly timeoutMs: number; readonly giveUpAfterMs: number },
): Carrier {
  return {
    atOnce,
    patienceMs: timeoutMs,
    giveUpAfterMs,
    carry: async (payload, _, signal) => {
      if (!isObject(payload) || typeof payload.decision !== 'number') throw new Error('the parcel is no order')
      // It went into the outbox as one (governor.ts).
      const order = payload as object as PlatformOrder
      await webhookOf(order).tell(orderId(order), order, signal)
    },
  }
}

/** The same order has the same id whenever it is sent; a new database, whose numbers begin anew, has others. */
export const orderId = ({ decision, at }: PlatformOrder): string => `decision-${decision}-${Date.parse(at)}`
