import { isObject, type Json } from '../../base/json.js'
import { propertyAt } from '../../base/property.js'
import type { Text } from '../../base/text.js'
import type { JudgePlace } from '../../model/vocabulary.js'
import { valueAt } from './items.js'

/** Longer values are cut. */
const mostCharacters = 60

/** An item that a rule does not hold for: an answer of the step, from 0, and where in its body. */
export interface Offender {
  readonly answer: number
  readonly at: string
}

/**
 * The place of an item and the properties that matter, `/data/3 (branchId: "B-004", location.latitude: 143.2)`, out of the
 * masked record: a value that the contract does not declare open is told by its kind only. `nameOf` gives a property's name on
 * the wire.
 */
export function offenderText(
  place: JudgePlace,
  { answer, at }: Offender,
  shows: readonly string[],
  nameOf: (name: string) => string,
): Text {
  const onWire = renamed(at, nameOf)
  const item = valueAt(bodyAt(place, answer), onWire)
  const values = shows.flatMap((name): Text[] => {
    const value = propertyAt(item, nameOf(name))
    const shown = value === undefined ? undefined : valueText(value as Json)
    return shown ? [{ ru: `${nameOf(name)}: ${shown.ru}`, en: `${nameOf(name)}: ${shown.en}` }] : []
  })
  const where = onWire === '' ? { ru: 'тело ответа', en: 'the body' } : { ru: onWire, en: onWire }
  const list = (language: 'ru' | 'en'): string => values.map((text) => text[language]).join(', ')
  if (values.length === 0) return where
  return { ru: `${where.ru} (${list('ru')})`, en: `${where.en} (${list('en')})` }
}

/** The index in the record of the exchange in which an item stands. */
export const exchangeOf = (place: JudgePlace, answer: number): number | undefined => answers(place)[answer]?.index

/** Good requests between hostile ones are no answers to the step. */
const answers = ({ exchanges }: JudgePlace) => exchanges.filter(({ exchange }) => !exchange.request.control)

function bodyAt(place: JudgePlace, answer: number): Json | undefined {
  const outcome = answers(place)[answer]?.exchange.outcome
  return outcome && 'response' in outcome ? outcome.response.body : undefined
}

/** A pointer whose names are those of the wire; its indexes stay. */
const renamed = (at: string, nameOf: (name: string) => string): string =>
  at
    .split('/')
    .map((part) => (part === '' || /^\d+$/.test(part) ? part : nameOf(part)))
    .join('/')

function valueText(value: Json): Text {
  if (isObject(value) && typeof value.$mask === 'string' && typeof value.length === 'number') {
    const size = value.length
    return { ru: `скрыто, знаков ${size}`, en: `masked, ${size} characters` }
  }
  const json = JSON.stringify(value)
  const cut = json.length > mostCharacters ? `${json.slice(0, mostCharacters)}…` : json
  return { ru: cut, en: cut }
}
