/*
 * What answers are made of. A shape answers what is wrong with a value, or undefined. Fields that are not named in it are none of
 * our business: a bank may add some.
 */

export const string = (what, test) => (value) =>
  typeof value === 'string' && test(value) ? undefined : `is no ${what}`
export const integer = (least) => (value) =>
  Number.isInteger(value) && value >= least ? undefined : 'is no such number'

export const text = string('text', (value) => value !== '' && value.length <= 500)
export const uuid = string('UUID', (value) => /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(value))
export const money = string('amount', (value) => /^\d{1,18}\.\d{2}$/.test(value))
export const currency = string('currency', (value) => /^[A-Z]{3}$/.test(value))
export const direction = string('direction', (value) => value === 'credit' || value === 'debit')
export const date = string('date', (value) => /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value)))
export const moment = string('moment', (value) => /^\d{4}-\d{2}-\d{2}T/.test(value) && !Number.isNaN(Date.parse(value)))

export const object = (required, optional = {}) => {
  const known = { ...required, ...optional }
  return (value, rules) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'is no object'
    const missing = Object.keys(required).find((name) => !Object.hasOwn(value, name))
    if (missing !== undefined) return `has no ${missing}`
    for (const [name, content] of Object.entries(value)) {
      const wrong = Object.hasOwn(known, name) ? known[name](content, rules) : rules.unknownField(name)
      if (wrong !== undefined) return `${name} ${wrong}`
    }
    return undefined
  }
}

export const listOf = (shape) => (value, rules) => {
  if (!Array.isArray(value)) return 'is no list'
  for (const item of value) {
    const wrong = shape(item, rules)
    if (wrong !== undefined) return wrong
  }
  return undefined
}

export const number = (least, most) => (value) =>
  typeof value === 'number' && value >= least && value <= most ? undefined : 'is no such number'

/** One of the words that are known; another one may come with a later version, and is no word all the same. */
export const word = string('word', (value) => /^[A-Za-z][\w-]{0,39}$/.test(value))

export const flag = (value) => (typeof value === 'boolean' ? undefined : 'is neither true nor false')
