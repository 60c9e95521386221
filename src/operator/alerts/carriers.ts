import type { Clock } from '../../base/clock.js'
import type { Carriers } from '../delivery.js'
import { openWebhook, type WebhookReceiver } from '../webhook.js'
import { webhookLane } from './receivers.js'

/** How long a receiver may take, and be away. */
export interface AlertPatience {
  readonly timeoutMs: number
  readonly giveUpAfterMs: number
}

/** Messages under way to one receiver. */
const atOnce = 2

/** A lane of the outbox for each receiver that is told by webhook, by its name; and how to close their connections. */
export function alertCarriers(
  webhooks: ReadonlyMap<string, WebhookReceiver>,
  { timeoutMs, giveUpAfterMs }: AlertPatience,
  clock: Clock,
): { readonly carriers: Carriers; close(): Promise<void> } {
  const open = [...webhooks].map(([name, receiver]) => ({ name, webhook: openWebhook(receiver, clock) }))
  return {
    carriers: Object.fromEntries(
      open.map(({ name, webhook }) => [
        webhookLane(name),
        {
          ...{ atOnce, patienceMs: timeoutMs, giveUpAfterMs },
          // Dots stand between id, time and body in what is signed.
          carry: (payload, { key }, signal) => webhook.tell(key.replace(/[ .:]/g, '-'), payload as object, signal),
        } satisfies Carriers[string],
      ]),
    ),
    close: async () => {
      await Promise.all(open.map(({ webhook }) => webhook.close()))
    },
  }
}
