import { isObject } from '../../base/json.js'
import type { Carrier } from '../../operator/delivery.js'
import type { Platform, PlatformOrder } from '../../operator/ports.js'

/** Takes orders out of the outbox to the platform. */
export function platformCarrier(platform: Platform): Carrier {
  return async (payload) => {
    if (!isObject(payload) || typeof payload.decision !== 'number') throw new Error('the parcel is no order')
    // It went into the outbox as one (governor.ts).
    await platform.tell(payload as object as PlatformOrder)
  }
}
