import { z } from 'zod'
import { isObject } from '../base/json.js'
import type { Advice, Observation } from '../model/finding.js'
import { defineCheck, factMissing, written } from './define.js'

const params = z.strictObject({
  of: written.describe('where the visit ended: what a `visit` yields'),
  error: z.string().optional().describe('the OAuth error that the redirect must carry (RFC 6749, 4.1.2.1)'),
  code: z.boolean().describe('whether the redirect may carry an authorization code'),
  otherwise: z.string().optional().describe('requirement that another error breaks, or none at all'),
})

/** `redirected: { of: "${back}", error: access_denied, code: false }` — what the platform sent back to the application. */
export const redirected = defineCheck({
  name: 'redirected',
  version: 1,
  summary: {
    ru: 'с чем платформа вернула клиента в приложение',
    en: 'what the client was sent back to the application with',
  },
  params,
  requirements: (p) => (p.otherwise === undefined ? [] : [p.otherwise]),
  observe(seen, p) {
    const back = seen.resolve(p.of)
    const query = isObject(back) && isObject(back.query) ? back.query : {}
    const error = query.error
    return {
      error: error === undefined ? 'absent' : error === p.error ? 'equal' : 'different',
      code: typeof query.code === 'string',
    }
  },
  judge(_place, _attempt, fact, p) {
    if (fact === 'absent') return [factMissing(undefined)]
    const found: Observation[] = []
    if (p.error !== undefined) {
      found.push({
        ...(fact.error === 'equal'
          ? { result: 'met' }
          : { result: 'departed', ...(p.otherwise === undefined ? {} : { requirement: p.otherwise }) }),
        expected: { ru: `error=${p.error}`, en: `error=${p.error}` },
        actual:
          fact.error === 'equal'
            ? { ru: 'так и есть', en: 'as expected' }
            : fact.error === 'absent'
              ? { ru: 'ошибки в ответе нет', en: 'no error in the redirect' }
              : { ru: 'другая ошибка', en: 'another error' },
        ...(fact.error === 'equal' ? {} : wrongError(p.error)),
      })
    }
    found.push({
      result: fact.code === p.code ? 'met' : 'departed',
      expected: p.code
        ? { ru: 'код авторизации', en: 'an authorization code' }
        : { ru: 'кода авторизации нет', en: 'no authorization code' },
      actual: fact.code ? { ru: 'код выдан', en: 'a code was given' } : { ru: 'кода нет', en: 'no code' },
      ...(fact.code === p.code ? {} : p.code ? codeMissing : codeGiven),
    })
    return found
  },
})

function wrongError(error: string): Advice {
  return {
    likelyCause: {
      ru: 'Отказ клиента не отличается от прочих исходов: приложение возвращают без ошибки или с общей ошибкой.',
      en: "The client's refusal is not told apart from other ends: the redirect carries no error, or a common one.",
    },
    next: {
      ru: `Возвращайте в приложение error=${error} и state запроса (RFC 6749, 4.1.2.1).`,
      en: `Send the application back error=${error} and the state of the request (RFC 6749, 4.1.2.1).`,
    },
  }
}

const codeGiven: Advice = {
  likelyCause: {
    ru: 'Код авторизации выдаётся до того, как клиент согласился, или независимо от его решения.',
    en: 'The authorization code is issued before the client agreed, or whatever was decided.',
  },
  next: {
    ru: 'Выдавайте код только после согласия; при отказе код не нужен вовсе.',
    en: 'Issue the code after the consent only; a refusal needs none.',
  },
}

const codeMissing: Advice = {
  likelyCause: {
    ru: 'Клиент согласился, но код не выдан: запись согласия не удалась, или redirect_uri не совпал с зарегистрированным.',
    en: 'The client agreed but no code was issued: recording the consent failed, or redirect_uri is not the registered one.',
  },
  next: {
    ru: 'Найдите это обращение в журнале сервера авторизации и посмотрите, на чём оно прервалось.',
    en: 'Find this request in the journal of the authorization server and see where it broke off.',
  },
}
