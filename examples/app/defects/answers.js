import { soundRules as sound } from '../rules.js'

/** Wrong in what is taken for a good answer. */
export const answerDefects = {
  'crashes-on-malformed': {
    ru: 'Ответ, который не читается как JSON, вызывает сбой: клиент видит внутренности программы',
    en: 'Crashes on an answer that is no JSON: the client sees the insides of the program',
    rules: {
      parsed: JSON.parse,
      crashScreen: ({ stack }) => ({ title: 'Internal error', blocks: [['text', String(stack)]] }),
    },
  },
  'trusts-truncated': {
    ru: 'Оборванный ответ показывает как полный',
    en: 'Shows an answer that broke off as if it were whole',
    rules: { bodyBrokeOff: () => {}, parsed: mended },
  },
  'swallows-huge': {
    ru: 'Читает ответ любого размера',
    en: 'Reads an answer of any size',
    rules: { largestAnswer: () => Infinity },
  },
  'trusts-wrong-types': {
    ru: 'Не проверяет типы полей и показывает что придётся',
    en: 'Does not check the types of fields and shows whatever came',
    rules: { faultOf: () => undefined },
  },
  'breaks-on-unknown-fields': {
    ru: 'Отказывается от ответа с незнакомым полем',
    en: 'Refuses an answer that has a field it does not know',
    rules: { unknownField: () => 'is not known' },
  },
}

/** What can be saved of a text that broke off: the rows that are whole, as if there had never been more. */
function mended(text) {
  try {
    return JSON.parse(text)
  } catch {
    const [, list] = /^\{"(\w+)":\[/.exec(text) ?? []
    if (list === undefined) return sound.parsed(text)
    const rows = text.match(/\{[^{}[\]]*\}/g) ?? []
    const kept = rows.map((row) => JSON.parse(row))
    return { [list]: kept, pageNumber: 1, pageSize: 100, totalPages: 1, totalElements: kept.length }
  }
}
