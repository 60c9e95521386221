import type { Text } from '../../base/text.js'
import type { EvidenceEvent } from '../../model/evidence.js'
import type { Advice, Cause } from '../../model/finding.js'
import type { Undecided } from '../results.js'

type ExchangeEvent = Extract<EvidenceEvent, { type: 'exchange' }>

/** Why what an application under test sent is not as it has to be, where its check does not know more. */
export function inboundAdvice({ exchange: { outcome } }: ExchangeEvent): Advice {
  return 'response' in outcome && outcome.response.status >= 400 ? notTaken : notAsRequired
}

const notTaken: Advice = {
  likelyCause: {
    ru: 'Платформа не приняла этот запрос приложения: он построен не так, как описывает контракт, или прислан не в свой черёд.',
    en: 'The platform did not take this request of the application: it is not made as the contract describes it, or came out of its turn.',
  },
  next: {
    ru: 'Сравните запрос в этом обмене с контрактом; вид ошибки назван в ответе платформы.',
    en: 'Compare the request of this exchange with the contract; the answer of the platform names the kind of error.',
  },
}

const notAsRequired: Advice = {
  likelyCause: {
    ru: 'Приложение прислало не то, чего требует названный пункт.',
    en: 'The application sent something else than the clause demands.',
  },
  next: {
    ru: 'Найдите этот запрос в журнале приложения по времени и идентификатору и посмотрите, что его вызвало.',
    en: "Find this request in the application's log by its time and id, and see what brought it about.",
  },
}

/** Steps that need the application to act or somebody to look at it. */
const ofApplication = ['await', 'drive', 'absent', 'calls', 'prompt', 'confirmed']

/** Why nothing can be said of an application; undefined where it is not about one. */
export function undecidedOfApplication(
  { cause, check }: Undecided,
  events: readonly EvidenceEvent[],
  event: ExchangeEvent | undefined,
): Text | undefined {
  if (event ? event.exchange.request.inbound === undefined : !ofApplication.includes(check)) return undefined
  if (check === 'confirmed') return nobodyTold
  return (cause === 'environment' && check === 'await' ? stoppedByRefusal(events) : undefined) ?? causes[cause]
}

/** What the platform refused the application last, where nobody told it to: the application may have stopped there. */
function stoppedByRefusal(events: readonly EvidenceEvent[]): Text | undefined {
  const last = events.findLast((event): event is ExchangeEvent => event.type === 'exchange')
  const { request, outcome } = last?.exchange ?? {}
  if (request?.inbound?.answered !== 'normally' || !outcome || 'failure' in outcome) return undefined
  const { status } = outcome.response
  if (status < 400) return undefined
  const what = `${request.operation ?? request.method}: HTTP ${status}`
  return {
    ru: `Платформа отказала приложению раньше (${what}), и дальше оно не пошло.`,
    en: `The platform refused the application earlier (${what}), and it went no further.`,
  }
}

/** Why a value of an earlier request of the application is missing; undefined for a value of something else. */
export function valueNotSent(reference: string): Text | undefined {
  if (!/^[\w-]+\.request\./.test(reference)) return undefined
  return {
    ru: 'Приложение не прислало этого значения: его запрос построен не так, как описывает контракт.',
    en: 'The application did not send this value: its request is not made as the contract describes it.',
  }
}

const nobodyTold: Text = {
  ru: 'Ни человек, ни программа, которая ведёт приложение, не сказали, что видно на экране.',
  en: 'Neither a person nor the program that drives the application told what is on the screen.',
}

const causes: Readonly<Record<Cause, Text>> = {
  harness: {
    ru: 'Сценарий или сам Synaq не сделал того, что должен; приложение ни при чём.',
    en: 'The script or Synaq itself did not do what it should; the application has no part in it.',
  },
  configuration: {
    ru: 'Приложение и песочница не сходятся в настройках: clientId, ключ, сертификат, издатель или адрес возврата.',
    en: 'Application and sandbox differ in their settings: clientId, key, certificate, issuer or redirect address.',
  },
  environment: {
    ru: 'От приложения не пришло того, что показало бы, как оно себя ведёт: оно не запущено, занято, остановилось раньше, или действие в нём не выполнено.',
    en: 'Nothing came from the application that would show how it behaves: it does not run, is busy, stopped earlier, or the act was not carried out in it.',
  },
  throttled: {
    ru: 'Приложение упёрлось в предел частоты запросов платформы.',
    en: "The application met the platform's limit of the rate.",
  },
  platform: {
    ru: 'Не справилась сама песочница: сбой на её стороне, а не ошибка приложения.',
    en: 'The sandbox itself failed: a fault on its side, no mistake of the application.',
  },
}
