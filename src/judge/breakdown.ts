import { failureText } from '../checks/phrases.js'
import type { Observation } from '../model/finding.js'
import type { JudgePlace } from '../model/vocabulary.js'

/** As often as `hostile-request` sends. */
const times = 3

/**
 * A server that a hostile value has brought down: no answer three times of three, and every good request between was
 * served (design 6). Anything less may be the network: undefined.
 */
export function brokenDown({ exchanges }: JudgePlace): Observation | undefined {
  const controls = exchanges.filter(({ exchange }) => exchange.request.control)
  const hostile = exchanges.filter(({ exchange }) => !exchange.request.control)
  const last = hostile.at(-1)
  if (!last || hostile.length < times || controls.length < times || !controls.every(isServed)) return undefined
  const failures = hostile.flatMap(({ exchange: { outcome } }) => ('failure' in outcome ? [outcome.failure] : []))
  const [failure] = failures
  if (!failure || failures.length < hostile.length) return undefined
  const how = failureText(failure)
  return {
    result: 'departed',
    expected: { ru: 'ответ с отказом', en: 'an answer that refuses' },
    actual: {
      ru: `${how.ru} – ${times} раза из ${times}, а обычные запросы между ними прошли`,
      en: `${how.en} – ${times} times of ${times}, while good requests between them were served`,
    },
    exchange: last.index,
    likelyCause: {
      ru: 'Это значение роняет обработчик запроса или соединение.',
      en: 'This value brings the handler of the request, or the connection, down.',
    },
    next: {
      ru: 'Найдите запросы в журнале сервера по идентификаторам и посмотрите, на чём обрывается обработка.',
      en: "Find the requests in the server's journal by their ids and see where their processing breaks off.",
    },
  }
}

function isServed({ exchange: { outcome } }: JudgePlace['exchanges'][number]): boolean {
  return 'response' in outcome && outcome.response.status < 300
}
