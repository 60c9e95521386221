import type { Text } from '../base/text.js'
import type { Change } from './diff.js'

/** A change in words, without its operation: `answer 200, /accounts/*\/iban: pattern ^KZ → ^KZ\d{5}`. */
export function changeText(change: Change): Text {
  const place = placeText(change)
  const what = whatText(change)
  return {
    ru: [place.ru, what.ru].filter((part) => part !== '').join(': '),
    en: [place.en, what.en].filter((part) => part !== '').join(': '),
  }
}

function placeText({ part, statuses = [], at }: Change): Text {
  const parameter = /^(\w+) (.+)$/.exec(at)
  switch (part) {
    case 'operation':
      return { ru: '', en: '' }
    case 'parameter':
      return {
        ru: `параметр ${parameter?.[2] ?? at} (${parameter?.[1] ?? ''})`,
        en: `${parameter?.[1] ?? ''} parameter ${parameter?.[2] ?? at}`,
      }
    case 'request':
      return { ru: joined('тело запроса', at), en: joined('request body', at) }
    case 'answer': {
      const list = statuses.join(', ')
      const header = at.startsWith('header ')
      return {
        ru: joined(`ответ ${list}`, header ? `заголовок ${at.slice(7)}` : at),
        en: joined(`answer ${list}`, at),
      }
    }
  }
}

function joined(part: string, at: string): string {
  return at === '' ? part : `${part}, ${at}`
}

function whatText({ part, what, word = '', before = '—', after = '—' }: Change): Text {
  const arrow = `${before} → ${after}`
  switch (what) {
    case 'added':
      if (part === 'operation') return { ru: `операция добавлена (${after})`, en: `the operation is new (${after})` }
      return after === 'required'
        ? { ru: 'добавлено, обязательно', en: 'added, required' }
        : { ru: 'добавлено', en: 'added' }
    case 'removed':
      if (part === 'operation')
        return { ru: `операции больше нет (${before})`, en: `the operation is gone (${before})` }
      return { ru: 'удалено', en: 'removed' }
    case 'moved':
      return { ru: `адрес ${arrow}`, en: `address ${arrow}` }
    case 'renamed':
      return { ru: `имя ${arrow}`, en: `name ${arrow}` }
    case 'now-required':
      return { ru: 'теперь обязательно', en: 'now required' }
    case 'now-optional':
      return { ru: 'теперь необязательно', en: 'now optional' }
    case 'changed':
      return { ru: `${wordRu[word] ?? word} ${arrow}`, en: `${wordEn[word] ?? word} ${arrow}` }
  }
}

const wordRu: Readonly<Record<string, string>> = {
  type: 'тип',
  format: 'формат',
  pattern: 'образец',
  enum: 'допустимые значения',
  const: 'значение',
  'content-type': 'тип содержимого',
  wrapper: 'обёртка',
  additionalProperties: 'прочие поля (additionalProperties)',
}

const wordEn: Readonly<Record<string, string>> = {
  enum: 'values',
  const: 'value',
  'content-type': 'content type',
  additionalProperties: 'other properties (additionalProperties)',
}
