import type { Departure } from '../model/contract.js'
import type { Text } from '../base/text.js'

/** A departure from the contract for people: place, what was expected, what came. */
export function departureTexts({ at, rule, expected, seen }: Departure): { expected: Text; actual: Text } {
  const place = at === '' ? { ru: 'тело ответа', en: 'the body' } : { ru: at, en: at }
  return {
    expected: { ru: `${place.ru}: ${expectedRu(rule, expected)}`, en: `${place.en}: ${expected}` },
    actual: {
      ru: `${place.ru}: ${seenRu(seen)}`,
      en: `${place.en}: ${seen}`,
    },
  }
}

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
      return expected.startsWith('required header') ? 'обязательный заголовок' : 'обязательное поле'
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
    default:
      return expected
  }
}

function seenRu(seen: string): string {
  if (seen === 'absent') return 'отсутствует'
  const sized = /^(string|array)\((\d+)\)$/.exec(seen)
  if (!sized) return typesRu[seen] ?? seen
  const [, type = '', size = ''] = sized
  return type === 'string' ? `строка, знаков ${size}` : `массив, элементов ${size}`
}
