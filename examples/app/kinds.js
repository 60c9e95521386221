import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { importJWK } from 'jose'
import { defectNames } from './defects.js'
import { Mistake } from './mistake.js'

/*
 * Kinds of settings. Each takes the value as it was given, the name of its place for messages, and the folder that paths
 * are relative to; it answers the value to use or throws a Mistake.
 */

export function text(value, where) {
  if (typeof value === 'string' && value !== '') return value
  throw new Mistake(where, 'is no text', 'give a text that is not empty')
}

export function yesOrNo(value, where) {
  if (value === true || value === 'true') return true
  if (value === false || value === 'false') return false
  throw new Mistake(where, 'is neither true nor false', 'give true or false')
}

export function secret(value, where) {
  if (typeof value === 'string' && /^[\w-]{20,}$/.test(value)) return value
  throw new Mistake(where, 'is too short or has odd signs', 'give 20 or more letters, digits, _ and -, made at random')
}

export function participantId(value, where) {
  if (/^[A-Z]{4}[0-9]{2}$/.test(value)) return value
  throw new Mistake(
    where,
    'is no participant id',
    'give the four capital letters and two digits that you were assigned',
  )
}

export const wholeNumber = (least, most) => (value, where) => {
  const number = value === '' ? NaN : Number(value)
  if (Number.isInteger(number) && number >= least && number <= most) return number
  throw new Mistake(where, 'is out of range', `give a whole number from ${least} to ${most}`)
}

/** `10/1`: ten requests in one second. */
export function pace(value, where) {
  const [, requests, seconds] = /^([1-9]\d{0,3})\/([1-9]\d{0,2})$/.exec(value) ?? []
  if (seconds !== undefined) return { requests: Number(requests), seconds: Number(seconds) }
  throw new Mistake(where, 'is no pace', 'give requests and seconds such as 10/1')
}

export function httpsUrl(value, where) {
  if (typeof value === 'string' && URL.canParse(value) && new URL(value).protocol === 'https:') return value
  throw new Mistake(where, 'is no https address', 'give an address such as https://platform.example')
}

/** The first address is the one that is used. */
export function redirectUris(value, where) {
  const [first] = Array.isArray(value) ? value : String(value).split(' ')
  const { protocol, pathname, search } = URL.canParse(first) ? new URL(first) : {}
  if (['https:', 'http:'].includes(protocol) && pathname !== '/' && search === '') return first
  throw new Mistake(
    where,
    'has no address of this application',
    'give what was registered, with a path, such as https://127.0.0.1:9444/callback',
  )
}

export function providers(value, where) {
  const isProvider = (item) => typeof item?.id === 'string' && typeof item.name === 'string'
  if (Array.isArray(value) && value.every(isProvider)) return value
  throw new Mistake(where, 'is no list of banks', 'give [{"id": "ABCD01", "name": "Bank"}]')
}

export const certificateFile = file('certificate in PEM', (content) => {
  new X509Certificate(content)
  return content
})

export const keyFile = file('private key in PEM without a passphrase', (content) => {
  createPrivateKey(content)
  return content
})

/** The key of client assertions, and its kid. */
export const jwkFile = file('private key as a JWK', async (content) => {
  const jwk = JSON.parse(content)
  if (jwk.d === undefined) throw new TypeError('it is a public key')
  return { key: await importJWK(jwk, jwk.alg ?? 'ES256'), kid: jwk.kid }
})

function file(what, read) {
  return async (value, where, folder) => {
    const path = resolve(folder, text(value, where))
    try {
      return await read(readFileSync(path, 'utf8'))
    } catch (error) {
      const why = error.code === undefined ? error.message : error.code
      throw new Mistake(where, `${path} cannot be used (${why})`, `give the path of a file with a ${what}`)
    }
  }
}

/** A list, or names with commas between them. */
export function defects(value, where) {
  const names = Array.isArray(value) ? value : String(value).split(',').filter(Boolean)
  const unknown = names.find((name) => !defectNames.includes(name))
  if (unknown === undefined) return names
  throw new Mistake(where, `there is no defect «${unknown}»`, 'node server.js --defects lists them')
}
