import { createHash } from 'node:crypto'
import { Refusal } from '../errors.js'

/** The one version of the contract that is served. */
export const version = '1'
const languages = ['ru', 'kk', 'en']

/** Refuses with 406 a version that is not served, with 400 what is none. */
export function requireVersion(asked = version) {
  if (asked === version) return
  if (!/^[1-9][0-9]{0,2}$/.test(asked)) throw new Refusal(400, 'invalid_request', 'A version is a number from 1')
  throw new Refusal(406, 'unsupported_version', `Versions served: ${version}`)
}

/** The language that is wanted most among ours; Russian where none of them is (RFC 9110, section 12.5.4). */
export function languageFor(accepted = '*') {
  const wishes = accepted.split(',').map((range) => {
    const [tag = '', ...parameters] = range.trim().toLowerCase().split(';')
    const weight = parameters.map((it) => /^\s*q=([0-9.]+)\s*$/.exec(it)?.[1]).find(Boolean)
    return { tag, weight: weight === undefined ? 1 : Number(weight) }
  })
  const weightOf = (language) => {
    const own = wishes.find(({ tag }) => tag.split('-')[0] === language) ?? wishes.find(({ tag }) => tag === '*')
    return own?.weight ?? 0
  }
  const [first] = languages.toSorted((a, b) => weightOf(b) - weightOf(a))
  return weightOf(first) > 0 ? first : 'ru'
}

/** A strong entity tag of one representation. */
export const entityTag = (language, body) =>
  `"${createHash('sha256')
    .update(`${language} ${JSON.stringify(body)}`)
    .digest('base64url')
    .slice(0, 27)}"`

/** True where the caller has it already (RFC 9110, section 13.2.2: the tag goes before the date). */
export function hasAlready(headers, etag, updated) {
  const tags = headers['if-none-match']
  if (tags !== undefined)
    return tags.trim() === '*' || tags.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag)
  const since = headers['if-modified-since']
  return since !== undefined && isHttpDate(since) && Date.parse(since) >= Math.floor(updated / 1000) * 1000
}

const isHttpDate = (text) =>
  /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(text) && !Number.isNaN(Date.parse(text))
