import { joinTexts, type Text } from '../../base/text.js'
import type { Advice } from '../../model/finding.js'
import { servedAdvice } from './served.js'
import type { RequestFault } from './request-fault.js'

/** What came to a request that had to be refused: served, failed over, redirected, or refused otherwise. */
export function refusalAdvice(status: number, fault: RequestFault, expected: Text): Advice {
  if (status < 300) return servedAdvice(fault, expected)
  if (status < 400) return redirectAdvice
  return status < 500 ? otherRefusal(status, expected) : failureAdvice(status, fault)
}

/** What came to a request that had to be served. */
export function unservedAdvice(status: number): Advice {
  if (status < 300) return otherSuccess(status)
  if (status < 400) return redirectAdvice
  if (status >= 500) return failureAdvice(status, { kind: 'unknown' })
  return refusals[status] ?? refusals[400] ?? redirectAdvice
}

const redirectAdvice: Advice = {
  likelyCause: {
    ru: 'Вместо ответа API пришло перенаправление: запрос попал на страницу входа, на другой адрес (http вместо https, косая черта в конце) или на портал.',
    en: 'A redirect came instead of an answer of the API: the request met a sign-in page, another address (http for https, a trailing slash) or a portal.',
  },
  next: {
    ru: 'Посмотрите, какой слой перенаправляет, и выведите пути API из-под него; проверьте адрес в файле цели.',
    en: 'See which layer redirects and take the paths of the API out of it; look at the address in the target file.',
  },
}

function otherSuccess(status: number): Advice {
  return {
    likelyCause: {
      ru: `Запрос обработан, но код ${status} не тот: его ставит фреймворк по умолчанию, или пустой ответ отдаётся вместо пустого списка.`,
      en: `The request was served, yet ${status} is another status: the framework's default, or an empty answer for an empty list.`,
    },
    next: {
      ru: 'Задайте код ответа явно, как в контракте.',
      en: 'Set the status explicitly, as the contract has it.',
    },
  }
}

function otherRefusal(status: number, expected: Text): Advice {
  return {
    likelyCause: {
      ru: `Отказ есть, но с другим кодом: раньше сработала другая проверка, или все отказы отвечают одним кодом ${status}.`,
      en: `There is a refusal, yet with another status: another check came first, or all refusals answer ${status}.`,
    },
    next: joinTexts(
      [
        { ru: 'По коду вызывающий решает, что делать дальше. Ожидается', en: 'The caller decides by it. Expected:' },
        expected,
      ],
      ' ',
    ),
  }
}

function failureAdvice(status: number, fault: RequestFault): Advice {
  if (status === 502 || status === 503 || status === 504) return gatewayFailure(status)
  const values = fault.kind === 'arguments' ? fault.differing.join(', ') : undefined
  return {
    likelyCause:
      values !== undefined
        ? {
            ru: `Значение (${values}) дошло до кода, который его не ждал, – до разбора, запроса к базе или пути к файлу – и вызвало необработанное исключение.`,
            en: `The value (${values}) came to code that did not expect it, a parser, a query or a path, and threw what nobody caught.`,
          }
        : fault.kind === 'not-a-token' || fault.kind === 'tampered' || fault.kind === 'minted'
          ? {
              ru: `Разбор или проверка токена бросает исключение, которое никто не ловит, и оно уходит наружу как ${status}.`,
              en: `Parsing or verifying the token throws what nobody catches, and it leaves as ${status}.`,
            }
          : fault.kind === 'unknown-object'
            ? {
                ru: `«Не найдено» не обработано: код дальше работает с пустым значением и падает.`,
                en: '«Not found» is not handled: the code goes on with an empty value and fails.',
              }
            : {
                ru: `Необработанное исключение на сервере; ответ ${status} дал общий обработчик.`,
                en: `An exception that nobody caught; the common handler answered ${status}.`,
              },
    next: {
      ru: 'Найдите исключение в журнале по идентификатору запроса. Ошибку клиента обнаруживайте до работы с данными и отвечайте 4xx с телом ошибки; 5xx – только для сбоев самого сервера.',
      en: "Find the exception in the journal by the request id. Discover a client's error before any work on data and answer 4xx with an error body; 5xx is for failures of the server itself.",
    },
  }
}

function gatewayFailure(status: number): Advice {
  return {
    likelyCause: {
      ru: `Код ${status} обычно ставит прокси или балансировщик: сервер за ним недоступен, перегружен или не ответил вовремя.`,
      en: `${status} usually comes from a proxy or balancer: the server behind it is down, overloaded or too late.`,
    },
    next: {
      ru: 'Посмотрите состояние серверов за балансировщиком и его журнал на это время.',
      en: "Look at the servers behind the balancer, and at the balancer's journal of that moment.",
    },
  }
}

const refusals: Readonly<Record<number, Advice>> = {
  400: {
    likelyCause: {
      ru: 'Сервер счёл запрос неверным: проверка параметров или заголовков строже контракта, или контракт на сервере другой версии.',
      en: 'The server holds the request to be malformed: it validates more strictly than the contract, or has another version of it.',
    },
    next: {
      ru: 'Прочтите тело ответа: в нём сказано, что не понравилось. Сверьте версию контракта.',
      en: 'Read the body of the answer: it says what was not liked. Compare the versions of the contract.',
    },
  },
  401: {
    likelyCause: {
      ru: 'Верный токен отвергнут: не тот издатель или получатель в настройках, устарел кэш ключей (JWKS), спешат или отстают часы, не сошлась привязка к сертификату.',
      en: 'A good token was refused: another issuer or audience in the settings, stale keys (JWKS), a clock that is off, or a binding that does not match.',
    },
    next: {
      ru: 'Сравните поля токена с настройками сервера; причина обычно стоит в WWW-Authenticate или в журнале сервера рядом с этим запросом.',
      en: 'Compare the claims with the settings of the server; WWW-Authenticate or the journal beside this request usually tells the reason.',
    },
  },
  403: {
    likelyCause: {
      ru: 'Право есть, но сервер его не видит: scope читается не из того поля, согласие найдено не по тому идентификатору или ещё не дошло до сервера.',
      en: 'The right is there but the server does not see it: scope is read from another claim, the consent is looked up by another id, or has not come to the server yet.',
    },
    next: {
      ru: 'Посмотрите, какая проверка отказала (токен, scope, согласие, участник), и какие значения она сравнила.',
      en: 'See which check refused (token, scope, consent, participant) and which values it compared.',
    },
  },
  404: {
    likelyCause: {
      ru: 'Адрес операции другой (префикс, версия пути), либо у этого клиента нет такого объекта.',
      en: 'The operation has another address (prefix, version of the path), or this client has no such object.',
    },
    next: {
      ru: 'Сверьте путь запроса с адресами сервера и с базовым адресом в файле цели; проверьте данные тестового клиента.',
      en: "Compare the path with the server's routes and with the address in the target file; look at the test client's data.",
    },
  },
  405: {
    likelyCause: {
      ru: 'Путь известен, но метод на нём не разрешён: маршрут объявлен для другого метода, или метод режет прокси.',
      en: 'The path is known, the method is not allowed on it: the route is declared for another, or a proxy blocks it.',
    },
    next: { ru: 'Сверьте метод с контрактом и правилами прокси.', en: 'Compare the method with contract and proxy.' },
  },
  406: {
    likelyCause: {
      ru: 'Сервер не готов отдать тип, который назван в Accept.',
      en: 'The server does not give the type that Accept names.',
    },
    next: {
      ru: 'Отдавайте application/json, когда он допустим для вызывающего.',
      en: 'Give application/json where the caller accepts it.',
    },
  },
  429: {
    likelyCause: {
      ru: 'Сработало ограничение частоты запросов.',
      en: 'A limit of the rate was reached.',
    },
    next: {
      ru: 'Поднимите предел для платформы или задайте в файле цели меньшую частоту.',
      en: 'Raise the limit for the platform, or set a lower rate in the target file.',
    },
  },
}
