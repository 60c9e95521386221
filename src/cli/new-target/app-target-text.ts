import { dirname, relative, resolve } from 'node:path'
import { inLanguage, type Language } from '../../base/text.js'
import type { AppAnswers, NewDrive } from './answers.js'
import { comment, scalar } from './yaml-text.js'

/** The target file of an application under test, as targetText writes a bank's. */
export function appTargetText(answers: AppAnswers, system: string, file: string, language: Language): string {
  const { participant, name, invented, drive, ca, environment, control, tokenFile } = answers
  const words = inLanguage({ ru: 'ru', en: 'en' }, language) === 'en' ? english : russian
  const folder = dirname(resolve(file))
  const beside = (path: string): string => scalar(relative(folder, resolve(path)))
  return `${comment(words.head)}

${comment(words.name)}
name: ${scalar(`${words.testBuild} ${name}`)}

system: ${system}
role: user
${comment(words.environment)}
environment: ${environment}

participant:
  ${comment(words.participant, '  ')}
  id: ${participant}
  name: ${scalar(name)}
  # bin: '150540000017'
  ${comment(words.invented, '  ')}
  invented: ${invented}

app:
  ${comment(words.drive, '  ')}
${driveText(drive, ca === undefined ? undefined : beside(ca))}
  ${comment(words.ca, '  ')}
  ${ca === undefined ? '# ca: our-authority.pem' : `ca: ${beside(ca)}`}
  ${comment(words.await, '  ')}
  # awaitMs: ${drive.kind === 'by-hand' ? 300_000 : 10_000}

${comment(words.sandbox)}
sandbox:
  control: ${control}
  token: { file: ${beside(tokenFile)} }

${comment(words.acts)}
# acts: control

${comment(words.visits)}
# visits: forms

${comment(words.required)}
# required: required.yaml

limits:
  ${comment(words.timeout, '  ')}
  timeoutMs: 15000
  ${comment(words.effects, '  ')}
  # effects: [none, consent]

${comment(words.notApplicable)}
notApplicable: []
`
}

/** In a list between brackets, where a comma would part it. */
const word = (text: string): string => (/^[\w./-]+$/.test(text) ? scalar(text) : JSON.stringify(text))

function driveText(drive: NewDrive, ca: string | undefined): string {
  switch (drive.kind) {
    case 'by-hand':
      return '  drive: by-hand'
    case 'command':
      return `  drive: { command: [${drive.command.map(word).join(', ')}] }`
    case 'webhook':
      return [
        '  drive:',
        `    webhook: ${scalar(drive.url)}`,
        drive.tokenVariable === undefined
          ? '    # token: { env: DRIVE_TOKEN }'
          : `    token: { env: ${drive.tokenVariable} }`,
        ...(ca === undefined ? [] : [`    ca: ${ca}`]),
      ].join('\n')
  }
}

const english = {
  head: 'A target: an app and the sandbox that it is tested with. Written by `synaq target new`; change it as you like.\nexamples/app-target.yaml explains every setting. Paths are relative to this file. No secret stands in it.',
  testBuild: 'Test build of the app of',
  name: 'How the run is named in the Protocol.',
  environment: 'test or live.',
  participant: 'As you joined with `synaq application`.',
  invented: 'Documents about an invented participant are marked «Образец».',
  drive: 'How the app is made to act: by-hand, { webhook: https://…, token: { env: … } } or { command: […] }.',
  ca: "The authority of the app's own pages; without it, the sandbox's.",
  await: 'How long a request of the app is waited for, in milliseconds.',
  sandbox: 'The platform: a running `synaq sandbox`.',
  acts: 'How consents are revoked and aged: control, by-hand, none or { command: […] }.',
  visits:
    'How a client walks the pages where a webhook or a command answers with an address: forms,\n{ by-hand: http://127.0.0.1:8765 } or { browser: steps.yaml }.',
  required: "The operator's list of scenarios that an Act rests on.",
  timeout: 'How long an answer of the platform is waited for, in milliseconds.',
  effects: 'What scripts may do beyond reading: none, consent, hostile.',
  notApplicable: 'Scripts about what you do not have: - { scenario: <id>, why: <printed in the Protocol> }',
} as const

const russian: Readonly<Record<keyof typeof english, string>> = {
  head: 'Цель: приложение и песочница, с которой оно испытывается. Файл написан командой `synaq target new`, его можно править.\nКаждая настройка объяснена в examples/app-target.yaml. Пути считаются от этого файла. Секретов в нём нет.',
  testBuild: 'Испытательная сборка приложения',
  name: 'Как прогон называется в Протоколе.',
  environment: 'test (испытательная) или live (промышленная).',
  participant: 'Как при `synaq application`.',
  invented: 'Документы о выдуманном участнике помечаются «Образец».',
  drive:
    'Кто управляет приложением: by-hand (человек), { webhook: https://…, token: { env: … } } или { command: […] }.',
  ca: 'Центр, выдавший сертификат страниц приложения; без него – центр песочницы.',
  await: 'Сколько ждать запроса приложения, в миллисекундах.',
  sandbox: 'Платформа: запущенная `synaq sandbox`.',
  acts: 'Как отзываются и стареют согласия: control, by-hand, none или { command: […] }.',
  visits:
    'Как клиент проходит страницы, если вебхук или программа отвечает адресом: forms,\n{ by-hand: http://127.0.0.1:8765 } или { browser: steps.yaml }.',
  required: 'Список сценариев, на которых оператор строит Акт.',
  timeout: 'Сколько ждать ответа платформы, в миллисекундах.',
  effects: 'Что сценариям можно делать, кроме чтения: none, consent, hostile.',
  notApplicable: 'Сценарии о том, чего у вас нет: - { scenario: <код>, why: <печатается в Протоколе> }',
}
