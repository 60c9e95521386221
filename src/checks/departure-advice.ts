import type { Departure } from '../model/contract.js'
import type { Text } from '../base/text.js'
import type { Advice } from '../model/finding.js'

/** Advice on a departure from the contract, by the rule that is broken and what came instead. */
export function departureAdvice(departure: Departure): Advice {
  const { at, rule } = departure
  if (at === 'status') return undeclaredStatus(departure)
  if (at === 'content-type') return otherContentType(departure)
  if (at.startsWith('header:')) {
    const name = at.slice('header:'.length)
    return rule === 'required' ? missingHeader(name) : otherHeader(name, departure)
  }
  switch (rule) {
    case 'required':
      return at === '' ? noBody : missingProperty(nameOf(at))
    case 'type':
      return otherType(departure)
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return extraProperty(nameOf(at))
    case 'enum':
    case 'const':
      return otherCode(departure)
    case 'format':
      return otherFormat(departure)
    case 'pattern':
      return otherPattern(departure)
    default:
      return otherRule(departure)
  }
}

const nameOf = (pointer: string): string => pointer.split('/').at(-1) ?? pointer

/** The header is not there. */
export function missingHeader(name: string): Advice {
  const known = knownHeaders[name]
  if (known) return known
  return {
    likelyCause: {
      ru: `Сервер не ставит ${name} в этот ответ. Часто заголовок добавляет только обработчик успешных ответов, а отказы и ответы балансировщика идут мимо него.`,
      en: `The server does not set ${name} in this answer. Often only the handler of good answers adds it, and refusals or answers of a balancer pass it by.`,
    },
    next: {
      ru: `Ставьте ${name} в одном месте для всех ответов (фильтр или middleware на входе) и проверьте, что прокси его не вырезает.`,
      en: `Set ${name} in one place for all answers (a filter at the entrance), and see that no proxy removes it.`,
    },
  }
}

/** Headers that belong to one kind of refusal. */
const knownHeaders: Readonly<Record<string, Advice>> = {
  allow: {
    likelyCause: {
      ru: 'Отказ по методу составлен без Allow: его не ставит общий обработчик ошибок, или маршрут отвечает за все методы сразу.',
      en: 'The refusal of a method has no Allow: the common error handler does not set it, or the route answers for all methods.',
    },
    next: {
      ru: 'Перечисляйте в Allow методы, которые у ресурса есть (RFC 9110, 15.5.6), например: Allow: GET.',
      en: 'Name in Allow the methods that the resource has (RFC 9110, 15.5.6), such as Allow: GET.',
    },
  },
  'www-authenticate': {
    likelyCause: {
      ru: 'Отказ 401 составлен приложением, а WWW-Authenticate обычно ставит слой безопасности, который здесь не участвовал.',
      en: 'The application made the 401 by itself, while WWW-Authenticate usually comes from the security layer, which had no part in it.',
    },
    next: {
      ru: 'Добавляйте к каждому 401 заголовок WWW-Authenticate: Bearer error="invalid_token" (RFC 6750, 3).',
      en: 'Add WWW-Authenticate: Bearer error="invalid_token" to every 401 (RFC 6750, 3).',
    },
  },
  'retry-after': {
    likelyCause: {
      ru: 'Ограничение частоты отвечает 429, но не говорит, когда повторить: шлюз делает так по умолчанию.',
      en: 'The limit of the rate answers 429 but does not say when to try again: the default of many gateways.',
    },
    next: {
      ru: 'Передавайте в Retry-After число секунд до следующей попытки (RFC 9110, 10.2.3).',
      en: 'Send the seconds until the next try in Retry-After (RFC 9110, 10.2.3).',
    },
  },
}

function otherHeader(name: string, { expected }: Departure): Advice {
  return {
    likelyCause: {
      ru: `Значение ${name} записано в другом виде, чем описано в контракте (${expected}).`,
      en: `The value of ${name} is written otherwise than the contract describes it (${expected}).`,
    },
    next: { ru: `Приведите ${name} к виду из контракта.`, en: `Write ${name} as the contract has it.` },
  }
}

function undeclaredStatus({ expected, seen }: Departure): Advice {
  return {
    likelyCause: {
      ru: `Код ${seen} для этой операции в контракте не описан: похоже, ответила не сама операция, а общий обработчик, веб-сервер или прокси.`,
      en: `The contract has no status ${seen} for this operation: it seems that not the operation answered but a common handler, the web server or a proxy.`,
    },
    next: {
      ru: `Найдите слой, который ответил кодом ${seen}, и отвечайте одним из описанных: ${expected.replaceAll(' or ', ', ')}.`,
      en: `Find the layer that answered ${seen}, and answer with one of those declared: ${expected.replaceAll(' or ', ', ')}.`,
    },
  }
}

function otherContentType({ expected, seen }: Departure): Advice {
  const html = seen === 'text/html'
  return {
    likelyCause: html
      ? {
          ru: 'Это страница ошибки по умолчанию: её отдал веб-сервер, прокси или фреймворк, до обработчика ошибок API запрос не дошёл.',
          en: 'This is a default error page: the web server, a proxy or the framework sent it, the request never came to the error handler of the API.',
        }
      : {
          ru: `Тип содержимого ${seen === 'absent' ? 'не указан' : `указан как ${seen}`}: тело пишется в обход общего сериализатора, или заголовок подставлен веб-сервером.`,
          en: `The content type is ${seen === 'absent' ? 'not given' : seen}: the body is written past the common serialiser, or the web server put the header in.`,
        },
    next: {
      ru: `Отдавайте тело как ${expected.replaceAll(' or ', ' или ')}, в том числе в отказах веб-сервера и прокси (error_page, errorDocument, страница ошибок фреймворка).`,
      en: `Send the body as ${expected}, in refusals of web server and proxy too (error_page, errorDocument, the framework's error page).`,
    },
  }
}

const noBody: Advice = {
  likelyCause: {
    ru: 'Тело пустое или не читается как JSON: оборвано, склеено из двух частей или записано не сериализатором.',
    en: 'The body is empty or no readable JSON: cut off, joined of two parts, or not written by a serialiser.',
  },
  next: {
    ru: 'Повторите запрос командой curl из отчёта и проверьте тело разборщиком JSON.',
    en: 'Make the request again by the curl command of the report and put the body through a JSON parser.',
  },
}

/** A property that has to be there is not. */
export function missingProperty(name: string): Advice {
  return {
    likelyCause: {
      ru: `Поле ${name} не заполняется, называется иначе или пропускается сериализатором, когда значение пустое.`,
      en: `The property ${name} is not filled in, has another name, or the serialiser leaves it out when it is empty.`,
    },
    next: {
      ru: `Передавайте ${name} всегда: в контракте это поле обязательное. Проверьте имя (регистр букв) и настройку сериализатора для пустых значений.`,
      en: `Always send ${name}: the contract requires it. Look at the name (capitals) and at how the serialiser treats empty values.`,
    },
  }
}

function otherType({ at, expected, seen }: Departure): Advice {
  const name = nameOf(at)
  if (seen === 'null')
    return {
      likelyCause: {
        ru: `Пустое значение ${name} передаётся как null, а контракт null здесь не допускает.`,
        en: `An empty ${name} is sent as null, which the contract does not allow here.`,
      },
      next: {
        ru: `Заполняйте ${name}; если поле необязательное, не передавайте его вовсе вместо null.`,
        en: `Fill ${name} in; where it is optional, leave it out instead of sending null.`,
      },
    }
  if (expected === 'string' && (seen === 'number' || seen === 'integer'))
    return {
      likelyCause: {
        ru: `${name} хранится числом и сериализуется как число JSON. У сумм при этом теряются точность и нули в конце.`,
        en: `${name} is kept as a number and serialised as a JSON number. Amounts lose precision and final zeros that way.`,
      },
      next: {
        ru: `Передавайте ${name} строкой, например "1250.00" (в Java – BigDecimal через ToStringSerializer, в .NET – свой JsonConverter).`,
        en: `Send ${name} as a string such as "1250.00" (in Java a BigDecimal by ToStringSerializer, in .NET a JsonConverter of your own).`,
      },
    }
  if (expected === 'array')
    return {
      likelyCause: {
        ru: `Список ${name} из одного элемента или пустой передаётся не массивом.`,
        en: `The list ${name} is not sent as an array where it has one item or none.`,
      },
      next: {
        ru: `Передавайте ${name} массивом всегда, пустой список – как [].`,
        en: `Always send ${name} as an array, an empty one as [].`,
      },
    }
  return {
    likelyCause: {
      ru: `Тип поля ${name} в модели сервера не тот, что в контракте.`,
      en: `The type of ${name} in the server's model is not the contract's.`,
    },
    next: {
      ru: `Приведите ${name} к типу из контракта: ${expected.replaceAll(' or ', ' или ')}. Надёжнее всего порождать модели ответов из файла OpenAPI.`,
      en: `Give ${name} the type of the contract: ${expected}. Models generated from the OpenAPI file are the surest way.`,
    },
  }
}

/** Names under which frameworks show the inside of an error. */
const insides = /^(stack|stack_?trace|trace|exception|debug|cause|file|line|sql|query)$/i

function extraProperty(name: string): Advice {
  if (insides.test(name))
    return {
      likelyCause: {
        ru: `В ответ попало внутреннее устройство сервера (${name}): включён режим разработки, или исключение сериализуется целиком. По нему видно, чем его атаковать.`,
        en: `The inside of the server stands in the answer (${name}): a development mode is on, or the exception is serialised as a whole. It shows an attacker where to begin.`,
      },
      next: {
        ru: 'Выключите режим разработки, пишите подробности в журнал по идентификатору запроса, а в ответ – только поля ошибки из контракта.',
        en: 'Turn the development mode off, write the details into the journal under the request id, and only the error properties of the contract into the answer.',
      },
    }
  return {
    likelyCause: {
      ru: `Наружу сериализуется внутренняя модель целиком, и вместе с ней поле ${name}, которого в контракте нет.`,
      en: `The internal model is serialised as a whole, with the property ${name} that the contract does not have.`,
    },
    next: {
      ru: `Уберите ${name} из ответа: отдавайте отдельную модель (DTO), в которой только поля контракта.`,
      en: `Take ${name} out of the answer: send a model of its own that has the contract's properties only.`,
    },
  }
}

function otherCode({ at, expected }: Departure): Advice {
  const name = nameOf(at)
  return {
    likelyCause: {
      ru: `Значение ${name} взято из внутреннего справочника и не переведено в код контракта; бывает, что отличается только регистр букв.`,
      en: `The value of ${name} comes from an internal directory and was not mapped to a code of the contract; sometimes only capitals differ.`,
    },
    next: {
      ru: `Переведите ${name} в один из кодов: ${expected.replace(/^one of /, '')}.`,
      en: `Map ${name} to a code of the contract: ${expected}.`,
    },
  }
}

function otherFormat({ at, expected, seen }: Departure): Advice {
  const name = nameOf(at)
  if (expected.endsWith('date-time'))
    return {
      likelyCause:
        seen === 'string(19)'
          ? {
              ru: `Время ${name} передано без смещения: 19 знаков – это вид 2026-11-22T10:00:00. Так сериализуется LocalDateTime.`,
              en: `The time ${name} has no offset: 19 characters are 2026-11-22T10:00:00. A LocalDateTime is serialised so.`,
            }
          : {
              ru: `Время ${name} записано не по RFC 3339: нет смещения, вместо «T» пробел или местный порядок дня и месяца.`,
              en: `The time ${name} is not as RFC 3339 has it: no offset, a blank for «T», or a local order of day and month.`,
            },
      next: {
        ru: `Передавайте ${name} со смещением: 2026-11-22T10:00:00+05:00 (в Java – OffsetDateTime, в .NET – DateTimeOffset).`,
        en: `Send ${name} with its offset: 2026-11-22T10:00:00+05:00 (in Java an OffsetDateTime, in .NET a DateTimeOffset).`,
      },
    }
  return {
    likelyCause: {
      ru: `Значение ${name} записано в другом виде, чем требует ${expected}.`,
      en: `The value of ${name} is written otherwise than ${expected} demands.`,
    },
    next: {
      ru: expected.endsWith('date')
        ? `Передавайте ${name} как 2026-11-22, без времени и точек.`
        : expected.endsWith('uuid')
          ? `Передавайте ${name} как UUID (RFC 9562): 36 знаков с дефисами. Внутренний номер записи для этого не годится.`
          : `Приведите ${name} к виду из контракта (${expected}).`,
      en: expected.endsWith('date')
        ? `Send ${name} as 2026-11-22, without time and dots.`
        : expected.endsWith('uuid')
          ? `Send ${name} as a UUID (RFC 9562): 36 characters with hyphens. An internal number will not do.`
          : `Write ${name} as the contract has it (${expected}).`,
    },
  }
}

function otherPattern({ at, expected }: Departure): Advice {
  const name = nameOf(at)
  const decimal = /\\d.*\\\./.test(expected) || /0-9.*\\\./.test(expected)
  return {
    likelyCause: decimal
      ? {
          ru: `${name} записано не так, как пишут десятичные числа в контракте: запятая вместо точки, пробелы между разрядами или другое число знаков после точки.`,
          en: `${name} is not written as the contract writes decimals: a comma for the point, blanks between thousands, or another number of decimals.`,
        }
      : {
          ru: `Значение ${name} не подходит под образец контракта: лишние знаки, пробелы или другой вид.`,
          en: `The value of ${name} does not fit the contract's pattern: more characters, blanks or another shape.`,
        },
    next: decimal
      ? {
          ru: `Форматируйте ${name} без местных настроек (Locale.ROOT, InvariantCulture): точка и столько знаков, сколько в контракте.`,
          en: `Format ${name} without local settings (Locale.ROOT, InvariantCulture): a point, and as many decimals as the contract has.`,
        }
      : {
          ru: `Приведите ${name} к образцу ${expected.replace(/^pattern /, '')}.`,
          en: `Bring ${name} to the pattern ${expected.replace(/^pattern /, '')}.`,
        },
  }
}

function otherRule({ at, expected }: Departure): Advice {
  const where: Text = at === '' ? { ru: 'Тело ответа', en: 'The body' } : { ru: `Поле ${at}`, en: at }
  return {
    likelyCause: {
      ru: `${where.ru} не удовлетворяет правилу контракта «${expected}»: на сервере этого ограничения нет, или оно другое.`,
      en: `${where.en} does not meet the contract's rule «${expected}»: the server does not have this limit, or has another.`,
    },
    next: {
      ru: 'Сверьте модель ответа с контрактом; проверка ответов по схеме в тестах сервера нашла бы такое до испытаний.',
      en: "Compare the model of the answer with the contract; validating answers against the schema in the server's own tests finds this earlier.",
    },
  }
}
