import type { Json } from '../../../src/system/index.js'
import { entriesOf, inMeta, isJsonObject, lastEntry, moved, spoiled, withMeta } from './making.js'
import type { BankDefect } from './making.js'

/** What a bank says wrongly of its availability. */
export const availabilityDefects: readonly BankDefect[] = [
  changedServices('status-hides-service', (services) =>
    services.map((one, i) => (i === 2 && isJsonObject(one) ? { ...one, status: 'unavailable' } : one)),
  ),
  changedServices('status-leaves-service-out', (services) => [...services.slice(0, -1), ...services.slice(0, 1)]),
  added('status-hides-outage', 'C-status', { from: -1, to: 30, announced: -2 }),
  added('lists-past-outages', 'C-outages', { from: -90, to: -60, announced: -200 }),
  lastEntry('outage-ends-before-start', 'C-outages', ['listOutages'], (entry) => ({
    ...entry,
    to: moved(entry.from, -1),
  })),
  lastEntry('announced-in-future', 'C-outages', ['listOutages'], (entry) => ({
    ...entry,
    announcedAt: entry.from ?? '',
  })),
  spoiled('outages-out-of-order', 'C-outages', ['listOutages'], (body) => ({
    ...body,
    data: entriesOf(body).toReversed(),
  })),
]

function changedServices(id: string, change: (services: readonly Json[]) => readonly Json[]): BankDefect {
  return spoiled(id, 'C-status', ['getStatus'], (body) => {
    const { data } = body
    if (!isJsonObject(data) || !Array.isArray(data.services)) return body
    return { ...body, data: { ...data, services: change(data.services as readonly Json[]) } }
  })
}

/** One more outage, the earliest; hours count from the last update of the data. */
function added(
  id: string,
  breaks: string,
  hours: { readonly from: number; readonly to: number; readonly announced: number },
): BankDefect {
  return spoiled(id, breaks, ['listOutages'], (body) => {
    const last = isJsonObject(body.meta) ? body.meta.lastUpdated : undefined
    const outage = {
      outageId: 'one-more',
      planned: false,
      partial: true,
      services: ['products'],
      from: moved(last, hours.from),
      to: moved(last, hours.to),
      announcedAt: moved(last, hours.announced),
      explanation: 'Answers may be slow',
    }
    const total = inMeta(body, 'totalResults') + 1
    return withMeta({ ...body, data: [outage, ...entriesOf(body)] }, { totalResults: total })
  })
}
