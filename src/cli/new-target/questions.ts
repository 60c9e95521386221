import type { WorkspaceFacts } from '../../control/api.js'
import type { NewCustomer, TargetAnswers } from './answers.js'
import { askForApp } from './app-questions.js'
import {
  controlQuestion,
  environmentQuestion,
  inventedQuestion,
  roleQuestion,
  silentSandbox,
  tokenQuestion,
} from './common-questions.js'
import type { Interview, Question } from './interview.js'
import { authorityFile, bankAddress, customer, oneOf, participantId, someText } from './readings.js'

/** What the questions offer. */
export interface Offers {
  /** Where `synaq sandbox` serves and writes unless told otherwise. */
  readonly control: string
  readonly tokenFile: string
  /** What the sandbox of an answer knows of; undefined where it does not answer. */
  readonly sandbox: (control: string, tokenFile: string) => Promise<WorkspaceFacts | undefined>
  /** Traits that scripts ask for. */
  readonly traits: readonly string[]
  /** Customers that options name, each as it would be typed. */
  readonly customers: readonly string[]
}

/** Asks everything that a target needs; the role first, since the rest depends on it. */
export async function askForTarget(interview: Interview, offers: Offers): Promise<TargetAnswers> {
  const role = await interview.answer(roleQuestion)
  const control = await interview.answer(controlQuestion(offers.control))
  const tokenFile = await interview.answer(tokenQuestion(offers.tokenFile))
  const facts = await offers.sandbox(control, tokenFile)
  if (!facts) interview.say(silentSandbox)
  if (role === 'user') return { role, control, tokenFile, ...(await askForApp(interview, facts)) }
  const joined = facts?.providers.filter(({ invented }) => !invented).at(-1)
  const answers = {
    role,
    control,
    tokenFile,
    participant: await interview.answer(participantQuestion(joined?.id)),
    name: await interview.answer(nameQuestion(joined?.name)),
    invented: await interview.answer(inventedQuestion),
    url: await interview.answer(urlQuestion(joined?.url)),
    ca: await interview.answer(caQuestion),
    consentCheck: offers.traits.length > 0 ? await interview.answer(consentQuestion) : undefined,
    environment: await interview.answer(environmentQuestion),
  }
  const own = offers.traits.length > 0 && (await interview.answer(customersQuestion)) === 'own'
  return { ...answers, customers: own ? await askForCustomers(interview, offers) : undefined }
}

const participantQuestion = (fallback = 'MYBK01'): Question<string> => ({
  flag: 'participant',
  ask: { ru: 'Код участника вашего банка?', en: "Your bank's participant id?" },
  why: {
    ru: 'для него выпускаются токены (aud), он стоит в Протоколе',
    en: 'tokens are made out to it (aud), and the Protocol bears it',
  },
  fallback,
  read: participantId,
})

const nameQuestion = (fallback = 'АО «Мой Банк»'): Question<string> => ({
  flag: 'name',
  ask: { ru: 'Полное название банка?', en: "The bank's full name?" },
  why: { ru: 'так оно будет напечатано в Протоколе и Акте', en: 'Protocol and Act print it so' },
  fallback,
  read: someText,
})

const urlQuestion = (fallback = 'https://127.0.0.1:9443'): Question<string> => ({
  flag: 'url',
  ask: { ru: 'Адрес испытательного сервера?', en: 'The address of the test server?' },
  why: { ru: 'по нему платформа обращается к банку', en: 'the platform calls the bank there' },
  fallback,
  read: bankAddress,
})

const caQuestion: Question<string | undefined> = {
  flag: 'ca',
  ask: {
    ru: 'Файл PEM центра, выдавшего сертификат сервера? (- если сертификат выдала песочница)',
    en: "PEM file of the authority of the server's certificate? (- where the sandbox issued it)",
  },
  why: { ru: 'без него сервер не отличить от чужого', en: 'without it the server cannot be told from a stranger' },
  fallback: '-',
  read: authorityFile,
}

const consentQuestion: Question<'bank' | 'platform'> = {
  flag: 'consent-check',
  ask: {
    ru: 'Кто проверяет согласие при каждом запросе: bank или platform?',
    en: 'Who checks the consent at every request: bank or platform?',
  },
  why: {
    ru: 'если только платформа, сценарии об отозванном и истёкшем согласии банка не касаются',
    en: 'where only the platform does, scripts about revoked and expired consents do not concern the bank',
  },
  fallback: 'bank',
  read: oneOf('bank', 'platform'),
}

const customersQuestion: Question<'own' | 'sandbox'> = {
  flag: 'customers',
  ask: {
    ru: 'Чьи клиенты: sandbox (выдуманные клиенты песочницы) или own (ваши тестовые)?',
    en: "Whose customers: sandbox (its invented clients) or own (your bank's test customers)?",
  },
  why: {
    ru: 'сценарии выбирают клиента по признакам, и у банка должны быть его счета',
    en: 'scripts choose a customer by traits, and the bank must hold his or her accounts',
  },
  fallback: 'sandbox',
  read: oneOf('sandbox', 'own'),
}

/** Those that options name; where there are none, what is typed until nothing is typed, at least one. */
async function askForCustomers(interview: Interview, { customers, traits }: Offers): Promise<NewCustomer[]> {
  const found: NewCustomer[] = []
  for (const given of customers) found.push(await interview.answer(firstCustomer(traits), given))
  if (found.length > 0) return found
  let next: NewCustomer | undefined = await interview.answer(firstCustomer(traits))
  while (next) {
    found.push(next)
    next = await interview.answer(nextCustomer(found.length + 1))
  }
  return found
}

const firstCustomer = (traits: readonly string[]): Question<NewCustomer> => ({
  flag: 'customer',
  ask: {
    ru: 'Первый клиент: ИИН, телефон и признаки через пробел?',
    en: 'The first customer: IIN, telephone and traits, with spaces between?',
  },
  why: {
    ru: `признаки, по которым выбирают сценарии: ${traits.join(', ')}`,
    en: `traits that scripts choose by: ${traits.join(', ')}`,
  },
  fallback: '',
  read: customer,
})

const nextCustomer = (number: number): Question<NewCustomer | undefined> => ({
  flag: 'customer',
  ask: { ru: `Клиент ${number}, так же?`, en: `Customer ${number}, likewise?` },
  why: { ru: 'Enter – больше нет', en: 'Enter: there is no further one' },
  fallback: '',
  read: (answer) => (answer === '' ? { value: undefined } : customer(answer)),
})
