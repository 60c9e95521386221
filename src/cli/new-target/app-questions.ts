import type { WorkspaceFacts } from '../../control/api.js'
import type { AppAnswers, NewDrive } from './answers.js'
import { environmentQuestion, inventedQuestion } from './common-questions.js'
import type { Interview, Question } from './interview.js'
import { authorityFile, commandLine, oneOf, participantId, someText, variableName, webhookAddress } from './readings.js'

/** Asks what a target of an application needs. `facts` are the sandbox's, where it answers. */
export async function askForApp(
  interview: Interview,
  facts: WorkspaceFacts | undefined,
): Promise<Omit<AppAnswers, 'role' | 'control' | 'tokenFile'>> {
  const joined = facts?.joined.at(-1)
  const participant = await interview.answer(participantQuestion(joined?.participant))
  const name = await interview.answer(nameQuestion(joined?.name))
  const invented = await interview.answer(inventedQuestion)
  const drive = await askForDrive(interview)
  return {
    ...{ participant, name, invented, drive },
    // A person's own browser knows whom to trust.
    ca: drive.kind === 'by-hand' ? undefined : await interview.answer(caQuestion),
    environment: await interview.answer(environmentQuestion),
  }
}

async function askForDrive(interview: Interview): Promise<NewDrive> {
  const kind = await interview.answer(driveQuestion)
  switch (kind) {
    case 'by-hand':
      return { kind }
    case 'command':
      return { kind, command: await interview.answer(commandQuestion) }
    case 'webhook':
      return {
        kind,
        url: await interview.answer(webhookQuestion),
        tokenVariable: await interview.answer(driveTokenQuestion),
      }
  }
}

const participantQuestion = (fallback = 'MYAP01'): Question<string> => ({
  flag: 'participant',
  ask: { ru: 'Код участника, чьё это приложение?', en: "The participant id of the app's owner?" },
  why: {
    ru: 'с ним приложение присоединилось к песочнице (synaq application), он стоит в Протоколе',
    en: 'the app joined the sandbox under it (synaq application), and the Protocol bears it',
  },
  fallback,
  read: participantId,
})

const nameQuestion = (fallback = 'ТОО «Моё Приложение»'): Question<string> => ({
  flag: 'name',
  ask: { ru: 'Полное название участника?', en: "The participant's full name?" },
  why: { ru: 'так оно будет напечатано в Протоколе и Акте', en: 'Protocol and Act print it so' },
  fallback,
  read: someText,
})

const driveQuestion: Question<NewDrive['kind']> = {
  flag: 'drive',
  ask: {
    ru: 'Кто управляет приложением: by-hand (человек), webhook или command (программа)?',
    en: 'Who drives the app: by-hand (a person), webhook or command (a program)?',
  },
  why: {
    ru: 'сценарии просят его подключить счета и показать их, открыть первый экран, показать открытые данные',
    en: 'scripts ask it to link accounts and show them, to open its first screen, to show open data',
  },
  fallback: 'by-hand',
  read: oneOf('by-hand', 'webhook', 'command'),
}

const webhookQuestion: Question<string> = {
  flag: 'webhook',
  ask: { ru: 'Адрес вебхука?', en: 'The address of the webhook?' },
  why: {
    ru: 'туда приходят поручения (POST, JSON); на нём отвечает только испытательная сборка',
    en: 'errands go there (POST, JSON); only a test build answers at it',
  },
  fallback: 'https://127.0.0.1:9444/drive',
  read: webhookAddress,
}

const driveTokenQuestion: Question<string | undefined> = {
  flag: 'drive-token',
  ask: {
    ru: 'Переменная окружения с токеном вебхука? (- если токена нет)',
    en: "The environment variable with the webhook's token? (- where it asks for none)",
  },
  why: { ru: 'сам токен в файл цели не попадает', en: 'the token itself never stands in the target' },
  fallback: 'DRIVE_TOKEN',
  read: variableName,
}

const commandQuestion: Question<readonly string[]> = {
  flag: 'drive-command',
  ask: { ru: 'Какая программа, с аргументами через пробел?', en: 'Which program, with its arguments?' },
  why: {
    ru: 'она запускается для каждого поручения без оболочки: JSON на входе, JSON на выходе',
    en: 'it is started for each errand, without a shell: JSON in, JSON out',
  },
  fallback: 'node drive.js',
  read: commandLine,
}

const caQuestion: Question<string | undefined> = {
  flag: 'ca',
  ask: {
    ru: 'Файл PEM центра, выдавшего сертификат страниц приложения? (- если его выдала песочница)',
    en: "PEM file of the authority of the certificate of the app's pages? (- where the sandbox issued it)",
  },
  why: {
    ru: 'на эти страницы приходит клиент; тем же центром проверяется вебхук',
    en: 'clients are sent to these pages; the webhook is trusted by it too',
  },
  fallback: '-',
  read: authorityFile,
}
