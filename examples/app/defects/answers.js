import { soundRules as sound } from '../rules.js'

/** Wrong in what is taken for a good answer. */
export const answerDefects = {
  'shows-malformed': {
    ru: 'Показывает то, что удалось разобрать в ответе, который не читается как JSON',
    en: 'Shows what could be made out of an answer that is no JSON',
    rules: () => {
      const { note, ...rules } = trusting()
      return { parsed: (body) => (isJson(body) ? sound.parsed(body) : note(mended(body))), ...rules }
    },
  },
  'trusts-truncated': {
    ru: 'Оборванный ответ показывает как полный',
    en: 'Shows an answer that broke off as if it were whole',
    rules: () => {
      const { note, ...rules } = trusting()
      const brokenOff = new Set()
      return {
        bodyBrokeOff: (_, chunks) => {
          const bytes = Buffer.concat(chunks)
          brokenOff.add(bytes.toString('utf8'))
          return bytes
        },
        parsed: (body) => (brokenOff.delete(body) ? note(mended(body)) : sound.parsed(body)),
        ...rules,
      }
    },
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

/** Values that are noted are taken as they are; all others are looked at as ever. */
function trusting() {
  const noted = new WeakSet()
  return {
    note: (value) => {
      noted.add(value)
      return value
    },
    faultOf: (value, ...rest) => (noted.has(value) ? undefined : sound.faultOf(value, ...rest)),
    // Whose data they are may be what was torn off.
    isOfBank: (meta, asked) => meta.provider === undefined || sound.isOfBank(meta, asked),
  }
}

function isJson(text) {
  try {
    return JSON.parse(text) !== undefined
  } catch {
    return false
  }
}

/** What can be saved of a text: it is cut back to a comma, and whatever is open there is closed. */
function mended(text) {
  for (let end = text.length; end > 0; end = text.lastIndexOf(',', end - 1)) {
    const kept = text.slice(0, end)
    const whole = kept + closing(kept)
    if (isJson(whole)) return filledUp(JSON.parse(whole))
  }
  return sound.parsed(text)
}

/** With what a page must say of itself, and without its last entry, which was torn. */
function filledUp(value) {
  const { data } = value
  const entries = Array.isArray(data) && data.length > 1 ? { data: data.slice(0, -1) } : {}
  return { totalPages: 1, meta: { totalPages: 1, lastUpdated: new Date().toISOString() }, ...value, ...entries }
}

function closing(text) {
  const open = []
  for (const [sign] of text.replaceAll(/"(?:[^"\\]|\\.)*"/g, '').matchAll(/[{}[\]]/g)) {
    if (sign === '{') open.push('}')
    else if (sign === '[') open.push(']')
    else open.pop()
  }
  return open.reverse().join('')
}
