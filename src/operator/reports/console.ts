import type { Language } from '../../base/text.js'
import { answerTimes, availabilityOf, conformanceOf, countedRounds } from '../availability/account.js'
import { targetOutcome } from '../availability/target.js'
import { lengthText, momentText, percentText, timeText } from './figures.js'
import type { AvailabilityReport } from './report.js'
import { titleOf } from './view.js'
import { reportWords } from './wording/index.js'

/** A report for the terminal: a line an API, its outages below it. */
export function availabilityLines(report: AvailabilityReport, language: Language): string[] {
  const words = reportWords[language]
  const { columns } = words
  const lines = report.apis.flatMap(({ api, sums, outages }) => {
    const times = answerTimes(sums)
    const outcome = targetOutcome(sums, report.target)
    const parts = [
      `${columns.availability} ${percentText(availabilityOf(sums), words)}`,
      `${columns.seen} ${countedRounds(sums)}`,
      ...(outcome === undefined ? [] : [`${columns.target} ${report.target}: ${words.outcome[outcome]}`]),
      `${columns.conformance} ${percentText(conformanceOf(sums), words)}`,
      ...(times ? [`${columns.mean} ${timeText(times.mean, words)}, p95 ${timeText(times.p95, words)}`] : []),
    ]
    return [
      `${api}: ${parts.join('; ')}`,
      ...outages.map(({ from, until, open, before, downMs }) => {
        const [begun, ended] = [before ? words.before : momentText(from), open ? words.open : momentText(until)]
        return `  ${columns.down}: ${begun} – ${ended}, ${lengthText(downMs, words)}`
      }),
    ]
  })
  return [titleOf(report.period, words), ...(lines.length > 0 ? lines : [words.none])]
}
