import { mapText } from '../../base/text.js'
import type { RunRecord } from '../../model/run.js'
import { plainLine } from '../../render/printable.js'
import { spoken } from '../../render/spoken.js'
import type { Result } from '../results.js'
import { dayText } from '../times.js'
import { restsOnWaivers, waivedRequirement, waiverLines, waiverNumber, waiverUses } from '../waivers.js'
import { inEveryLanguage, wordings } from '../wording/index.js'

/** The waivers that the page is made with, those that cover nothing too; null where there are none. */
export function waiversView(record: RunRecord): object | null {
  const uses = waiverUses([record])
  if (uses.length === 0) return null
  const leaks = uses.filter(({ disclosure }) => disclosure).map(({ number }) => number)
  return {
    heading: spoken(inEveryLanguage(({ waivers }) => waivers.heading)),
    n: uses.length,
    text: spoken(inEveryLanguage(({ waivers }) => waivers.text)),
    disclosure:
      leaks.length === 0 ? null : spoken(inEveryLanguage(({ waivers }) => waivers.disclosure(leaks.join(', ')))),
    items: uses.map((use) => ({
      title: spoken(inEveryLanguage(({ waivers }) => waivers.number(use.number))),
      requirement: spoken(
        mapText(
          inEveryLanguage((_, language) => waivedRequirement([record], use.waiver, language)),
          plainLine,
        ),
      ),
      lines: waiverLines([record], use, wordings.ru).map((_, i) => {
        const part = (of: 0 | 1) =>
          mapText(
            inEveryLanguage((wording) => waiverLines([record], use, wording)[i]?.[of] ?? ''),
            (text) => plainLine(text, 4000),
          )
        return { label: spoken(part(0)), text: spoken(part(1)) }
      }),
    })),
  }
}

/** What the waiver of a departure says in its place; null where it has none. */
export function waiverView(record: RunRecord, result: Result, requirement: string): object | null {
  const number = waiverNumber(record, result, requirement)
  const waiver = number === undefined ? undefined : record.waivers?.waivers[number - 1]
  if (number === undefined || !waiver) return null
  return {
    label: spoken(inEveryLanguage(({ waivers }) => waivers.label)),
    text: spoken(inEveryLanguage(({ waivers }) => waivers.reference(number, dayText(waiver.expires)))),
  }
}

/** What an Act rests on in spite of what failed; null where it does not. */
export const waivedAct = (record: RunRecord): object | null =>
  restsOnWaivers(record) ? spoken(inEveryLanguage(({ act }) => act.waived.lead)) : null
