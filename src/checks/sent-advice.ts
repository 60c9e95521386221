import type { Advice } from '../model/finding.js'

/** Why a value of a request is not as it has to be, for the engineer of the application. */
export function sentAdvice(name: string, wrong: 'absent' | 'other' | 'short' | 'same' | 'format'): Advice {
  const isRandom = ['state', 'nonce', 'code_challenge', 'code_verifier'].includes(name)
  if (isRandom && (wrong === 'absent' || wrong === 'short' || wrong === 'same')) return random(name, wrong)
  switch (wrong) {
    case 'absent':
      return {
        likelyCause: {
          ru: `${name} не передаётся: его нет в настройках клиента, или он добавляется только к части запросов.`,
          en: `${name} is not sent: the settings of the client lack it, or only some of the requests get it.`,
        },
        next: {
          ru: `Добавляйте ${name} в одном месте ко всем запросам этого вида.`,
          en: `Add ${name} to all requests of this kind at one place.`,
        },
      }
    case 'same':
      return {
        likelyCause: {
          ru: `${name} создаётся один раз и хранится: при запуске, в сеансе клиента HTTP или в кэше.`,
          en: `${name} is made once and kept: at the start, in the session of the HTTP client or in a cache.`,
        },
        next: {
          ru: `Создавайте ${name} заново для каждого запроса.`,
          en: `Make a new ${name} for every request.`,
        },
      }
    default:
      return {
        likelyCause: {
          ru: `В ${name} передаётся не то, что ожидает платформа: значение другого запроса, банка или формата.`,
          en: `${name} is not what the platform expects: the value of another request, bank or format.`,
        },
        next: {
          ru: `Посмотрите по журналу приложения, откуда берётся ${name}, и передавайте его, как описывает контракт.`,
          en: `See in the application's log where ${name} comes from, and send it as the contract describes it.`,
        },
      }
  }
}

function random(name: string, wrong: 'absent' | 'short' | 'same'): Advice {
  const why = {
    absent: {
      ru: `${name} не создаётся: без него ответ платформы нельзя связать с сеансом, в котором клиент начал.`,
      en: `${name} is not made: without it an answer of the platform cannot be tied to the session in which the client began.`,
    },
    short: {
      ru: `${name} слишком короткий: его можно угадать перебором.`,
      en: `${name} is too short: it can be guessed.`,
    },
    same: {
      ru: `${name} создаётся один раз, при запуске или для сеанса, и используется снова.`,
      en: `${name} is made once, at the start or for a session, and used again.`,
    },
  }
  return {
    likelyCause: why[wrong],
    next: {
      ru: `Для каждого запроса согласия берите новые 16 и больше случайных байт в base64url (криптографический генератор) и храните их в сеансе клиента.`,
      en: `For every request for a consent take 16 or more new random bytes in base64url (a cryptographic generator), and keep them in the client's session.`,
    },
  }
}
