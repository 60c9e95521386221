import type { Question } from './interview.js'
import { controlAddress, oneOf, readableFile, yesOrNo } from './readings.js'

/** What is asked whoever is under test. */

export const roleQuestion: Question<'provider' | 'user'> = {
  flag: 'role',
  ask: {
    ru: 'Что испытывается: provider (сервер банка) или user (приложение)?',
    en: "What is under test: provider (a bank's server) or user (an app)?",
  },
  why: {
    ru: 'к банку обращаемся мы, приложение обращается к песочнице само',
    en: 'a bank is called by us, an app calls the sandbox by itself',
  },
  fallback: 'provider',
  read: oneOf('provider', 'user'),
}

export const silentSandbox = {
  ru: '\nПесочница по этому адресу не отвечает. Файл будет написан; перед synaq plan запустите песочницу.',
  en: '\nNo sandbox answers there. The file will be written; start the sandbox before synaq plan.',
}

export const controlQuestion = (fallback: string): Question<string> => ({
  flag: 'control',
  ask: { ru: 'Адрес управления песочницей?', en: "The sandbox's control API?" },
  why: {
    ru: 'через неё выдаются и отзываются согласия; её печатает synaq sandbox',
    en: 'consents are granted and revoked by it; synaq sandbox prints it',
  },
  fallback,
  read: controlAddress,
})

export const tokenQuestion = (fallback: string): Question<string> => ({
  flag: 'token-file',
  ask: { ru: 'Файл с токеном управления?', en: 'The file with its token?' },
  why: {
    ru: 'в файл цели пишется только его имя, сам токен туда не попадает',
    en: 'only its name is written into the target, never the token',
  },
  fallback,
  read: readableFile,
})

export const inventedQuestion: Question<boolean> = {
  flag: 'invented',
  ask: { ru: 'Это учебный, выдуманный участник?', en: 'Is it an invented participant, for trying out?' },
  why: { ru: 'документы о нём помечаются словом «Образец»', en: 'documents about it are marked «Образец», a specimen' },
  fallback: 'no',
  read: yesOrNo,
}

export const environmentQuestion: Question<'test' | 'live'> = {
  flag: 'environment',
  ask: { ru: 'Среда: test или live?', en: 'Environment: test or live?' },
  why: {
    ru: 'в промышленной среде без особого разрешения только читаем и даём согласия',
    en: 'in a live one nothing is done but reading and giving consents, unless allowed',
  },
  fallback: 'test',
  read: oneOf('test', 'live'),
}
