import type { SchemaPlace } from './places.js'
import type { DescribedResponse } from './response.js'
import type { Flaw } from './shape-flaws.js'

/**
 * What can be wrong about a page of a list. OpenAPI has no word for paging; a page is told by a whole number that is a
 * query parameter and comes back in the answer, beside one list or in an object beside it, such as `meta`. Another whole
 * number there counts what the list holds.
 */
export function pagingFlaws({ places, query }: DescribedResponse): Flaw[] {
  const numbers = places.filter((place) => isBeside(place) && has(place, 'integer'))
  const [list, ...others] = places.filter((place) => place.way.length === 1 && has(place, 'array'))
  const echoed = numbers.filter(({ way }) => query.includes(way.at(-1) ?? ''))
  if (!list || others.length > 0 || echoed.length === 0) return []
  const [items = ''] = list.way
  const count = numbers.findLast((place) => !echoed.includes(place))
  const total = count?.way.join('/') ?? ''
  return [
    {
      name: 'cut-page',
      about: { ru: `последней записи /${items} нет`, en: `the last entry of /${items} is left out` },
      spoiling: { kind: 'cut-list', way: list.way },
    },
    ...(count
      ? [
          {
            name: 'false-count',
            about: { ru: `/${total} на единицу больше`, en: `/${total} is one too high` },
            spoiling: { kind: 'add-one', way: count.way } as const,
          },
        ]
      : []),
  ]
}

const isBeside = ({ way }: SchemaPlace): boolean => way.length <= 2 && !way.includes('*')

const has = ({ schemas }: SchemaPlace, type: string): boolean => schemas.some((schema) => schema.type === type)
