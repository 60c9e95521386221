/** Days off of a country as data. Dates are `YYYY-MM-DD`. */
export interface DaysOff {
  /** The years that are known; in all others only weekends are. */
  readonly years: readonly number[]
  /** Public holidays and days off that were moved. */
  readonly off: readonly string[]
  /** Saturdays and Sundays that are worked in exchange. */
  readonly worked: readonly string[]
}

/** Where no year is known: Saturdays and Sundays. */
export const onlyWeekends: DaysOff = { years: [], off: [], worked: [] }

/** True for a weekend that is not worked, a public holiday, a day off that was moved there. */
export function isDayOff({ off, worked }: DaysOff, date: string): boolean {
  return off.includes(date) || (isWeekend(date) && !worked.includes(date))
}

/** True for a Saturday or a Sunday. */
export function isWeekend(date: string): boolean {
  const day = new Date(`${date}T00:00:00.000Z`).getUTCDay()
  return day === 0 || day === 6
}
