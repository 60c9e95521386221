import type { Language } from '../base/text.js'
import type { RunRecord } from '../model/run.js'
import { printable } from '../render/printable.js'
import type { DepartureCard } from './departures.js'
import { dayText } from './times.js'
import { signatureText, waivedRequirement, waiverLines, waiverSignature, waiverUses } from './waivers.js'
import { wordings } from './wording/index.js'

/** The part of «Информация о несоответствиях требованиям» that speaks of waivers. */
export interface WaiversView {
  readonly heading: string
  readonly text: string
  /** Said first where protected data was given out. */
  readonly disclosure: string | null
  readonly cards: readonly DepartureCard[]
}

/** Every waiver that the documents are made with, those that cover nothing too; null where there are none. */
export function waiversView(records: readonly RunRecord[], language: Language): WaiversView | null {
  const wording = wordings[language]
  const { waivers } = wording
  const uses = waiverUses(records)
  if (uses.length === 0) return null
  const leaks = uses.filter(({ disclosure }) => disclosure).map(({ number }) => number)
  return {
    heading: waivers.heading,
    text: waivers.text,
    disclosure: leaks.length === 0 ? null : waivers.disclosure(leaks.join(', ')),
    cards: uses.map((use) => ({
      heading: waivers.number(use.number),
      lines: waiverLines(records, use, wording).map(([label, text]) => ({
        label,
        text: printable(text, 4000),
        keep: false,
      })),
    })),
  }
}

/** What an Act says of the waivers that it rests on; null where it rests on none. */
export function waivedView(records: readonly RunRecord[], language: Language): object | null {
  const wording = wordings[language]
  const { act, waivers } = wording
  const uses = waiverUses(records).filter(({ state }) => state === 'applies')
  if (uses.length === 0) return null
  const leaks = uses.filter(({ disclosure }) => disclosure).map(({ number }) => number)
  return {
    lead: act.waived.lead,
    disclosure: leaks.length === 0 ? null : waivers.disclosure(leaks.join(', ')),
    items: uses.map(({ number, waiver }) => ({
      what: act.waived.item(number, printable(waivedRequirement(records, waiver, language)), dayText(waiver.expires)),
      of: act.waived.of(printable(waiver.owner), printable(waiver.reason, 4000)),
    })),
    signature: `${waivers.signature}: ${signatureText(waiverSignature(records), wording)}`,
  }
}
