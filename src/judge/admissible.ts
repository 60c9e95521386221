import type { Text } from '../base/text.js'
import { outcomeText } from '../checks/phrases.js'
import type { Observation } from '../model/finding.js'
import type { JudgePlace } from '../model/vocabulary.js'
import { acceptedByTime, clocksDiffer, refusedByTime } from './clocks.js'
import { isControl, type Doubt, type Expectation } from './expectation.js'
import { doubtOfInbound, isAnsweredNormally, isInbound } from './inbound.js'
import { unanswered } from './unanswered.js'

/** Credentials that succeeded at least once in the run: a 401 for one of these is no longer a wrong set-up. */
export type ProvenCredentials = ReadonlySet<string>

/** The kind of credential an exchange was made with. */
export function credentialKind(exchange: JudgePlace['exchanges'][number]['exchange']): string {
  const { peer, via, credential, inbound } = exchange.request
  if (inbound) return ['inbound', credential.certificate, credential.authorization].join('/')
  return [peer, via, credential.certificate, credential.authorization].join('/')
}

/**
 * Whether the exchanges of a step say anything about the subject (design 6). Answers the finding that ends the attempt,
 * or undefined where its checks may judge.
 */
export function inadmissible(place: JudgePlace, step: Expectation, proven: ProvenCredentials): Observation | undefined {
  const known = new Set(proven)
  for (const one of place.exchanges) {
    const found = doubt(place, one, step, known)
    if (found)
      return {
        result: 'undecided',
        expected: isInbound(one.exchange) ? answeredNormally : complete,
        actual: outcomeText(one.exchange),
        exchange: one.index,
        ...found,
      }
    if (isServed(one)) known.add(credentialKind(one.exchange))
  }
  return undefined
}

type Exchanged = JudgePlace['exchanges'][number]
function doubt(place: JudgePlace, one: Exchanged, step: Expectation, known: ProvenCredentials): Doubt | undefined {
  const { exchange, facts } = one
  const isProven = known.has(credentialKind(exchange))
  if (isInbound(exchange)) return doubtOfInbound(one, step, isProven)
  if ('failure' in exchange.outcome)
    return step.admitsFailure ? undefined : unanswered(exchange, exchange.outcome.failure, isProven)
  const { status, headers } = exchange.outcome.response
  if (status === 429 && !step.statuses.includes(429)) return throttled(headers['retry-after'])
  if (mayBeCutOff(exchange)) return { cause: 'environment', next: endUnknown }
  const ours = place.subject === 'platform'
  if (!ours && exchange.request.peer !== 'subject' && status >= 300) return { cause: 'platform', next: notTheSubject }
  if (!ours && exchange.request.via === 'through' && exchange.request.peer === 'subject') {
    const stoppedShort = facts.origin === 'unknown' || (facts.origin === 'platform' && status >= 400)
    if (stoppedShort) return { cause: status >= 500 ? 'environment' : 'platform', next: ofTheGateway }
  }
  if (ours && facts.origin === 'provider' && status >= 400 && isControl(step))
    return { cause: 'environment', next: ofTheBank }
  if ((status === 401 || status === 403) && !step.statuses.includes(status)) {
    const late = refusedByTime(one)
    if (late) return { cause: 'environment', next: late }
    if (!isControl(step) || isProven) return undefined
    const clocks = clocksDiffer(one)
    return clocks ? { cause: 'environment', next: clocks } : { cause: 'configuration', next: notSetUp }
  }
  return undefined
}

/** Answers how long to wait, where the server says so (RFC 9110, section 10.2.3). */
function throttled(retryAfter: string | undefined): Doubt {
  const wait =
    retryAfter !== undefined && /^(\d{1,6}|[A-Z][a-z]{2}, [\w: ]{10,30})$/.test(retryAfter) ? retryAfter : undefined
  const told = {
    ru: wait === undefined ? '' : ` Сервер просит подождать (Retry-After: ${wait}).`,
    en: wait === undefined ? '' : ` The server asks to wait (Retry-After: ${wait}).`,
  }
  return {
    cause: 'throttled',
    next: {
      ru: `Сервер ограничил частоту запросов.${told.ru} Задайте в цели меньшую частоту («limits.rate») и повторите прогон.`,
      en: `The server limits the rate.${told.en} Lower the rate in the target («limits.rate») and run again.`,
    },
  }
}

/** A body that only the end of the connection ends cannot be told from one that was cut off, unless it makes sense. */
function mayBeCutOff({ request, outcome }: Exchanged['exchange']): boolean {
  if ('failure' in outcome || request.method === 'HEAD') return false
  const { status, headers, bodyKind } = outcome.response
  const framed = headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined
  const wantsJson = /^application\/(?:[^;]*\+)?json\b/i.test(headers['content-type'] ?? '')
  return !framed && wantsJson && bodyKind !== 'json' && status !== 204 && status !== 304
}

const complete: Text = { ru: 'полный ответ испытуемой стороны', en: 'a complete answer of the subject' }

const answeredNormally: Text = {
  ru: 'обычный ответ платформы на запрос приложения',
  en: "the platform's normal answer to the application's request",
}

const endUnknown: Text = {
  ru: 'Длина ответа не указана (нет Content-Length и Transfer-Encoding), а тело не читается как JSON: неверное оно или оборвано, сказать нельзя. Пусть сервер указывает длину; посмотрите его журнал и повторите прогон.',
  en: 'The length of the answer is not told (no Content-Length, no Transfer-Encoding) and the body cannot be read as JSON: whether it is wrong or was cut off cannot be said. Have the server tell the length; look into its log and run again.',
}
const notTheSubject: Text = {
  ru: 'Отвечала не испытуемая сторона, а платформа или другой участник: вывода о ней нет.',
  en: 'It was the platform or another participant that answered, not the subject: nothing follows about the subject.',
}
const ofTheGateway: Text = {
  ru: 'Ответ дал шлюз платформы, до испытуемой стороны запрос не дошёл или ответ не вернулся. Проверьте, доступна ли она платформе.',
  en: "The platform's gateway answered: the request did not reach the subject or its answer did not come back. See that the platform can reach it.",
}
const ofTheBank: Text = {
  ru: 'Отказал банк за шлюзом, а не платформа: вывода о ней нет.',
  en: 'The bank behind the gateway refused, not the platform: nothing follows about the platform.',
}
const notSetUp: Text = {
  ru: 'С такими сертификатом и токеном в этом прогоне ещё ни один запрос не прошёл: похоже, сервер настроен не на нашего издателя или сертификат. Проверьте у себя издателя, JWKS, сертификат платформы и идентификатор участника.',
  en: 'No request with this certificate and token has succeeded in this run yet: the server seems not to be set up for our issuer or certificate. Look at your issuer, JWKS, platform certificate and participant id.',
}

/** A departure in somebody else's answer charges nobody: it is undecided what it says of the subject. */
export function notCharged(place: JudgePlace, found: Observation): Observation | undefined {
  if (found.result !== 'departed' || place.subject === 'platform') return undefined
  const answered = place.exchanges.find(({ index }) => index === found.exchange)
  if (!answered || isInbound(answered.exchange) || isOfSubject(answered)) return undefined
  return undecidedInstead(found, { cause: 'platform', next: notTheSubject })
}

/** A token that the server took is no departure where it was good by the server's own clock. */
export function excusedByTime(place: JudgePlace, found: Observation): Observation | undefined {
  if (found.result !== 'departed') return undefined
  const answered = place.exchanges.find(({ index }) => index === found.exchange)
  const next = answered && isServed(answered) && !isInbound(answered.exchange) ? acceptedByTime(answered) : undefined
  return next && undecidedInstead(found, { cause: 'environment', next })
}

function undecidedInstead({ expected, actual, exchange }: Observation, why: Doubt): Observation {
  return { result: 'undecided', expected, actual, ...why, ...(exchange === undefined ? {} : { exchange }) }
}

/** Through a platform only an answer that is proven to be relayed is the subject's; a good one without a mark may pass. */
function isOfSubject({ exchange, facts }: Exchanged): boolean {
  const { peer, via } = exchange.request
  return peer === 'subject' && (via === 'direct' || facts.origin === 'provider')
}

/** Exchanges that succeeded prove their kind of credential for the rest of the run; ours only where they are a control. */
export function provenBy(place: JudgePlace, step: Expectation): string[] {
  return place.exchanges
    .filter((one) => isServed(one) && (isControl(step) || isInbound(one.exchange)))
    .map(({ exchange }) => credentialKind(exchange))
}

function isServed({ exchange }: Exchanged): boolean {
  const { outcome } = exchange
  if (isInbound(exchange) && !isAnsweredNormally(exchange)) return false
  return 'response' in outcome && outcome.response.status < 300
}
