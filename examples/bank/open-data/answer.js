import { notFound, Refusal } from '../errors.js'
import { version } from './negotiation.js'
import { parametersOf } from './parameters.js'
import { lastUpdate, localTime } from './publication.js'

const links = {
  licence: 'https://tulpan-bank.example/open-data/licence',
  termsOfUse: 'https://tulpan-bank.example/open-data/terms',
}

/** What each filter asks of an item. */
const fits = {
  city: (item, code) => item.address.cityCode === code,
  accessibility: (item, means) => item.accessibility.includes(means),
  service: (item, service) => item.services.includes(service),
  currency: (item, currency) => (item.currencies ?? [item.currency]).includes(currency),
  type: (item, type) => item.type === type,
  segment: (item, segment) => item.segment === segment,
  channel: (item, channel) => item.channel === channel,
}

/** The open data under a path: which list, one item of it, or the status; undefined for any other path. */
export function openDataAt(path) {
  const [, list, id] = /^\/v1\/open-data\/([a-z-]+)(?:\/([^/]+))?$/.exec(path) ?? []
  if (list === 'status' && id === undefined) return { list }
  if (list === 'branches' && id !== undefined) return { list, id }
  return list !== undefined && id === undefined && Object.hasOwn(parametersOf, list) ? { list } : undefined
}

/** The answer to a request for open data: who calls is known already, and nothing more is needed. @throws Refusal */
export function openDataAnswer({ method, headers }, { list, id }, query, bank) {
  const { rules, config } = bank
  if (!rules.isServed(method))
    throw new Refusal(405, 'method_not_allowed', 'Only GET is served here', { headers: { allow: 'GET' } })
  rules.requireJsonAccepted(headers.accept)
  rules.requireVersion(headers['x-api-version'])
  const isList = id === undefined && list !== 'status'
  const parameters = rules.readParameters(query, isList ? parametersOf[list] : {})
  const language = rules.languageFor(headers['accept-language'])
  const now = Date.now()
  const updated = lastUpdate(now)
  const made = rules.publication({ language, updated, now })[list]
  const content = isList ? rules.pageOf(made, parameters) : { data: id === undefined ? made : branchOf(made, id) }
  const meta = { provider: config.participant, lastUpdated: localTime(updated), ...links, ...content.meta }
  const body = { data: content.data, meta }
  const etag = rules.entityTag(language, body)
  const fields = {
    etag,
    'last-modified': new Date(updated).toUTCString(),
    'content-language': language,
    vary: 'Accept-Language',
    'x-api-version': version,
    'cache-control': 'public, max-age=60',
  }
  return rules.hasAlready(headers, etag, updated)
    ? { status: 304, headers: fields }
    : { status: 200, headers: fields, body }
}

/** One page of the items that every filter fits, with what it says of all of them. */
export function pageOf(items, { pageNumber = 1, pageSize = 25, ...filters }) {
  const chosen = items.filter((item) =>
    Object.entries(filters).every(([name, value]) => value === undefined || fits[name](item, value)),
  )
  return {
    data: chosen.slice((pageNumber - 1) * pageSize, pageNumber * pageSize),
    meta: {
      pageNumber,
      pageSize,
      totalPages: Math.ceil(chosen.length / pageSize),
      totalResults: chosen.length,
    },
  }
}

function branchOf(branches, id) {
  const branch = branches.find(({ branchId }) => branchId === id)
  if (!branch) throw notFound()
  return branch
}
