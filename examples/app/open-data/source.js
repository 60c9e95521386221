import { readAnswer } from '../answers.js'
import { patiently } from '../patience.js'
import { meaningOf, Trouble, troubleIn } from '../trouble.js'
import { Copies } from './copies.js'

/** Data by name: where they are, and whether they come in pages. */
const places = {
  branches: { path: '/v1/open-data/branches', inPages: true },
  atms: { path: '/v1/open-data/atms', inPages: true },
  products: { path: '/v1/open-data/products', inPages: true },
  'exchange-rates': { path: '/v1/open-data/exchange-rates', inPages: true },
  status: { path: '/v1/open-data/status', inPages: false },
  outages: { path: '/v1/open-data/outages', inPages: true },
}

export const openDataNames = Object.keys(places)

/** Whether a value is a list of names of data. */
export const areKnown = (data) =>
  Array.isArray(data) && data.length > 0 && data.every((one) => Object.hasOwn(places, one))

/** More pages than this no list has. */
const mostPages = 1000

/** Banks' open data, read through the platform with the application's certificate alone: no client, no consent, no token. */
export function createSource({ config, rules, transport }) {
  const copies = new Copies()

  /** One answer, from the bank or, where it says that nothing has changed, from the copy. Throws a Trouble. */
  function ask(provider, what, query, language) {
    const url = new URL(places[what].path, config.api)
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value))
    const key = rules.copyKey({ provider, url, language })
    const read = (answer) => readAnswer(answer, what, rules)
    const get = (copy) => {
      const { address, headers } = rules.dataRequest(url, { provider, requestId: rules.requestId() })
      const wishes = { 'accept-language': rules.acceptLanguage(language), ...rules.condition(copy) }
      return transport.send({ url: address, headers: { ...headers, ...wishes } })
    }
    return patiently({ config, rules }, async () => {
      const copy = copies.get(key)
      let answer = await get(copy)
      if (answer.status === 304) {
        if (rules.isOfCopy(answer, copy)) return read(copy)
        // It speaks of something that is not here: once more, and this time for all of it.
        copies.forget(key)
        answer = await get()
        if (answer.status === 304) throw new Trouble('unusable', '304 without a condition')
      }
      if (answer.status !== 200) throw new Trouble('status', `status ${answer.status}`, answer)
      return rules.kept(copies, key, answer, read)
    })
  }

  /** All of it, to the last page. */
  async function all(provider, what, language) {
    if (!places[what].inPages) {
      const { data, meta } = ofBank(await ask(provider, what, {}, language), provider)
      return { items: [data], lastUpdated: meta.lastUpdated }
    }
    const page = async (pageNumber) =>
      ofBank(await ask(provider, what, { pageNumber, pageSize: rules.pageSize(what) }, language), provider)
    const first = await page(1)
    const others = await rules.pagesAfterFirst(Math.min(first.meta.totalPages, mostPages), page)
    const pages = [first, ...others]
    return {
      items: pages.flatMap(({ data }) => data),
      // The oldest of them is what can be promised of the whole.
      lastUpdated: pages.map(({ meta }) => meta.lastUpdated).reduce(older),
    }
  }

  function ofBank(answer, provider) {
    if (!rules.isOfBank(answer.meta, provider)) throw new Trouble('unusable', 'data of another bank')
    return answer
  }

  async function sectionOf(provider, what, language) {
    try {
      const { items, lastUpdated } = await all(provider.id, what, language)
      const plausible = items.filter((item) => rules.isPlausible(what, item))
      const outcome = { kind: 'data', items: plausible, leftOut: items.length - plausible.length, lastUpdated }
      return { provider, what, outcome }
    } catch (error) {
      const trouble = troubleIn(error)
      if (trouble === undefined) throw error
      return { provider, what, outcome: { kind: kindOf(trouble), status: trouble.status } }
    }
  }

  return {
    /**
     * What can be shown of data of banks now, asked for one after another: `{ kind: 'data', items, leftOut, lastUpdated }` or
     * why there is nothing: `not-active`, `busy`, `unavailable`, `insecure`, `unusable`, `not-admitted`, `failed`.
     */
    async sectionsOf(providers, data, language) {
      const sections = []
      for (const provider of providers) {
        for (const what of data) {
          const section = await sectionOf(provider, what, language)
          sections.push(section)
          // What holds for the bank as a whole holds for the rest of its data too.
          if (section.outcome.kind === 'not-active') break
        }
      }
      return sections
    },
  }
}

const older = (a, b) => (Date.parse(a) < Date.parse(b) ? a : b)

/** There is no consent here that could be gone: whoever is turned away is not admitted as an application. */
function kindOf(trouble) {
  const meaning = meaningOf(trouble)
  return ['consent-gone', 'narrowed', 'not-connected', 'refused'].includes(meaning) ? 'not-admitted' : meaning
}

/* The sound rules of this file. */

/** The reader's language, else Russian, which every bank has. */
export const acceptLanguage = (language) => (language === 'ru' ? 'ru' : `${language}, ru;q=0.5`)

/** Whose data they are stands in the answer: an answer of another bank is none to this question. */
export const isOfBank = ({ provider }, asked) => provider === asked
