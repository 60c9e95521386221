import { createPrivateKey, X509Certificate } from 'node:crypto'
import { resolve } from 'node:path'
import { defectNames } from './defects.js'
import { Mistake, readText } from './files.js'

/*
 * Kinds of settings. Each takes the value as it was given, the name of its place for messages,
 * and the folder that paths are relative to; it answers the value to use or throws a Mistake.
 */

export function text(value, where) {
  if (typeof value === 'string' && value !== '') return value
  throw new Mistake(where, 'is no text', 'give a text that is not empty')
}

export const path = (value, where, folder) => resolve(folder, text(value, where))

export function participantId(value, where) {
  if (/^[A-Z]{4}[0-9]{2}$/.test(value)) return value
  throw new Mistake(
    where,
    'is no participant id',
    'give four capital letters and two digits, as the operator assigned them',
  )
}

export const wholeNumberUpTo = (maximum) => (value, where) => {
  const number = value === '' ? NaN : Number(value)
  if (Number.isInteger(number) && number >= 0 && number <= maximum) return number
  throw new Mistake(where, 'is out of range', `give a whole number from 0 to ${maximum}`)
}

export function certificateFile(value, where, folder) {
  const file = path(value, where, folder)
  const pem = readText(file, where)
  if (parses(() => new X509Certificate(pem))) return pem
  throw new Mistake(where, `${file} is no certificate in PEM`, 'the file begins with -----BEGIN CERTIFICATE-----')
}

export function keyFile(value, where, folder) {
  const file = path(value, where, folder)
  const pem = readText(file, where)
  if (parses(() => createPrivateKey(pem))) return pem
  throw new Mistake(
    where,
    `${file} is no private key in PEM`,
    'it begins with -----BEGIN PRIVATE KEY----- and has no passphrase',
  )
}

function parses(parse) {
  try {
    return Boolean(parse())
  } catch {
    return false
  }
}

export function thumbprint(value, where) {
  if (/^[\w-]{43}$/.test(value)) return value
  throw new Mistake(
    where,
    'is no SHA-256 thumbprint in base64url (43 characters)',
    'openssl x509 -in platform.pem -outform DER | openssl dgst -sha256 -binary | basenc --base64url | tr -d =',
  )
}

export function httpsUrl(value, where) {
  if (typeof value === 'string' && URL.canParse(value) && new URL(value).protocol === 'https:') return value
  throw new Mistake(where, 'is no https address', 'give an address such as https://platform.example/path')
}

export function consentUrl(value, where) {
  if (httpsUrl(value, where).includes('{consentId}')) return value
  throw new Mistake(
    where,
    'has no {consentId}',
    'give an address such as https://platform.example/v1/consents/{consentId}',
  )
}

/** `20/1`: twenty requests in one second. */
export function rate(value, where) {
  const [, requests, seconds] = /^([1-9]\d{0,5})\/([1-9]\d{0,3})$/.exec(value) ?? []
  if (seconds !== undefined) return { requests: Number(requests), seconds: Number(seconds) }
  throw new Mistake(where, 'is no limit of requests', 'give requests and seconds such as 20/1')
}

/** A list, or names with commas between them. */
export function defectList(value, where) {
  const names = Array.isArray(value) ? value : String(value).split(',').filter(Boolean)
  const unknown = names.find((name) => !defectNames.includes(name))
  if (unknown === undefined) return names
  throw new Mistake(where, `there is no defect «${unknown}»`, `defects are ${defectNames.join(', ')}`)
}
