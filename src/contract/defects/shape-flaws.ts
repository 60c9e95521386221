import type { Json } from '../../base/json.js'
import type { Text } from '../../base/text.js'
import type { SchemaPlace } from './places.js'
import type { Spoiling } from './spoiling.js'

/** One way to break a rule of a contract. */
export interface Flaw {
  readonly name: string
  readonly about: Text
  readonly spoiling: Spoiling
}

/** A kind of rule that a schema may have: what is sent at a place that has it, undefined where a place has none. */
interface Rule {
  readonly name: string
  readonly about: (at: string) => Text
  readonly breakAt: (place: SchemaPlace) => Spoiling | undefined
}

const rules: readonly Rule[] = [
  {
    name: 'missing-property',
    about: (at) => ({ ru: `нет обязательного свойства ${at}`, en: `the required property ${at} is missing` }),
    breakAt: ({ way }) => (way.length > 0 && way.at(-1) !== '*' ? { kind: 'leave-out', way } : undefined),
  },
  {
    name: 'null-value',
    about: (at) => ({ ru: `${at} — null, хотя это не разрешено`, en: `${at} is null where that is not allowed` }),
    breakAt: (place) => {
      const types = typesOf(place)
      return types.length > 0 && !types.includes('null') ? put(place, null) : undefined
    },
  },
  {
    name: 'wrong-type',
    about: (at) => ({ ru: `${at} другого типа`, en: `${at} has another type` }),
    breakAt: (place) => {
      const types = typesOf(place)
      if (types.length === 0 || types.some((type) => type === 'object' || type === 'array')) return undefined
      return put(place, types.includes('string') ? 1 : 'one')
    },
  },
  {
    name: 'undeclared-property',
    about: (at) => ({ ru: `свойство ${at}, которого в контракте нет`, en: `${at} is not in the contract` }),
    breakAt: ({ way, schemas }) =>
      schemas.some((it) => it.additionalProperties === false || it.unevaluatedProperties === false)
        ? { kind: 'put', way: [...way, 'undeclared'], value: 'x' }
        : undefined,
  },
  {
    name: 'outside-enum',
    about: (at) => ({ ru: `${at} вне перечня значений`, en: `${at} is none of the values listed` }),
    breakAt: (place) => (Array.isArray(keyword(place, 'enum')) ? put(place, 'outside-enum') : undefined),
  },
  {
    name: 'malformed-uuid',
    about: (at) => ({ ru: `${at} не UUID`, en: `${at} is no UUID` }),
    breakAt: (place) => (keyword(place, 'format') === 'uuid' ? put(place, 'not-a-uuid') : undefined),
  },
  {
    name: 'no-offset',
    about: (at) => ({ ru: `${at} без смещения от UTC`, en: `${at} has no offset from UTC` }),
    // 2026-01-31T10:00:00, without what follows.
    breakAt: (place) =>
      keyword(place, 'format') === 'date-time' ? { kind: 'cut-text', way: place.way, length: 19 } : undefined,
  },
  {
    name: 'malformed-date',
    about: (at) => ({ ru: `${at} не по ISO 8601`, en: `${at} is no date of ISO 8601` }),
    breakAt: (place) => (keyword(place, 'format') === 'date' ? put(place, '31.01.2026') : undefined),
  },
  {
    name: 'outside-pattern',
    about: (at) => ({ ru: `${at} не по образцу`, en: `${at} does not match its pattern` }),
    breakAt: (place) => {
      const pattern = keyword(place, 'pattern')
      const value =
        typeof pattern === 'string' ? unlike.find((text) => !new RegExp(pattern, 'u').test(text)) : undefined
      return value === undefined ? undefined : put(place, value)
    },
  },
  {
    name: 'too-long',
    about: (at) => ({ ru: `${at} длиннее допустимого`, en: `${at} is longer than allowed` }),
    breakAt: (place) => {
      const most = keyword(place, 'maxLength')
      return typeof most === 'number' ? put(place, 'x'.repeat(most + 1)) : undefined
    },
  },
  {
    name: 'out-of-range',
    about: (at) => ({ ru: `${at} меньше допустимого`, en: `${at} is below the least value` }),
    breakAt: (place) => {
      const least = keyword(place, 'minimum')
      return typeof least === 'number' ? put(place, least - 1) : undefined
    },
  },
]

/** Texts of which at least one matches no sensible pattern; the first is an amount with a decimal comma. */
const unlike = ['1,50', '?', '']

/** A flaw for every kind of rule that the schema has, at the deepest place that has it; of several the last. */
export function shapeFlaws(places: readonly SchemaPlace[]): Flaw[] {
  return rules.flatMap(({ name, about, breakAt }): Flaw[] => {
    const found = places.flatMap((place) => {
      const spoiling = breakAt(place)
      return spoiling ? { depth: place.way.length, way: 'way' in spoiling ? spoiling.way : place.way, spoiling } : []
    })
    const deepest = Math.max(...found.map(({ depth }) => depth))
    const chosen = found.findLast(({ depth }) => depth === deepest)
    return chosen ? [{ name, about: about(`/${chosen.way.join('/')}`), spoiling: chosen.spoiling }] : []
  })
}

const put = ({ way }: SchemaPlace, value: Json): Spoiling => ({ kind: 'put', way, value })

/** The keyword's value in the first schema of the place that has it. */
const keyword = ({ schemas }: SchemaPlace, name: string): unknown =>
  schemas.find((schema) => schema[name] !== undefined)?.[name]

function typesOf(place: SchemaPlace): unknown[] {
  const type = keyword(place, 'type')
  return type === undefined ? [] : [type].flat()
}
