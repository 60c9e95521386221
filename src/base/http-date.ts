const imfFixdate = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/

/** Milliseconds since the epoch of an HTTP date in the form that is sent today (RFC 9110, section 5.6.7); undefined for anything else. */
export function httpDate(text: string): number | undefined {
  const moment = imfFixdate.test(text) ? Date.parse(text) : NaN
  return Number.isNaN(moment) ? undefined : moment
}

/** A moment as an HTTP date, e.g. `Sun, 22 Nov 2026 07:42:16 GMT`. */
export const asHttpDate = (moment: Date): string => moment.toUTCString()
