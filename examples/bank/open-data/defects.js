import { Refusal } from '../errors.js'
import { openDataRules as sound } from './rules.js'

const day = 86_400_000

/** Wrong behaviour with open data, by the names that scripts claim; each replaces sound rules and nothing else. */
export const openDataDefects = {
  'accepts-any-version': { requireVersion: () => {} },
  'accepts-unknown-parameters': {
    readParameters: (query, known) =>
      sound.readParameters(
        [...query].filter(([name]) => Object.hasOwn(known, name)),
        known,
      ),
  },
  'english-by-default': { languageFor: (accepted) => (accepted === undefined ? 'en' : sound.languageFor(accepted)) },
  'refuses-unknown-language': {
    languageFor: (accepted) => {
      if (accepted !== undefined && !/ru|kk|en|\*/.test(accepted))
        throw new Refusal(406, 'not_acceptable', 'There is nothing in this language')
      return sound.languageFor(accepted)
    },
  },
  'ignores-city': {
    pageOf: (items, parameters) => sound.pageOf(items, { ...parameters, city: undefined }),
  },
  'offer-of-the-past': {
    publication: (moment) => {
      const { products, ...rest } = sound.publication(moment)
      const over = new Date(moment.now - 2 * day).toISOString().slice(0, 10)
      return { ...rest, products: products.map((product, i) => (i === 0 ? { ...product, offeredTo: over } : product)) }
    },
  },
  'never-not-modified': { hasAlready: () => false },
  'not-modified-for-any-tag': {
    hasAlready: (headers, ...of) => headers['if-none-match'] !== undefined || sound.hasAlready(headers, ...of),
  },
}

/** Those of the whole bank that show in open data too. */
export const sharedWithOpenData = [
  'accepts-any-certificate',
  'serves-any-method',
  'no-allow',
  'fails-on-accept',
  'no-request-id',
]
