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
 * The place of an item and the properties that matter, `/data/3 (branchId: "B-004", location.latitude: 143.2)`, those of the
 * entry around it as `parent.branchId`, out of the masked record: a value that the contract does not declare open is told by its kind only. `nameOf` gives a property's name on
 * the wire.
 */
export function offenderText(
  place: JudgePlace,
  { answer, at }: Offender,
  shows: readonly string[],
  nameOf: (name: string) => string,
): Text {
  const onWire = renamed(at, nameOf)
  const body = bodyAt(place, answer)
  const values = shows.flatMap((name): Text[] => {
    const ofParent = name.startsWith(parentPrefix)
    const written = ofParent ? parentPrefix + nameOf(name.slice(parentPrefix.length)) : nameOf(name)
    const value = ofParent
      ? propertyAt(valueAt(body, parentOf(onWire)), written.slice(parentPrefix.length))
      : propertyAt(valueAt(body, onWire), written)
    const shown = value === undefined ? undefined : valueText(value as Json)
    return shown ? [{ ru: `${written}: ${shown.ru}`, en: `${written}: ${shown.en}` }] : []
  })
  const list = (language: 'ru' | 'en'): string => values.map((text) => text[language]).join(', ')
  if (onWire === '') return values.length === 0 ? wholeBody : { ru: list('ru'), en: list('en') }
  if (values.length === 0) return { ru: onWire, en: onWire }
  return { ru: `${onWire} (${list('ru')})`, en: `${onWire} (${list('en')})` }
}

const wholeBody: Text = { ru: 'тело ответа', en: 'the body' }

const parentPrefix = 'parent.'

/** The entry of a list, or the body, inside which an entry stands: `/data/3` for `/data/3/rates/1`. */
const parentOf = (at: string): string => at.replace(/\/\d+$/, '').replace(/(\/(?!\d+(\/|$))[^/]*)+$/, '')

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
