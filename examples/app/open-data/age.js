const hourMs = 3600 * 1000

/** Milliseconds after which data are out of date, as the contract has it. */
const daily = 24 * hourMs
const monthly = 31 * 24 * hourMs
const mostAge = { 'exchange-rates': daily, status: daily, outages: daily }

/** Two clocks may differ by so much. */
const toleranceMs = 5 * 60 * 1000

/** Whether data are older than they may be, or said to be of a time to come. */
export function isStale(what, lastUpdated, now = Date.now()) {
  const age = now - Date.parse(lastUpdated)
  return age > (mostAge[what] ?? monthly) || age < -toleranceMs
}

/** A moment by the clock of Kazakhstan, `24.07.2026 16:05`. The whole country has UTC+5, which an old ICU does not know. */
export function localTime(moment) {
  const [date, time] = new Date(Date.parse(moment) + 5 * hourMs).toISOString().split('T')
  return `${date.split('-').reverse().join('.')} ${time.slice(0, 5)}`
}
