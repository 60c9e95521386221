import type { Text } from '../../base/text.js'
import type { EvidenceEvent } from '../../model/evidence.js'
import type { Advice, Finding } from '../../model/finding.js'
import { isServedInstead, type Departed, type Result, type Undecided } from '../results.js'
import { refusalAdvice, unservedAdvice } from './answers.js'
import { inboundAdvice, undecidedOfApplication, valueNotSent } from './inbound.js'
import { requestFault, stepsOf } from './request-fault.js'
import { credentialNotKnown, failureCause, undecidedCauses, valueLacking } from './undecided.js'

type ExchangeEvent = Extract<EvidenceEvent, { type: 'exchange' }>

/** Checks that see a status only: plan and evidence know more of why it came. */
const seeStatusOnly = ['refused', 'status', 'discloses-nothing-of']

/**
 * The likely cause and the next step of a finding that was not met: what the check knows of it, else what plan and
 * evidence tell. There always are both.
 */
export function advised(result: Result, finding: Departed | Undecided): Advice {
  const event = exchangeOf(result, finding)
  if (finding.result === 'undecided') return { likelyCause: undecidedCause(result, finding, event), next: finding.next }
  if (event?.exchange.request.inbound) return completed(finding, inboundAdvice(event))
  const derived = event === undefined ? unexchanged : departedAdvice(result, finding, event)
  if (seeStatusOnly.includes(finding.check) || isServedInstead(result, finding)) return derived
  return completed(finding, derived)
}

/** What the check knows, and the rest from elsewhere. */
function completed({ likelyCause, next }: Departed, derived: Advice): Advice {
  return { likelyCause: likelyCause ?? derived.likelyCause, next: next ?? derived.next }
}

function exchangeOf({ attempt }: Result, { exchange }: Finding): ExchangeEvent | undefined {
  const event = exchange === undefined ? undefined : attempt?.events[exchange]
  return event?.type === 'exchange' ? event : undefined
}

function departedAdvice(result: Result, finding: Departed, event: ExchangeEvent): Advice {
  const { outcome } = event.exchange
  if ('failure' in outcome) return { likelyCause: failureCause(outcome.failure), next: unexchanged.next }
  const { status } = outcome.response
  if (finding.check === 'refused') return refusalAdvice(status, requestFault(result, event), finding.expected)
  if (finding.check === 'status') return unservedAdvice(status)
  if (finding.check === 'discloses-nothing-of') {
    if (status >= 300) return disclosedInError
    return isGoodRequest(result, finding) ? tooMuch : refusalAdvice(status, requestFault(result, event), refusal)
  }
  if (isServedInstead(result, finding)) return refusalAdvice(status, requestFault(result, event), refusal)
  return status < 400 ? unexpectedAnswer : unservedAdvice(status)
}

/** The step expects to be served: what its answer holds too much is no matter of a check that let it pass. */
function isGoodRequest({ item }: Result, { place }: Finding): boolean {
  const step = item.planned ? stepsOf(item.steps).find(({ path }) => path === place.step) : undefined
  return step?.type === 'step' && step.checks.some(({ kind, params }) => kind === 'status' && Number(params) < 300)
}

const refusal: Text = { ru: 'отказ', en: 'a refusal' }

const disclosedInError: Advice = {
  likelyCause: {
    ru: 'Текст отказа составлен из данных найденной записи или из сообщения исключения, куда они попали.',
    en: 'The text of the refusal was made of the record that was found, or of an exception that held its data.',
  },
  next: {
    ru: 'Отвечайте заранее заданными текстами ошибок, без значений из записи; подробности пишите в журнал.',
    en: 'Answer with fixed texts of errors, without values of the record; write the details into the journal.',
  },
}

const tooMuch: Advice = {
  likelyCause: {
    ru: 'В ответ на верный запрос попали записи другого клиента: выборка не ограничена клиентом из токена, или ответ взят из общего кэша.',
    en: "The answer to a good request holds records of another client: what is read is not limited to the token's client, or the answer comes from a cache that all share.",
  },
  next: {
    ru: 'Добавьте клиента из токена в условие каждой выборки и в ключ каждого кэша.',
    en: "Put the token's client into the condition of every query and into the key of every cache.",
  },
}

const unexpectedAnswer: Advice = {
  likelyCause: {
    ru: 'Запрос обработан, но ответ составлен не так, как требует названный пункт.',
    en: 'The request was served, but the answer is not made as the clause demands.',
  },
  next: {
    ru: 'Сравните ответ в этом обмене с текстом пункта; повторить запрос можно командой curl из отчёта.',
    en: 'Compare the answer of this exchange with the clause; the curl command of the report makes the request again.',
  },
}

const unexchanged: Advice = {
  likelyCause: {
    ru: 'На этом шаге получено не то, что требует названный пункт.',
    en: 'What this step got is not what the clause demands.',
  },
  next: {
    ru: 'Откройте ход сценария: перед этим шагом видно, что отправлено и что пришло.',
    en: 'Open the steps of the script: those before this one show what was sent and what came.',
  },
}

function undecidedCause({ attempt }: Result, finding: Undecided, event: ExchangeEvent | undefined): Text {
  const { step } = finding.place
  const unresolved = attempt?.events.find((each) => each.type === 'unresolved' && each.step === step)
  if (unresolved?.type === 'unresolved') return valueNotSent(unresolved.reference) ?? valueLacking
  const ofApplication = undecidedOfApplication(finding, attempt?.events ?? [], event)
  if (ofApplication) return ofApplication
  if (event === undefined) return undecidedCauses[finding.cause]
  const { outcome } = event.exchange
  if ('failure' in outcome) return failureCause(outcome.failure)
  const { status } = outcome.response
  if (finding.cause === 'configuration' && (status === 401 || status === 403)) return credentialNotKnown
  if (finding.cause !== 'harness' && status >= 500) return unservedAdvice(status).likelyCause
  return undecidedCauses[finding.cause]
}
