import { dirname, relative, resolve } from 'node:path'
import { inLanguage, type Language } from '../../base/text.js'
import type { BankAnswers, NewCustomer, TargetAnswers } from './answers.js'
import { appTargetText } from './app-target-text.js'
import { comment, scalar } from './yaml-text.js'

/** The file of a target: every setting with what it is for; what is not used stands there as a comment. */
export function targetText(answers: TargetAnswers, system: string, file: string, language: Language): string {
  return answers.role === 'user'
    ? appTargetText(answers, system, file, language)
    : bankTargetText(answers, system, file, language)
}

function bankTargetText(answers: BankAnswers, system: string, file: string, language: Language): string {
  const { participant, name, invented, url, ca, consentCheck, environment, control, tokenFile, customers } = answers
  const words = inLanguage({ ru: 'ru', en: 'en' }, language) === 'en' ? english : russian
  const folder = dirname(resolve(file))
  const beside = (path: string): string => scalar(relative(folder, resolve(path)))
  return `${comment(words.head)}

${comment(words.name, '')}
name: ${scalar(`${words.testServer} ${name}`)}

system: ${system}
role: provider
${comment(words.environment, '')}
environment: ${environment}

participant:
  ${comment(words.participant, '  ')}
  id: ${participant}
  name: ${scalar(name)}
  # bin: '150540000017'
  ${comment(words.invented, '  ')}
  invented: ${invented}

${comment(words.modes)}
modes: [direct, through]

direct:
  ${comment(words.url, '  ')}
  url: ${url}
  ${comment(words.ca, '  ')}
  ${ca === undefined ? '# ca: our-authority.pem' : `ca: ${beside(ca)}`}

${comment(words.sandbox)}
sandbox:
  control: ${control}
  token: { file: ${beside(tokenFile)} }

${comment(words.acts)}
# acts: control

${consentCheck === undefined ? '' : ofClients(consentCheck, customers, words)}${comment(words.contract)}
# contract: { file: operators-openapi.yaml, overlay: overlay.yaml }
${comment(words.required)}
# required: required.yaml

${comment(words.proxy)}
# proxy: http://proxy.bank.example:3128

limits:
  ${comment(words.timeout, '  ')}
  timeoutMs: 15000
  ${comment(words.rate, '  ')}
  # rate: 5
  ${comment(words.load, '  ')}
  # load: { rate: 50, seconds: 60 }
  ${comment(words.effects, '  ')}
  # effects: [none, consent]

${comment(words.notApplicable)}
notApplicable: []
`
}

/** What there is to say of clients, their consents and the pages that they walk. */
function ofClients(
  consentCheck: string,
  customers: BankAnswers['customers'],
  words: Readonly<Record<'visits' | 'customers' | 'consentCheck', string>>,
): string {
  return `${comment(words.visits)}
# visits: forms

${comment(words.customers)}
${customers === undefined ? '# customers:\n#   - { name: first, iin: { env: FIRST_IIN }, phone: "+7…", has: [accounts] }' : `customers:\n${customers.map(customerText).join('\n')}`}

${comment(words.consentCheck)}
consentCheck: ${consentCheck}

`
}

function customerText({ iin, phone, has, representative }: NewCustomer, i: number): string {
  return [
    `  - name: customer-${i + 1}`,
    `    iin: '${iin}'`,
    `    phone: '${phone}'`,
    `    has: [${has.map(scalar).join(', ')}]`,
    ...(representative
      ? [`    representative: { iin: '${representative.iin}', phone: '${representative.phone}' }`]
      : []),
  ].join('\n')
}

const english = {
  head: 'A target: a bank and the platform that it is tested with. Written by `synaq target new`; change it as you like.\nexamples/target.yaml explains every setting. Paths are relative to this file. No secret stands in it.',
  testServer: 'Test server of',
  name: 'How the run is named in the Protocol.',
  environment: 'test or live.',
  participant: 'As you joined with `synaq provider`.',
  invented: 'Documents about an invented bank are marked «Образец».',
  modes:
    'direct: we are the platform and call you. through: we are an application and call you by way of the platform.',
  url: 'Where your server listens for the platform.',
  ca: "The authority of your server's certificate; without it, the sandbox's.",
  sandbox: 'The platform: a running `synaq sandbox`. A real one: see «platform» in examples/target.yaml.',
  acts: 'How consents are revoked and aged: control, by-hand, none or { command: […] }.',
  visits: 'How a client walks the consent pages: forms, { by-hand: http://127.0.0.1:8765 } or { browser: steps.yaml }.',
  customers:
    "Your test customers by trait; without «customers», the sandbox's invented clients. An IIN may stand elsewhere: { env: … }.",
  consentCheck:
    'bank: you ask the platform about the consent before you answer. platform: you rely on it; the scripts about revoked\nand expired consents are then printed as not applicable.',
  contract: "The operator's OpenAPI file, and what it names otherwise than our reference contract: docs/contract.md.",
  required: "The operator's list of scenarios that an Act rests on.",
  proxy: 'An HTTP proxy between this machine and the servers.',
  timeout: 'How long an answer is waited for, in milliseconds.',
  rate: 'Requests per second at most.',
  load: 'The load that the load script may send, where «effects» has load too.',
  effects: 'What scripts may do at your server beyond reading: none, consent, load, hostile.',
  notApplicable: 'Scripts about what you do not have: - { scenario: <id>, why: <printed in the Protocol> }',
} as const

const russian: Readonly<Record<keyof typeof english, string>> = {
  head: 'Цель: банк и платформа, с которой он испытывается. Файл написан командой `synaq target new`, его можно править.\nКаждая настройка объяснена в examples/target.yaml. Пути считаются от этого файла. Секретов в нём нет.',
  testServer: 'Испытательный сервер',
  name: 'Как прогон называется в Протоколе.',
  environment: 'test (испытательная) или live (промышленная).',
  participant: 'Как при `synaq provider`.',
  invented: 'Документы о выдуманном банке помечаются «Образец».',
  modes: 'direct: мы – платформа и обращаемся к вам сами. through: мы – приложение и обращаемся через платформу.',
  url: 'Где ваш сервер ждёт платформу.',
  ca: 'Центр, выдавший сертификат вашего сервера; без него – центр песочницы.',
  sandbox: 'Платформа: запущенная `synaq sandbox`. Настоящая: см. «platform» в examples/target.yaml.',
  acts: 'Как отзываются и стареют согласия: control, by-hand, none или { command: […] }.',
  visits:
    'Как клиент проходит страницы согласия: forms, { by-hand: http://127.0.0.1:8765 } или { browser: steps.yaml }.',
  customers:
    'Ваши тестовые клиенты по признакам; без «customers» – выдуманные клиенты песочницы. ИИН может лежать и отдельно: { env: … }.',
  consentCheck:
    'bank: вы спрашиваете платформу о согласии перед ответом. platform: полагаетесь на неё; сценарии об отозванном\nи истёкшем согласии печатаются тогда как неприменимые.',
  contract: 'Файл OpenAPI оператора и то, что он называет иначе, чем наш справочный контракт: docs/contract.md.',
  required: 'Список сценариев, на которых оператор строит Акт.',
  proxy: 'Прокси HTTP между этой машиной и серверами.',
  timeout: 'Сколько ждать ответа, в миллисекундах.',
  rate: 'Сколько запросов в секунду самое большее.',
  load: 'Какую нагрузку может дать нагрузочный сценарий, если в «effects» есть load.',
  effects: 'Что сценариям можно делать, кроме чтения: none, consent, load, hostile.',
  notApplicable: 'Сценарии о том, чего у вас нет: - { scenario: <код>, why: <печатается в Протоколе> }',
}
