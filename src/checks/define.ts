import { z } from 'zod'
import type { Json } from '../base/json.js'
import type { Observation } from '../model/finding.js'
import type { CheckKind, JudgePlace } from '../model/vocabulary.js'
import { outcomeText } from './phrases.js'

/** Keeps a check's own types while it is written, and gives it the vocabulary's type. */
export function defineCheck<P, F extends Json = null>(kind: CheckKind<P, F>): CheckKind {
  return kind
}

/** A value written in a scenario: any JSON, references included. */
export const written: z.ZodType<Json> = z.json()

/** One HTTP status or several. */
export const statuses = z
  .union([z.int().min(100).max(599), z.array(z.int().min(100).max(599)).min(1)])
  .transform((value) => (Array.isArray(value) ? value : [value]))

/** A fact that a later version of a scenario asks for and nobody captured: the script has to run again. */
export function factMissing(index: number | undefined): Observation {
  return {
    result: 'undecided',
    cause: 'harness',
    expected: { ru: 'факт, снятый во время прогона', en: 'a fact captured during the run' },
    actual: { ru: 'в записи его нет', en: 'the record does not hold it' },
    next: { ru: 'Прогоните сценарий заново.', en: 'Run the scenario again.' },
    ...(index === undefined ? {} : { exchange: index }),
  }
}

/** What a check of the answer says where there is none: nothing was exchanged, or the connection failed. */
export function unanswered(place: JudgePlace): Observation | undefined {
  const last = lastExchange(place)
  if (!last) return nothingExchanged
  if ('response' in last.exchange.outcome) return undefined
  return {
    result: 'undecided',
    cause: 'environment',
    expected: { ru: 'ответ', en: 'an answer' },
    actual: outcomeText(last.exchange),
    next: { ru: 'Проверьте сеть и повторите прогон.', en: 'Look at the network and run again.' },
    exchange: last.index,
  }
}

/** The step's last exchange: the one that its checks speak of. */
export function lastExchange(place: JudgePlace): JudgePlace['exchanges'][number] | undefined {
  return place.exchanges.at(-1)
}

/** A property as the reader's contract calls it. */
export function shown(place: JudgePlace, name: string): string {
  return place.called?.[name] ?? name
}

/** Nothing was exchanged where a check expected something. */
export const nothingExchanged: Observation = {
  result: 'undecided',
  cause: 'harness',
  expected: { ru: 'обмен на этом шаге', en: 'an exchange in this step' },
  actual: { ru: 'обмена не было', en: 'there was none' },
  next: {
    ru: 'Проверьте сценарий: проверка стоит не у того шага.',
    en: 'Mend the scenario: the check stands at the wrong step.',
  },
}
