import type { Observation } from '../model/finding.js'
import type { JudgePlace } from '../model/vocabulary.js'
import { failureText, outcomeText } from '../checks/phrases.js'
import type { Text } from '../base/text.js'

/** Credentials that succeeded at least once in the run: a 401 for one of these is no longer a wrong set-up. */
export type ProvenCredentials = ReadonlySet<string>

/** The kind of credential an exchange was made with. */
export function credentialKind(exchange: JudgePlace['exchanges'][number]['exchange']): string {
  const { peer, via, credential } = exchange.request
  return [peer, via, credential.certificate, credential.authorization].join('/')
}

const complete: Text = { ru: 'полный ответ испытуемой стороны', en: 'a complete answer of the subject' }

const notTheSubject: Text = {
  ru: 'Отвечала не испытуемая сторона, а платформа или другой участник: вывода о ней нет.',
  en: 'It was the platform or another participant that answered, not the subject: nothing follows about the subject.',
}

/**
 * Whether an exchange says anything about the subject (design 6). Answers the finding that ends the attempt,
 * or undefined where its checks may judge.
 */
export function inadmissible(
  place: JudgePlace,
  step: { admitsFailure: boolean; expectsSuccess: boolean; expects429: boolean },
  proven: ProvenCredentials,
): Observation | undefined {
  const known = new Set(proven)
  for (const { index, exchange, facts } of place.exchanges) {
    const undecided = (cause: 'environment' | 'throttled' | 'platform' | 'configuration', next: Text): Observation => ({
      result: 'undecided',
      cause,
      expected: complete,
      actual: outcomeText(exchange),
      next,
      exchange: index,
    })
    if ('failure' in exchange.outcome) {
      if (step.admitsFailure) continue
      const why = failureText(exchange.outcome.failure)
      const { url } = exchange.request
      const origin = URL.canParse(url) ? new URL(url).origin : url
      if (exchange.outcome.failure.kind === 'proxy') {
        return undecided('environment', {
          ru: `Адрес ${origin}: ${why.ru}. Проверьте «proxy» в файле цели и разрешите в прокси CONNECT к этому узлу.`,
          en: `At ${origin}: ${why.en}. Check «proxy» in the target file and allow CONNECT to this host in the proxy.`,
        })
      }
      return undecided('environment', {
        ru: `Адрес ${origin}: ${why.ru}. Проверьте, что сервер запущен и доступен отсюда по этому адресу, и повторите прогон.`,
        en: `At ${origin}: ${why.en}. See that the server runs and can be reached from here at this address, then run again.`,
      })
    }
    const { status } = exchange.outcome.response
    if (status === 429 && !step.expects429) {
      return undecided('throttled', {
        ru: 'Сервер ограничил частоту запросов. Задайте в цели меньшую частоту и повторите прогон.',
        en: 'The server limits the rate. Lower the rate in the target and run again.',
      })
    }
    const ours = place.subject === 'platform'
    if (!ours && exchange.request.peer !== 'subject' && status >= 300) {
      return undecided('platform', notTheSubject)
    }
    if (
      !ours &&
      exchange.request.via === 'through' &&
      exchange.request.peer === 'subject' &&
      (facts.origin === 'unknown' || (facts.origin === 'platform' && status >= 400))
    ) {
      return undecided(status >= 500 ? 'environment' : 'platform', {
        ru: 'Ответ дал шлюз платформы, до испытуемой стороны запрос не дошёл или ответ не вернулся. Проверьте, доступна ли она платформе.',
        en: "The platform's gateway answered: the request did not reach the subject or its answer did not come back. See that the platform can reach it.",
      })
    }
    if (ours && facts.origin === 'provider' && status >= 400 && step.expectsSuccess) {
      return undecided('environment', {
        ru: 'Отказал банк за шлюзом, а не платформа: вывода о ней нет.',
        en: 'The bank behind the gateway refused, not the platform: nothing follows about the platform.',
      })
    }
    if (step.expectsSuccess && (status === 401 || status === 403) && !known.has(credentialKind(exchange))) {
      return undecided('configuration', {
        ru: 'С такими сертификатом и токеном в этом прогоне ещё ни один запрос не прошёл: похоже, сервер настроен не на нашего издателя или сертификат. Проверьте у себя издателя, JWKS, сертификат платформы и идентификатор участника.',
        en: 'No request with this certificate and token has succeeded in this run yet: the server seems not to be set up for our issuer or certificate. Look at your issuer, JWKS, platform certificate and participant id.',
      })
    }
    if (status < 300) known.add(credentialKind(exchange))
  }
  return undefined
}

/** A departure in somebody else's answer charges nobody: it is undecided what it says of the subject. */
export function notCharged(place: JudgePlace, found: Observation): Observation | undefined {
  if (found.result !== 'departed' || place.subject === 'platform') return undefined
  const answered = place.exchanges.find(({ index }) => index === found.exchange)
  if (!answered || isOfSubject(answered)) return undefined
  const { expected, actual, exchange } = found
  const at = exchange === undefined ? {} : { exchange }
  return { result: 'undecided', cause: 'platform', expected, actual, next: notTheSubject, ...at }
}

/** Through a platform only an answer that is proven to be relayed is the subject's; a good one without a mark may pass. */
function isOfSubject({ exchange, facts }: JudgePlace['exchanges'][number]): boolean {
  const { peer, via } = exchange.request
  return peer === 'subject' && (via === 'direct' || facts.origin === 'provider')
}

/** Exchanges that succeeded prove their kind of credential for the rest of the run. */
export function provenBy(place: JudgePlace): string[] {
  return place.exchanges.flatMap(({ exchange }) => {
    const succeeded = 'response' in exchange.outcome && exchange.outcome.response.status < 300
    return succeeded ? [credentialKind(exchange)] : []
  })
}
