import { kazakhstanTime, type Instant } from '../../base/clock.js'
import type { ReportWords } from './wording/index.js'

/** Rounded down to hundredths: what is not whole is never shown as 100 %. */
export function percentText(share: number | undefined, { decimal }: ReportWords): string {
  if (share === undefined) return '–'
  const hundredths = Math.floor(share * 10_000 + 1e-9) / 100
  return `${hundredths.toFixed(hundredths % 1 === 0 ? 0 : 2).replace('.', decimal)}\u00A0%`
}

/** A length of time in its two largest units, e.g. `2 h 15 min`. */
export function lengthText(ms: number, { unit }: ReportWords): string {
  const seconds = Math.round(ms / 1000)
  const parts = [
    [Math.floor(seconds / 86_400), unit.d],
    [Math.floor(seconds / 3600) % 24, unit.h],
    [Math.floor(seconds / 60) % 60, unit.min],
    [seconds % 60, unit.s],
  ] as const
  const first = parts.findIndex(([n]) => n > 0)
  if (first < 0) return `0\u00A0${unit.s}`
  return parts
    .slice(first, first + 2)
    .filter(([n]) => n > 0)
    .map(([n, name]) => `${n}\u00A0${name}`)
    .join(' ')
}

/** Milliseconds of an answer, e.g. `87 ms`, `3.42 s`. */
export function timeText(ms: number, { unit, decimal }: ReportWords): string {
  if (ms < 1000) return `${Math.round(ms)}\u00A0${unit.ms}`
  return `${(ms / 1000).toFixed(2).replace('.', decimal)}\u00A0${unit.s}`
}

/** A date as documents write it, `05.12.2026`. */
export const dateText = (date: string): string => date.split('-').reverse().join('.')

/** Date and time in Kazakhstan, `05.12.2026 10:15:00`. */
export function momentText(at: Instant): string {
  const { date, time } = kazakhstanTime(at)
  return `${dateText(date)} ${time}`
}
