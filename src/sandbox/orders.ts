import type { OrderAnswer } from '../control/api.js'
import type { PlatformOrder } from '../model/order.js'
import { participantOf } from './known.js'
import { noteCheck, publish } from './registry.js'
import type { WorkspaceState } from './state.js'

/** An operator's decisions as the registry follows them. */
export interface Orders {
  /** `id` is that of the webhook. @throws ControlError where it names nobody who is known */
  follow(state: WorkspaceState, id: string, order: PlatformOrder): OrderAnswer
  forget(): void
}

/** Each order is followed once, and none behind a later one of the same API. */
export function createOrders(): Orders {
  const seen = new Set<string>()
  const last = new Map<string, PlatformOrder>()
  return {
    follow: (state, id, order) => {
      if (seen.has(id)) return { order: 'repeated' }
      const newest = last.get(order.api)
      // Numbers begin anew with a new database, clocks are set back: what is older in both is older.
      if (newest && order.decision < newest.decision && order.at < newest.at) return { order: 'overtaken' }
      obey(state, order)
      seen.add(id)
      last.set(order.api, order)
      return { order: 'followed' }
    },
    forget: () => {
      seen.clear()
      last.clear()
    },
  }
}

/** Limited mode (Guide, clauses 35-37) leaves an API on the showcase, and what is shown has passed its check (report, 4.4). */
function obey(state: WorkspaceState, { after, participant: provider }: PlatformOrder): void {
  const participant = participantOf(state, provider)
  const shown = after === 'published' || after === 'limited'
  noteCheck(state, { act: 'api-check', provider, result: shown ? 'passed' : 'failed' })
  publish(state, { act: 'publication', provider, state: shown ? 'published' : 'unpublished' })
  participant.limited = after === 'limited'
}
