import type { Text } from '../../base/text.js'

/** Why a certificate is not trusted. `subject` is the certificate that it lies at, in one line. */
export interface ChainTrouble {
  readonly code: keyof typeof texts
  readonly subject: string
  readonly text: Text
}

export type ChainAnswer = 'trusted' | ChainTrouble

const texts = {
  'no-path': {
    ru: 'от сертификата нет пути к доверенному центру',
    kk: 'сертификаттан сенімді орталыққа апаратын жол жоқ',
    en: 'no way leads from the certificate to a trusted authority',
  },
  'not-yet-valid': {
    ru: 'тогда сертификат ещё не действовал',
    kk: 'ол кезде сертификат әлі күшіне енбеген',
    en: 'the certificate was not valid yet at that time',
  },
  expired: {
    ru: 'тогда срок действия сертификата уже истёк',
    kk: 'ол кезде сертификаттың мерзімі өтіп кеткен',
    en: 'the certificate had expired by that time',
  },
  'not-an-authority': {
    ru: 'сертификат не может выдавать другие сертификаты',
    kk: 'сертификат басқа сертификаттарды бере алмайды',
    en: 'the certificate may not issue others',
  },
  'path-too-long': {
    ru: 'цепочка длиннее, чем разрешает её центр сертификации',
    kk: 'тізбек куәландырушы орталық рұқсат еткеннен ұзын',
    en: 'the path is longer than its authority allows',
  },
  'wrong-use': {
    ru: 'сертификат выдан не для подписи',
    kk: 'сертификат қол қоюға арналмаған',
    en: 'the certificate is not for signatures',
  },
  'unknown-condition': {
    ru: 'в сертификате есть обязательное условие, которое здесь проверить нельзя',
    kk: 'сертификатта мұнда тексеруге болмайтын міндетті шарт бар',
    en: 'the certificate has a critical condition that cannot be checked here',
  },
  revoked: { ru: 'сертификат отозван', kk: 'сертификат кері қайтарылған', en: 'the certificate was revoked' },
  'list-outdated': {
    ru: 'список отозванных сертификатов старше подписи',
    kk: 'кері қайтарылған сертификаттар тізімі қолтаңбадан ескі',
    en: 'the list of revoked certificates is older than the signature',
  },
  'list-unusable': {
    ru: 'список отозванных сертификатов повреждён, подписан не тем центром или неизвестного вида',
    kk: 'кері қайтарылған сертификаттар тізімі бүлінген, басқа орталық қол қойған немесе түрі белгісіз',
    en: 'the list of revoked certificates is damaged, not signed by the authority, or of an unknown kind',
  },
} as const satisfies Record<string, Text>

/** What is wrong, and with which certificate. */
export function chainTrouble(code: keyof typeof texts, subject: string): ChainTrouble {
  const { ru, kk, en } = texts[code]
  return { code, subject, text: { ru: `${ru}: ${subject}`, kk: `${kk}: ${subject}`, en: `${en}: ${subject}` } }
}
