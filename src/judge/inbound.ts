import type { Text } from '../base/text.js'
import type { MaskedExchange, TokenFact } from '../model/exchange.js'
import type { JudgePlace } from '../model/vocabulary.js'
import { isControl, type Doubt, type Expectation } from './expectation.js'

type Exchanged = JudgePlace['exchanges'][number]

/** True for what the application under test sent: its own whole message, whoever answered. */
export function isInbound({ request }: MaskedExchange): boolean {
  return request.inbound !== undefined
}

/** True where the answer is what a sound platform gives, so that its status says whether the request was right. */
export function isAnsweredNormally({ request }: MaskedExchange): boolean {
  return request.inbound?.answered === 'normally'
}

/**
 * Why an exchange that the application began says nothing of it. Its request is always its own; the answer is ours. What a
 * scenario told the platform to answer says nothing of the application, so that nothing follows from it here.
 */
export function doubtOfInbound(
  { exchange, facts }: Exchanged,
  step: Expectation,
  isProven: boolean,
): Doubt | undefined {
  // A connection that the application broke off is what the step waited for, or one of many in a window.
  if ('failure' in exchange.outcome || !isAnsweredNormally(exchange)) return undefined
  const { status } = exchange.outcome.response
  if (status >= 500) return { cause: 'platform', next: platformFailed }
  if (!isControl(step) || status < 400) return undefined
  if (status === 429) return { cause: 'throttled', next: tooFast }
  const refusal = [400, 401, 403].includes(status)
  if (refusal && facts.tokens.some(isOutOfTime)) return { cause: 'environment', next: clocks }
  return (status === 401 || status === 403) && !isProven ? { cause: 'configuration', next: notSetUp } : undefined
}

/** A client assertion that is over, or not valid yet, by our clock: it was made by another clock. */
function isOutOfTime({ where, secondsLeft = 1, secondsUntilValid = 0 }: TokenFact): boolean {
  return where === 'request client_assertion' && (secondsLeft <= 0 || secondsUntilValid > 0)
}

const platformFailed: Text = {
  ru: 'На запрос приложения наша платформа ответила сбоем (5xx): это её ошибка, вывода о приложении нет. Сообщите о ней и повторите прогон.',
  en: "Our platform failed (5xx) at the application's request: the mistake is the platform's, nothing follows about the application. Report it and run again.",
}

const tooFast: Text = {
  ru: 'Платформа ограничила частоту запросов приложения. Подождите, пока предел пройдёт, и повторите прогон.',
  en: "The platform limited the application's requests. Wait until the limit is over and run again.",
}

const clocks: Text = {
  ru: 'По нашим часам client_assertion приложения уже или ещё не действует. Часов только двое, поэтому чьи неверны, сказать нельзя: включите службу времени (chrony) там и здесь и повторите прогон.',
  en: "By our clock the application's client_assertion is over or not valid yet. There are only two clocks, so it cannot be said which is wrong: switch a time service (chrony) on there and here and run again.",
}

const notSetUp: Text = {
  ru: 'С такими сертификатом и доказательством в этом прогоне ещё ни один запрос приложения не прошёл: похоже, оно настроено не на эту песочницу. Проверьте в нём clientId, ключ, сертификат и издателя из файла, который записал «synaq application».',
  en: 'No request of the application with this certificate and proof has succeeded in this run yet: it seems not to be set up for this sandbox. Look at its clientId, key, certificate and issuer against the file that «synaq application» wrote.',
}
