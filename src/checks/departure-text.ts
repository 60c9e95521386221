import type { Departure } from '../model/contract.js'
import { literal, type Text } from '../base/text.js'

/** A departure from the contract for people: place, what was expected, what came. */
export function departureTexts(
  { at, rule, expected, seen }: Departure,
  message: 'answer' | 'request' = 'answer',
): { expected: Text; actual: Text } {
  const place = placeText(at, message)
  return {
    expected: { ru: `${place.ru}: ${expectedRu(rule, expected)}`, en: `${place.en}: ${expectedEn(expected)}` },
    actual: {
      ru: `${place.ru}: ${seenRu(seen)}`,
      en: `${place.en}: ${seenEn(seen)}`,
    },
  }
}

function placeText(at: string, message: 'answer' | 'request'): Text {
  if (at === '') return { ru: message === 'answer' ? 'тело ответа' : 'тело запроса', en: 'the body' }
  if (at === 'operation') return { ru: 'адрес и метод', en: 'address and method' }
  if (at === 'status') return { ru: 'код ответа', en: 'status' }
  if (at === 'content-type') return { ru: 'тип содержимого', en: 'content type' }
  const [, where = '', name = ''] = /^(header|path|query):(.+)$/.exec(at) ?? []
  const place = places[where]
  return place ? { ru: `${place.ru} ${name}`, en: `${place.en} ${name}` } : literal(at)
}

const places: Readonly<Record<string, Text>> = {
  header: { ru: 'заголовок', en: 'header' },
  path: { ru: 'параметр пути', en: 'path parameter' },
  query: { ru: 'параметр запроса', en: 'query parameter' },
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
      return expected.startsWith('required header') || expected === 'required' ? 'обязателен' : 'обязательное поле'
    case 'repeated':
      return 'один раз'
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
      if (expected === 'an operation of the contract') return 'операция контракта'
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
  if (seen === 'another address or method') return 'другой адрес или метод'
  if (seen === 'more than once') return 'больше одного раза'
  const times = /^(\d+) times$/.exec(seen)?.[1]
  if (times !== undefined) return `раз: ${times}`
  const sized = sizedValue.exec(seen)
  if (!sized) return typesRu[seen] ?? seen
  const [, type = '', size = ''] = sized
  return type === 'string' ? `строка, знаков ${size}` : `массив, элементов ${size}`
}
