import type { Departure } from '../model/contract.js'
import { literal, type Text } from '../base/text.js'

/** A departure from the contract for people: place, what was expected, what came. */
export function departureTexts({ at, rule, expected, seen }: Departure): { expected: Text; actual: Text } {
  const place = placeText(at)
  return {
    expected: { ru: `${place.ru}: ${expectedRu(rule, expected)}`, en: `${place.en}: ${expectedEn(expected)}` },
    actual: {
      ru: `${place.ru}: ${seenRu(seen)}`,
      en: `${place.en}: ${seenEn(seen)}`,
    },
  }
}

function placeText(at: string): Text {
  if (at === '') return { ru: 'тело ответа', en: 'the body' }
  if (at === 'status') return { ru: 'код ответа', en: 'status' }
  if (at === 'content-type') return { ru: 'тип содержимого', en: 'content type' }
  const header = /^header:(.+)$/.exec(at)?.[1]
  return header === undefined ? literal(at) : { ru: `заголовок ${header}`, en: `header ${header}` }
}

/** The place says already that it is a header. */
const expectedEn = (expected: string): string => (expected.startsWith('required header') ? 'required' : expected)

const typesRu: Readonly<Record<string, string>> = {
  string: 'строка',
  number: 'число',
  integer: 'целое число',
  boolean: 'логическое значение',
  array: 'массив',
  object: 'объект',
  null: 'null',
}

function expectedRu(rule: string, expected: string): string {
  switch (rule) {
    case 'required':
      return expected.startsWith('required header') ? 'обязателен' : 'обязательное поле'
    case 'type':
      return expected
        .split(' or ')
        .map((type) => typesRu[type] ?? type)
        .join(' или ')
    case 'enum':
      return expected.replace(/^one of/, 'одно из')
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return 'такого поля в контракте нет'
    case 'format':
      return expected.replace(/^format/, 'формат')
    case 'pattern':
      return expected.replace(/^pattern/, 'по образцу')
    case 'undeclared':
      return expected.replaceAll(' or ', ' или ')
    default:
      return expected
  }
}

const sizedValue = /^(string|array)\((\d+)\)$/

function seenEn(seen: string): string {
  const [, type, size = ''] = sizedValue.exec(seen) ?? []
  if (type === undefined) return seen
  return type === 'string' ? `a string, characters: ${size}` : `an array, items: ${size}`
}

function seenRu(seen: string): string {
  if (seen === 'absent') return 'отсутствует'
  const sized = sizedValue.exec(seen)
  if (!sized) return typesRu[seen] ?? seen
  const [, type = '', size = ''] = sized
  return type === 'string' ? `строка, знаков ${size}` : `массив, элементов ${size}`
}
