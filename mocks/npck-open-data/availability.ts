import { z } from 'zod'
import { localTime, signedDuration } from './dates.js'
import { texts, type Language, type Texts } from './texts.js'

export const services = ['branches', 'atms', 'products', 'exchange-rates'] as const

const duration = z.string().regex(/^-?P/)
export const outagesFile = z.record(
  z.string(),
  z.array(
    z.strictObject({
      outageId: z.string(),
      planned: z.boolean(),
      partial: z.boolean(),
      services: z.array(z.enum(services)).min(1),
      from: duration,
      lasts: duration,
      announced: duration,
      explanation: texts,
    }),
  ),
)

/** An outage by its distance from the last update of all data, in milliseconds. */
export type PlannedOutage = {
  readonly outageId: string
  readonly planned: boolean
  readonly partial: boolean
  readonly services: readonly string[]
  readonly fromMs: number
  readonly lastsMs: number
  readonly announcedMs: number
  readonly explanation: Texts
}

export function makeOutages(bank: string, file: z.infer<typeof outagesFile>): PlannedOutage[] {
  return (file[bank] ?? []).map(({ from, lasts, announced, ...rest }) => ({
    ...rest,
    fromMs: signedDuration(from),
    lastsMs: signedDuration(lasts),
    announcedMs: signedDuration(announced),
  }))
}

/** The outages that have not ended, the earliest first. `updated` in milliseconds since the epoch. */
export function outagesAt(outages: readonly PlannedOutage[], updated: number, now: number, language: Language) {
  return outages
    .filter(({ fromMs, lastsMs }) => updated + fromMs + lastsMs > now)
    .toSorted((a, b) => a.fromMs - b.fromMs)
    .map(({ fromMs, lastsMs, announcedMs, explanation, ...rest }) => ({
      ...rest,
      from: localTime(updated + fromMs),
      to: localTime(updated + fromMs + lastsMs),
      announcedAt: localTime(updated + announcedMs),
      explanation: explanation[language],
    }))
}

/** The status that agrees with the outages under way. */
export function statusAt(outages: readonly PlannedOutage[], updated: number, now: number, language: Language) {
  const current = outages.filter(({ fromMs, lastsMs }) => updated + fromMs <= now && now < updated + fromMs + lastsMs)
  const states = services.map((service) => {
    const own = current.filter((outage) => outage.services.includes(service))
    return {
      service,
      status: own.length === 0 ? 'available' : own.every((it) => it.partial) ? 'degraded' : 'unavailable',
    }
  })
  const all = (status: string): boolean => states.every((it) => it.status === status)
  const [first] = current
  return {
    status: all('available') ? 'available' : all('unavailable') ? 'unavailable' : 'degraded',
    services: states,
    ...(first ? { explanation: first.explanation[language] } : {}),
    updatedAt: localTime(updated),
  }
}
