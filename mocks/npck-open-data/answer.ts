import { createHash } from 'node:crypto'
import { acceptedLanguage, acceptsType, asHttpDate, isNotModified, refusal } from '../../src/system/index.js'
import type { Call, Json, JsonObject, Reply } from '../../src/system/index.js'
import { localTime, updateBefore } from './dates.js'
import type { BankData, State } from './state.js'
import { languages, type Language } from './texts.js'

/** Versions of the contract that are served. */
const versions = ['1']
/** Where the contract leaves it open: page 1 of 25. */
const defaultPageSize = 25

const links = { licence: 'https://bank.example/open-data/licence', termsOfUse: 'https://bank.example/open-data/terms' }

/** What an operation makes its data from. */
export interface Sources {
  readonly bank: BankData
  readonly language: Language
  /** When all data were last brought up to date, milliseconds since the epoch. */
  readonly updated: number
  readonly now: number
}

/** One page of a list; `fits` tells for each filter of the query whether an item has the value. */
export function listing<T extends JsonObject>(
  call: Call<State>,
  itemsOf: (sources: Sources) => readonly T[],
  fits: Readonly<Record<string, (item: NoInfer<T>, value: string) => boolean>> = {},
): Reply {
  return answered(call, (sources) => {
    const chosen = itemsOf(sources).filter((item) =>
      Object.entries(fits).every(([name, test]) => {
        const value = call.query[name]
        return value === undefined || test(item, value)
      }),
    )
    const pageNumber = Number(call.query.pageNumber ?? 1)
    const pageSize = Number(call.query.pageSize ?? defaultPageSize)
    const totalPages = Math.ceil(chosen.length / pageSize)
    return {
      data: chosen.slice((pageNumber - 1) * pageSize, pageNumber * pageSize),
      meta: { pageNumber, pageSize, totalPages, totalResults: chosen.length },
    }
  })
}

/**
 * An answer of success with its validators and language, 304 where the caller has it already; a refusal where version or type
 * cannot be had, or where there is no such thing.
 */
export function answered(
  call: Call<State>,
  make: (sources: Sources) => { readonly data: Json; readonly meta?: JsonObject } | undefined,
): Reply {
  const { headers, state, provider, now } = call
  const version = headers['x-api-version']
  if (version !== undefined && !versions.includes(version))
    return refusal(call, 406, 'unsupported_version', `Versions served: ${versions.join(', ')}`)
  if (!acceptsType(headers.accept, 'application/json'))
    return refusal(call, 406, 'not_acceptable', 'Only application/json is written')
  const language = acceptedLanguage(headers['accept-language'], languages)
  const updated = updateBefore(state.startedAt, now)
  const bank = state.banks[provider]
  const made = bank && make({ bank, language, updated, now: Date.parse(now) })
  if (!made) return refusal(call, 404, 'not_found', 'There is no such thing')
  const body = { data: made.data, meta: { provider, lastUpdated: localTime(updated), ...links, ...made.meta } }
  const etag = `"${createHash('sha256').update(language).update(JSON.stringify(body)).digest('base64url').slice(0, 22)}"`
  const lastModified = new Date(updated)
  const fields = {
    etag,
    'last-modified': asHttpDate(lastModified),
    'content-language': language,
    vary: 'Accept-Language',
    'x-api-version': versions.at(-1) ?? '',
    'cache-control': 'public, max-age=60',
  }
  return isNotModified(headers, { etag, lastModified })
    ? { status: 304, headers: fields }
    : { status: 200, headers: fields, body }
}
