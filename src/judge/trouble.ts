import { asText, type Text } from '../base/text.js'
import { outcomeText } from '../checks/phrases.js'
import type { EvidenceEvent } from '../model/evidence.js'
import type { MaskedExchange } from '../model/exchange.js'
import type { Cause, Observation } from '../model/finding.js'
import type { JudgePlace } from '../model/vocabulary.js'
import { isInbound } from './inbound.js'
import type { OrdinaryStep } from './steps.js'

/** A request without checks is a preparation: it has to succeed for the rest to mean something, and charges nobody. */
export function unsuccessful(place: JudgePlace): Observation | undefined {
  for (const { index, exchange } of place.exchanges) {
    // What the application sent is no preparation of ours.
    if (isInbound(exchange)) continue
    if ('response' in exchange.outcome && exchange.outcome.response.status < 300) continue
    const cause = exchange.request.peer === 'subject' ? 'configuration' : 'platform'
    const expected = { ru: 'подготовка удалась, HTTP 2xx', en: 'the preparation succeeded, HTTP 2xx' }
    return {
      result: 'undecided',
      cause,
      expected,
      actual: outcomeText(exchange),
      next: troubleNext[cause],
      exchange: index,
    }
  }
  return undefined
}

/** What happened to a step other than an exchange: trouble of ours, a missing value, or nothing at all. */
export function troubleAt(events: readonly EvidenceEvent[], step: OrdinaryStep): Observation | undefined {
  for (const event of events) {
    if (event.type === 'step-failed' && event.step === step.path) {
      const { cause, what } = event.trouble
      const said = asText(what)
      return undecided(
        cause,
        { ru: `шаг не выполнен: ${said.ru}`, en: `the step could not be carried out: ${said.en}` },
        cause === 'environment' && appSteps.includes(step.kind) ? appNext : troubleNext[cause],
      )
    }
    if (event.type === 'unresolved' && event.step === step.path) return lacking(event.reference, events)
  }
  const started = events.some((event) => event.type === 'step-started' && event.step === step.path)
  return started ? undefined : whyNotReached(events)
}

/** What kept the run from going on: a value that a call takes or gives and nobody had, or nothing on record. */
export function whyNotReached(events: readonly EvidenceEvent[]): Observation {
  for (const event of events)
    if (event.type === 'unresolved' && !event.step.startsWith('undo.')) return lacking(event.reference, events)
  return undecided(
    'environment',
    { ru: 'прогон сюда не дошёл или был прерван', en: 'the run did not get here or was cut off' },
    { ru: 'Повторите прогон.', en: 'Run again.' },
  )
}

/** A value that an earlier answer should have given is not there: nobody can read it, or the client lacks the data. */
export function lacking(reference: string, events: readonly EvidenceEvent[]): Observation {
  // What an `await` gives under `request` is what the application sent.
  if (/^[\w-]+\.request\./.test(reference))
    return undecided(
      'configuration',
      {
        ru: `в прежнем запросе приложения нет значения ${reference}`,
        en: `an earlier request of the application lacks ${reference}`,
      },
      notSent,
    )
  const what = { ru: `в прежнем ответе нет значения ${reference}`, en: `an earlier answer lacks ${reference}` }
  const unreadable = events.findLastIndex((event) => event.type === 'exchange' && isUnreadable(event.exchange))
  if (unreadable === -1)
    return undecided('configuration', what, {
      ru: 'Проверьте, что у тестового клиента есть данные, названные в его признаках.',
      en: 'See that the test client has the data that its traits name.',
    })
  const next = {
    ru: 'Тело того ответа не читается как JSON в UTF-8. Посмотрите его в записи обмена; сценарии, которые проверяют сам ответ, покажут это как расхождение.',
    en: 'The body of that answer cannot be read as JSON in UTF-8. Look at it in the record of the exchange; the scripts that judge the answer itself show it as a departure.',
  }
  return { ...undecided('configuration', what, next), exchange: unreadable }
}

const notSent: Text = {
  ru: 'Без этого значения сценарий продолжить нельзя. Если контракт его требует, сценарии, которые проверяют сам запрос, покажут это как расхождение.',
  en: 'Without this value the script cannot go on. Where the contract requires it, the scripts that judge the request itself show it as a departure.',
}

/** A good answer whose body is something else than JSON. */
function isUnreadable({ request, outcome }: MaskedExchange): boolean {
  return (
    !request.inbound && 'response' in outcome && outcome.response.status < 300 && outcome.response.bodyKind === 'other'
  )
}

/** A scenario without a check proves nothing. */
export const nothingJudged: Observation = undecided(
  'harness',
  { ru: 'в сценарии нет ни одной проверки', en: 'the scenario has no check' },
  { ru: 'Добавьте в сценарий проверку.', en: 'Add a check to the scenario.' },
)

/** Steps that wait for the application under test. */
const appSteps = ['await', 'drive', 'prompt']

const appNext: Text = {
  ru: 'Посмотрите по журналу приложения, запущено ли оно, обращается ли к этой песочнице и что получило от неё последним, и повторите прогон.',
  en: "See in the application's log whether it runs, whether it calls this sandbox and what it got from it last, then run again.",
}

const troubleNext: Readonly<Record<'harness' | 'configuration' | 'environment' | 'platform', Text>> = {
  harness: {
    ru: 'Это ошибка сценария или Synaq, а не испытуемой стороны. Сообщите о ней.',
    en: 'This is a mistake in the scenario or in Synaq, not of the subject. Report it.',
  },
  configuration: { ru: 'Дополните файл цели и повторите прогон.', en: 'Complete the target file and run again.' },
  environment: { ru: 'Проверьте сеть и повторите прогон.', en: 'Look at the network and run again.' },
  platform: {
    ru: 'Проверьте, работает ли платформа, и повторите прогон.',
    en: 'See that the platform works and run again.',
  },
}

function undecided(cause: Cause, actual: Text, next: Text): Extract<Observation, { result: 'undecided' }> {
  return { result: 'undecided', cause, expected: { ru: 'шаг выполнен', en: 'the step carried out' }, actual, next }
}

/** A check that this version does not have, or not with these settings. */
export function unknownCheck(kind: string): Observation {
  const next = { ru: 'Обновите Synaq.', en: 'Update Synaq.' }
  return undecided('harness', { ru: `проверка «${kind}» неизвестна`, en: `the check «${kind}» is unknown` }, next)
}
