import type { Language } from '../../base/text.js'
import type { Actor } from '../../store/journal-rows.js'

/** What the page of the journal says. */
export interface JournalWords {
  readonly title: string
  readonly at: string
  readonly who: string
  readonly did: string
  readonly object: string
  readonly participant: string
  readonly details: string
  readonly api: string
  readonly show: string
  readonly older: string
  readonly none: string
  readonly back: string
  readonly nobody: string
  readonly roles: Readonly<Record<Actor['role'], string>>
  /** By the word that the journal keeps; one that is not here is shown as it is. */
  readonly deeds: Readonly<Record<string, string>>
}

export const journalWords: Readonly<Record<Language, JournalWords>> = {
  ru: {
    title: 'Журнал действий',
    at: 'Время',
    who: 'Кто',
    did: 'Что сделано',
    object: 'С чем',
    participant: 'Участник',
    details: 'Подробности',
    api: 'API',
    show: 'Показать',
    older: 'Более ранние',
    none: 'Таких записей нет.',
    back: 'Ко всем API',
    nobody: 'без токена',
    roles: {
      operator: 'оператор',
      participant: 'участник',
      auditor: 'аудитор',
      system: 'программа',
      nobody: '',
    },
    deeds: {
      'sign-in': 'вход',
      'sign-in.refused': 'вход не удался',
      'sign-out': 'выход',
      refused: 'отказано: нет права',
      'token.new': 'выдан токен',
      'token.revoke': 'отозван токен',
      'round.open': 'раунд по требованию',
      'api.publish': 'опубликован',
      'api.unpublish': 'снят с публикации',
      'api.limit': 'ограничен',
      'api.republish': 'возвращён на публикацию',
      'decision.propose': 'предложено решение',
      'decision.confirm': 'решение подтверждено',
      'decision.reject': 'решение отклонено',
      'order.send-again': 'платформе отправлено ещё раз',
      'trial.plant': 'банк песочницы испорчен или исправлен',
    },
  },
  kk: {
    title: 'Әрекеттер журналы',
    at: 'Уақыты',
    who: 'Кім',
    did: 'Не істелді',
    object: 'Неге қатысты',
    participant: 'Қатысушы',
    details: 'Толығырақ',
    api: 'API',
    show: 'Көрсету',
    older: 'Бұдан бұрынғылар',
    none: 'Мұндай жазба жоқ.',
    back: 'Барлық API тізіміне',
    nobody: 'токенсіз',
    roles: {
      operator: 'оператор',
      participant: 'қатысушы',
      auditor: 'аудитор',
      system: 'бағдарлама',
      nobody: '',
    },
    deeds: {
      'sign-in': 'кіру',
      'sign-in.refused': 'кіру сәтсіз аяқталды',
      'sign-out': 'шығу',
      refused: 'бас тартылды: құқығы жоқ',
      'token.new': 'токен берілді',
      'token.revoke': 'токен қайтарып алынды',
      'round.open': 'сұрау бойынша тексеру кезеңі',
      'api.publish': 'жарияланды',
      'api.unpublish': 'жариялаудан алынды',
      'api.limit': 'шектелді',
      'api.republish': 'жариялауға қайтарылды',
      'decision.propose': 'шешім ұсынылды',
      'decision.confirm': 'шешім расталды',
      'decision.reject': 'шешім қабылданбады',
      'order.send-again': 'платформаға қайта жіберілді',
      'trial.plant': 'құмсалғыш банкі бұзылды немесе түзетілді',
    },
  },
  en: {
    title: 'Journal',
    at: 'Time',
    who: 'Who',
    did: 'What was done',
    object: 'To what',
    participant: 'Participant',
    details: 'Details',
    api: 'API',
    show: 'Show',
    older: 'Older',
    none: 'There are no such lines.',
    back: 'To all APIs',
    nobody: 'without a token',
    roles: { operator: 'operator', participant: 'participant', auditor: 'auditor', system: 'program', nobody: '' },
    deeds: {
      'sign-in': 'signed in',
      'sign-in.refused': 'sign-in refused',
      'sign-out': 'signed out',
      refused: 'refused: not allowed',
      'token.new': 'token issued',
      'token.revoke': 'token revoked',
      'round.open': 'round asked for',
      'api.publish': 'published',
      'api.unpublish': 'unpublished',
      'api.limit': 'limited',
      'api.republish': 'republished',
      'decision.propose': 'decision proposed',
      'decision.confirm': 'decision confirmed',
      'decision.reject': 'decision rejected',
      'order.send-again': 'sent to the platform again',
      'trial.plant': 'bank of the sandbox spoiled or mended',
    },
  },
}
