import { joinTexts, literal, type Text } from '../../base/text.js'
import type { Advice } from '../../model/finding.js'
import type { RequestFault } from './request-fault.js'

/** Why a request that had to be refused was likely served, by what was wrong with it. */
export function servedAdvice(fault: RequestFault, expected: Text): Advice {
  switch (fault.kind) {
    case 'certificate':
      return certificateAdvice(fault.name)
    case 'old-tls':
      return oldTls(fault.version)
    case 'no-token':
      return noToken
    case 'not-a-token':
      return notAToken
    case 'tampered':
      return fault.how === 'alg-none' ? algNone : unverified
    case 'minted':
      return mintedAdvice(fault)
    case 'after':
      return changedAdvice(fault)
    case 'scope':
      return scopeAdvice(fault.scopes)
    case 'foreign-object':
      return foreignObject
    case 'unknown-object':
      return unknownObject
    case 'method':
      return methodAdvice(fault.method)
    case 'arguments':
      return argumentsAdvice(fault.differing, expected)
    case 'unknown':
      return notChecked
  }
}

function certificateAdvice(name: string): Advice {
  switch (name) {
    case 'none':
      return {
        likelyCause: {
          ru: 'Сервер не требует клиентский сертификат: он запрашивается как необязательный (ssl_verify_client optional, clientAuth=want) или проверка стоит не на том узле, через который пришёл запрос.',
          en: 'The server does not require a client certificate: it is asked for as optional (ssl_verify_client optional, clientAuth=want), or the check stands at another node than the one that took the request.',
        },
        next: {
          ru: 'Сделайте сертификат обязательным там, где заканчивается TLS (балансировщик, ingress, сервер), и повторите команду curl без --cert: соединение должно обрываться.',
          en: 'Require the certificate where TLS ends (balancer, ingress, server) and repeat the curl command without --cert: the connection has to break off.',
        },
      }
    case 'expired':
      return {
        likelyCause: {
          ru: 'Срок клиентского сертификата не проверяется: цепочку проверяет не TLS, а приложение – по отпечатку или имени, – либо проверка отключена.',
          en: 'The dates of the client certificate are not looked at: not TLS but the application checks it, by thumbprint or name, or the check is off.',
        },
        next: {
          ru: 'Включите полную проверку цепочки и сроков на узле, где заканчивается TLS, и сверьте часы этого узла.',
          en: 'Turn on the whole check of chain and dates where TLS ends, and look at the clock of that node.',
        },
      }
    case 'revoked':
      return {
        likelyCause: {
          ru: 'Отзыв не проверяется: список отозванных (CRL) не подключён, давно не обновлялся или ответ о статусе держится в кэше.',
          en: 'Revocation is not looked at: the list (CRL) is not connected or has not been renewed, or the answer on the status is cached.',
        },
        next: {
          ru: 'Подключите CRL удостоверяющего центра (ssl_crl и подобное) с обновлением по расписанию и перезапуском чтения.',
          en: "Connect the authority's CRL (ssl_crl and the like), renewed on schedule and read again each time.",
        },
      }
    case 'foreign':
      return {
        likelyCause: {
          ru: 'Среди доверенных центров есть лишние (например, всё системное хранилище), или цепочка клиентского сертификата не проверяется вовсе.',
          en: 'There are more trusted authorities than there should be (the whole system store, say), or the chain of the client certificate is not checked at all.',
        },
        next: {
          ru: 'Оставьте для клиентских сертификатов один доверенный центр – оператора, отдельно от системного хранилища.',
          en: "Trust one authority for client certificates, the operator's, apart from the system's store.",
        },
      }
    default:
      return {
        likelyCause: {
          ru: `Проверяется только, что сертификат («${name}») выдан доверенным центром, но не то, кому он выдан.`,
          en: `Only that the certificate («${name}») comes from the trusted authority is checked, not whose it is.`,
        },
        next: {
          ru: 'Сверяйте владельца: отпечаток SHA-256 или субъект сертификата платформы; остальным отказывайте, даже если их центр тот же.',
          en: "Check the owner: the SHA-256 thumbprint or the subject of the platform's certificate; refuse others, even of the same authority.",
        },
      }
  }
}

function oldTls(version: string): Advice {
  const name = version === 'TLSv1' ? 'TLS 1.0' : version.replace('TLSv', 'TLS ')
  return {
    likelyCause: {
      ru: `Сервер согласился говорить по ${name}: там, где заканчивается TLS, разрешены старые версии или нижняя граница не задана.`,
      en: `The server agreed to speak ${name}: where TLS ends, old versions are allowed, or no lowest one is set.`,
    },
    next: {
      ru: 'Оставьте TLS 1.2 и 1.3 на балансировщике, ingress и самом сервере (nginx: ssl_protocols TLSv1.2 TLSv1.3;) и проверьте: npx synaq doctor.',
      en: 'Leave TLS 1.2 and 1.3 at the balancer, the ingress and the server itself (nginx: ssl_protocols TLSv1.2 TLSv1.3;), and look with npx synaq doctor.',
    },
  }
}

const noToken: Advice = {
  likelyCause: {
    ru: 'Запрос без заголовка Authorization доходит до данных: проверка токена пропускается, когда токена нет, или не стоит на этом пути.',
    en: 'A request without Authorization comes to the data: the check of the token is skipped where there is none, or does not stand on this path.',
  },
  next: {
    ru: 'Отвечайте 401 с WWW-Authenticate до обращения к данным; убедитесь, что фильтр закрывает все пути API, а не перечисленные по одному.',
    en: 'Answer 401 with WWW-Authenticate before any data is touched; see that the filter covers all paths of the API, not a list of them.',
  },
}

const notAToken: Advice = {
  likelyCause: {
    ru: 'Строка, которая не является токеном, принята: когда разбор не удался, запрос идёт дальше как обычный.',
    en: 'A string that is no token was taken: where parsing fails, the request goes on as if nothing were wrong.',
  },
  next: {
    ru: 'Любую ошибку разбора токена превращайте в отказ 401; запросу без проверенного токена данные не выдавайте.',
    en: 'Turn every failure to parse a token into a refusal, 401; give no data without a verified token.',
  },
}

const unverified: Advice = {
  likelyCause: {
    ru: 'Подпись токена не проверяется: поля читаются прямо из JWT (decode вместо verify), или проверка отключена для тестовой среды.',
    en: 'The signature is not verified: claims are read straight from the JWT (decode instead of verify), or verifying is off in the test environment.',
  },
  next: {
    ru: 'Проверяйте подпись ключом платформы из её JWKS до того, как прочитано хоть одно поле токена.',
    en: "Verify the signature by the platform's key from its JWKS before any claim is read.",
  },
}

const algNone: Advice = {
  likelyCause: {
    ru: 'Алгоритм берётся из заголовка самого токена, и значение none означает для библиотеки «подпись не нужна».',
    en: "The algorithm is taken from the token's own header, and none means «no signature wanted» to the library.",
  },
  next: {
    ru: 'Задайте список допустимых алгоритмов явно – тот, которым подписывает платформа, – и отвергайте остальные.',
    en: 'Give the allowed algorithms explicitly, the one that the platform signs with, and refuse all others.',
  },
}

function mintedAdvice({ how, seconds }: Extract<RequestFault, { kind: 'minted' }>): Advice {
  switch (how) {
    case 'expired':
      return {
        likelyCause: {
          ru: `Срок токена (exp) не проверяется, или допуск на расхождение часов слишком велик: токен просрочен на ${seconds} с.`,
          en: `The expiry of the token (exp) is not checked, or the allowance for clocks is too great: it had expired ${seconds} s before.`,
        },
        next: {
          ru: 'Проверяйте exp с допуском в несколько секунд и сверьте часы сервера с точным временем (NTP).',
          en: 'Check exp with an allowance of a few seconds, and keep the clock of the server by NTP.',
        },
      }
    case 'early':
      return {
        likelyCause: {
          ru: 'Поле nbf не проверяется: многие библиотеки смотрят на него, только если это включить.',
          en: 'The claim nbf is not checked: many libraries look at it only where this is turned on.',
        },
        next: {
          ru: 'Включите проверку nbf с допуском в несколько секунд.',
          en: 'Turn on the check of nbf, with an allowance of a few seconds.',
        },
      }
    case 'issuer':
      return {
        likelyCause: {
          ru: 'Издатель (iss) не сверяется: достаточно, что подпись подошла к одному из известных ключей.',
          en: 'The issuer (iss) is not compared: it is enough that the signature fits one of the known keys.',
        },
        next: {
          ru: 'Сверяйте iss с адресом платформы буква в букву и берите ключи только этого издателя.',
          en: 'Compare iss with the address of the platform letter by letter, and take the keys of this issuer only.',
        },
      }
    case 'audience':
      return {
        likelyCause: {
          ru: 'Получатель (aud) не сверяется: токен, выданный для другого банка, открывает и этот.',
          en: 'The audience (aud) is not compared: a token issued for another bank opens this one too.',
        },
        next: {
          ru: 'Сверяйте aud со своим идентификатором участника и отказывайте, если его там нет.',
          en: 'Compare aud with your own participant id and refuse where it is not there.',
        },
      }
    case 'binding':
      return {
        likelyCause: {
          ru: 'Привязка к сертификату (cnf.x5t#S256, RFC 8705) не сверяется с сертификатом соединения; часто он просто не доходит до приложения через балансировщик.',
          en: "The binding (cnf.x5t#S256, RFC 8705) is not compared with the connection's certificate; often a balancer does not pass it on to the application.",
        },
        next: {
          ru: 'Передавайте сертификат клиента от узла, где заканчивается TLS, и сравнивайте его SHA-256 с cnf.x5t#S256 токена.',
          en: 'Pass the client certificate on from where TLS ends, and compare its SHA-256 with cnf.x5t#S256 of the token.',
        },
      }
    case 'consent':
      return {
        likelyCause: {
          ru: 'Согласие, названное в токене, у платформы не запрашивается: хватает верной подписи. Платформа такого согласия не знает.',
          en: 'The platform is not asked about the consent that the token names: a good signature is enough. The platform knows no such consent.',
        },
        next: {
          ru: 'До выдачи данных запрашивайте состояние согласия у платформы; на «не найдено» отвечайте отказом 403.',
          en: 'Ask the platform for the state of the consent before giving data; answer «not found» with a refusal, 403.',
        },
      }
  }
}

function changedAdvice({ act, seconds }: Extract<RequestFault, { kind: 'after' }>): Advice {
  const after = secondsText(seconds)
  switch (act) {
    case 'revoke-consent':
      return {
        likelyCause: {
          ru: `Ответ дан через ${after.ru} после отзыва согласия: похоже на кэш состояния согласия, или у платформы оно при этом запросе не спрашивается.`,
          en: `The answer came ${after.en} after the revocation: probably a cache of the consent's state, or the platform is not asked on this request.`,
        },
        next: {
          ru: 'Узнавайте состояние согласия у платформы при каждом запросе. Если нужен кэш, сбрасывайте его по отзыву; сверьте по журналу, был ли запрос к платформе.',
          en: 'Ask the platform for the state on every request. Where a cache is needed, clear it on revocation; see in your journal whether the platform was asked.',
        },
      }
    case 'age-consent':
      return {
        likelyCause: {
          ru: `Срок согласия истёк, ответ дан через ${after.ru} после этого: сервер смотрит на срок токена, но не согласия, или помнит его прежнее состояние.`,
          en: `The consent has expired, the answer came ${after.en} later: the server looks at the term of the token and not of the consent, or remembers its old state.`,
        },
        next: {
          ru: 'Проверяйте срок и состояние согласия по ответу платформы, а не по токену; кэш не должен жить дольше срока согласия.',
          en: "Judge the consent by the platform's answer, not by the token; no cache may outlive the consent's term.",
        },
      }
    case 'narrow-consent':
      return {
        likelyCause: {
          ru: `Клиент сузил согласие, ответ дан через ${after.ru} после этого: объём берётся из scope прежнего токена, или помнится прежнее согласие.`,
          en: `The client had narrowed the consent, the answer came ${after.en} later: its extent is taken from the scope of the old token, or the old consent is remembered.`,
        },
        next: {
          ru: 'Сверяйте запрос и со scope токена, и с тем, что сейчас охватывает согласие по ответу платформы.',
          en: 'Compare the request both with the scope of the token and with what the consent covers now by the answer of the platform.',
        },
      }
    default:
      return {
        likelyCause: {
          ru: `Состояние участника изменено за ${after.ru} до запроса, но ответ дан по прежнему: оно кэшируется или на этом пути не проверяется.`,
          en: `The participant's state was changed ${after.en} before the request, yet the old one counted: it is cached, or not looked at on this path.`,
        },
        next: {
          ru: 'Читайте состояние участника при каждом запросе или сбрасывайте кэш при его смене.',
          en: "Read the participant's state on every request, or clear the cache when it changes.",
        },
      }
  }
}

/** A stretch of time as a reader would say it. */
function secondsText(seconds: number): Text {
  if (seconds < 1) return { ru: 'долю секунды', en: 'a fraction of a second' }
  return { ru: `${Math.round(seconds)} с`, en: `${Math.round(seconds)} s` }
}

function scopeAdvice(scopes: readonly string[]): Advice {
  const held = scopes.join(', ')
  return {
    likelyCause: {
      ru: `В токене только scope «${held}», а операция требует другого: scope не проверяется, или одно право открывает все операции.`,
      en: `The token has only the scope «${held}», the operation needs another: scopes are not checked, or one opens every operation.`,
    },
    next: {
      ru: 'Сопоставьте каждой операции её scope (в контракте – security операции) и отвечайте 403, если в токене его нет.',
      en: 'Give every operation its scope (in the contract the security of the operation) and answer 403 where the token lacks it.',
    },
  }
}

const foreignObject: Advice = {
  likelyCause: {
    ru: 'Объект ищется только по идентификатору, принадлежность клиенту из токена не проверяется. Это самая частая дыра API (OWASP API1, BOLA).',
    en: 'The object is looked up by its id alone, not whether it belongs to the client of the token. It is the most common hole of APIs (OWASP API1, BOLA).',
  },
  next: {
    ru: 'Ищите среди объектов клиента, которого называет токен; на чужой отвечайте так же, как на несуществующий.',
    en: 'Look among the objects of the client that the token names; answer a foreign one as one that does not exist.',
  },
}

const unknownObject: Advice = {
  likelyCause: {
    ru: 'На идентификатор, которого нет, отдаётся пустой или подставной ответ вместо отказа.',
    en: 'An id that does not exist gets an empty or made-up answer instead of a refusal.',
  },
  next: {
    ru: 'Отвечайте 404 с телом ошибки, когда объект не найден.',
    en: 'Answer 404 with an error body where the object is not found.',
  },
}

function methodAdvice(method: string): Advice {
  return {
    likelyCause: {
      ru: `Метод ${method} попадает в тот же обработчик, что и разрешённый: маршрут не ограничен методом.`,
      en: `${method} comes to the same handler as the allowed method: the route is not bound to a method.`,
    },
    next: {
      ru: 'Ограничьте маршрут его методом; на остальные отвечайте 405 и перечисляйте разрешённые в Allow.',
      en: 'Bind the route to its method; answer 405 to others and name the allowed ones in Allow.',
    },
  }
}

function argumentsAdvice(differing: readonly string[], expected: Text): Advice {
  const list = differing.join(', ')
  return {
    likelyCause: {
      ru: `Принято значение, которое контракт запрещает: ${list}. Параметр не проверяется, отбрасывается или молча заменяется допустимым.`,
      en: `A value that the contract forbids was taken: ${list}. The parameter is ignored, not validated, or silently replaced by an allowed one.`,
    },
    next: joinTexts(
      [
        {
          ru: 'Проверяйте параметры до обращения к данным. Подгонять значение нельзя: клиент не узнает, что получил не то, что просил. Ожидается',
          en: 'Validate parameters before any data is touched. Do not adjust a value: the caller would not learn that it got something else. What is expected:',
        },
        joinTexts([expected, literal('.')], ''),
      ],
      ' ',
    ),
  }
}

const notChecked: Advice = {
  likelyCause: {
    ru: 'Условие, которое проверяет этот сценарий, на сервере не проверяется или проверяется уже после выдачи данных.',
    en: 'What this script is about is not checked by the server, or only after the data was given.',
  },
  next: {
    ru: 'Найдите этот запрос в журнале сервера по его идентификатору и посмотрите, какая проверка его пропустила.',
    en: "Find this request in the server's journal by its id and see which check let it pass.",
  },
}
