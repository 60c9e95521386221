import { createPublicKey } from 'node:crypto'
import { dateHeader, type DateHeader } from '../base/clock-offset.js'
import { isObject, type JsonObject } from '../base/json.js'
import type { Text } from '../base/text.js'
import { keysPath } from '../contract/keys-path.js'
import { isPrivateJwk } from '../crypto/jwk.js'
import type { ContractInForce } from '../model/contract.js'
import type { Wire } from '../model/ports.js'
import type { Target } from '../model/target.js'
import { about, green, red, yellow, type Diagnoses, type Diagnosis } from './diagnosis.js'
import { failureText } from './failure-text.js'

/** The address of the platform's public keys; undefined where the contract has no operation for them and the platform is not ours. */
export function jwksUrl({ platform, identities }: Target, contract: ContractInForce): string | undefined {
  const path = identities.platform === undefined ? contract.operations.get('jwks')?.path : keysPath(contract)
  return path === undefined ? undefined : `${platform.issuer.replace(/\/$/, '')}${path}`
}

/** The platform's public keys can be had by anybody and are good for verifying its tokens. Answers the `Date` header. */
export async function* jwks(target: Target, contract: ContractInForce, wire: Wire): Diagnoses<DateHeader | undefined> {
  const url = jwksUrl(target, contract)
  if (url === undefined) {
    yield yellow(
      'jwks',
      { ru: 'Ключи платформы: адрес не известен', en: "The platform's keys: the address is not known" },
      { ru: 'Опишите в контракте операцию jwks.', en: 'Describe the operation jwks in the contract.' },
    )
    return undefined
  }
  const subject = { ru: `Ключи платформы (JWKS) ${url}`, en: `The platform's keys (JWKS) ${url}` }
  const { outcome, at, timings } = await wire.send(
    {
      operation: null,
      method: 'GET',
      url,
      headers: { accept: 'application/json' },
      peer: 'platform',
      via: 'through',
      credential: { certificate: 'none', authorization: 'none' },
    },
    { ca: target.platform.ca },
  )
  if ('failure' in outcome) {
    const text = failureText(outcome.failure)
    yield red('jwks', about(subject, `недоступны (${text.ru})`, `cannot be had (${text.en})`), {
      ru: 'Без них банк не проверит ни одного токена. Проверьте адрес и что он открыт без сертификата клиента.',
      en: 'Without them the bank can verify no token. Check the address, and that it asks for no client certificate.',
    })
    return undefined
  }
  const { status, json, headers } = outcome.response
  yield keysTrouble(subject, status, json) ?? usable(subject, json)
  return dateHeader(headers.date, at, timings.totalMs)
}

function keysTrouble(subject: Text, status: number, json: unknown): Diagnosis | undefined {
  if (status !== 200)
    return red('jwks', about(subject, `ответ HTTP ${status}`, `HTTP ${status}`), {
      ru: 'По этому адресу должен быть набор ключей (RFC 7517). Сравните адрес с тем, что публикует платформа.',
      en: 'A key set (RFC 7517) should be there. Compare the address with what the platform publishes.',
    })
  const keys = keysOf(json)
  if (keys.length === 0)
    return red('jwks', about(subject, 'в ответе нет ни одного ключа', 'there is no key in the answer'), {
      ru: 'Ожидается JSON вида {"keys": [{"kty": "EC", …}]} (RFC 7517).',
      en: 'JSON such as {"keys": [{"kty": "EC", …}]} is expected (RFC 7517).',
    })
  if (keys.some(isPrivateJwk))
    return red('jwks.private', about(subject, 'опубликован закрытый ключ', 'a private key is published'), {
      ru: 'Любой может теперь подписать токен платформы. Выпустите новый ключ, этот отзовите и публикуйте только kty, crv, x, y, kid, alg, use.',
      en: "Anybody can now sign the platform's tokens. Make a new key, withdraw this one, and publish only kty, crv, x, y, kid, alg, use.",
    })
  if (!keys.some(isEs256))
    return red('jwks.key', about(subject, 'нет ключа ES256', 'there is no ES256 key'), {
      ru: 'Токены подписываются ES256: нужен ключ kty EC, crv P-256, use sig, с kid.',
      en: 'Tokens are signed with ES256: a key with kty EC, crv P-256, use sig and a kid is needed.',
    })
  return undefined
}

function usable(subject: Text, json: unknown): Diagnosis {
  const kid = keysOf(json)
    .filter(isEs256)
    .map(({ kid }) => (typeof kid === 'string' ? kid : ''))
    .join(', ')
  return green('jwks', about(subject, `доступны, ключ ES256 с kid ${kid}`, `can be had, ES256 key with kid ${kid}`))
}

function keysOf(json: unknown): JsonObject[] {
  const keys: unknown = isObject(json) ? json.keys : undefined
  return Array.isArray(keys) ? keys.filter(isJwk) : []
}

const isJwk = (value: unknown): value is JsonObject => isObject(value)

/** RFC 7518, section 3.4; a point that is not on the curve is no key. */
function isEs256(key: JsonObject): boolean {
  const { kty, crv, x, y, kid } = key
  if (kty !== 'EC' || crv !== 'P-256' || typeof x !== 'string' || typeof y !== 'string' || typeof kid !== 'string')
    return false
  if ((key.alg ?? 'ES256') !== 'ES256' || (key.use ?? 'sig') !== 'sig') return false
  try {
    createPublicKey({ key: { kty, crv, x, y }, format: 'jwk' })
    return true
  } catch {
    return false
  }
}
