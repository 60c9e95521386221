import type { Departure } from '../model/contract.js'
import type { Advice } from '../model/finding.js'

/** Why a request departs from the contract and what to do, for the engineer of the application that sent it. */
export function requestAdvice(departure: Departure): Advice {
  const { at, rule, expected, seen } = departure
  const name = nameOf(at)
  if (at === 'operation') return unknownAddress
  if (at === 'content-type') return otherContentType(expected, seen)
  if (rule === 'repeated') return sentTwice(name)
  if (rule === 'required') return at === '' ? noBody : notSent(name)
  if (rule === 'additionalProperties' || rule === 'unevaluatedProperties') return unknownField(name)
  if (rule === 'enum' || rule === 'const') return otherCode(name, expected)
  return otherShape(name, expected)
}

const nameOf = (at: string): string => at.split(/[:/]/).at(-1) ?? at

const unknownAddress: Advice = {
  likelyCause: {
    ru: 'Адрес или метод собран не по контракту: лишняя или пропущенная часть пути, другая версия в пути.',
    en: 'The address or the method is not made as the contract has it: a part of the path too many or too few, another version.',
  },
  next: {
    ru: 'Соберите адрес из пути операции в контракте; надёжнее всего породить клиента из файла OpenAPI.',
    en: "Make the address from the operation's path in the contract; a client generated from the OpenAPI file is the surest way.",
  },
}

const noBody: Advice = {
  likelyCause: {
    ru: 'Тело не отправлено или не читается: библиотека HTTP ждёт его в другом параметре.',
    en: 'The body was not sent or cannot be read: the HTTP library takes it in another argument.',
  },
  next: {
    ru: 'Посмотрите отправленный запрос в журнале приложения и передайте тело, как его описывает контракт.',
    en: "Look at the request in the application's log and send the body as the contract describes it.",
  },
}

function otherContentType(expected: string, seen: string): Advice {
  return {
    likelyCause: {
      ru: `Тело отправлено ${seen === 'absent' ? 'без типа содержимого' : `как ${seen}`}: библиотека HTTP ставит свой тип по умолчанию.`,
      en: `The body was sent ${seen === 'absent' ? 'without a content type' : `as ${seen}`}: the HTTP library sets a default of its own.`,
    },
    next: {
      ru: `Отправляйте тело как ${expected} и укажите это в Content-Type.`,
      en: `Send the body as ${expected} and say so in Content-Type.`,
    },
  }
}

function sentTwice(name: string): Advice {
  return {
    likelyCause: {
      ru: `${name} добавляется в двух местах, например библиотекой и своим кодом.`,
      en: `${name} is added at two places, such as by the library and by code of one's own.`,
    },
    next: {
      ru: `Передавайте ${name} один раз (RFC 6749, 3.1): значение, разобранное дважды, могут понять по-разному.`,
      en: `Send ${name} once (RFC 6749, 3.1): a value that comes twice may be understood in two ways.`,
    },
  }
}

function notSent(name: string): Advice {
  return {
    likelyCause: {
      ru: `${name} не передаётся: его нет в настройках клиента OAuth или HTTP, или он называется иначе.`,
      en: `${name} is not sent: the settings of the OAuth or HTTP client lack it, or it has another name.`,
    },
    next: {
      ru: `Передавайте ${name} в каждом таком запросе: контракт его требует.`,
      en: `Send ${name} with every such request: the contract requires it.`,
    },
  }
}

function unknownField(name: string): Advice {
  return {
    likelyCause: {
      ru: `Поля ${name} в контракте нет: оно осталось от другой версии или другой платформы.`,
      en: `The contract has no ${name}: it is left from another version or another platform.`,
    },
    next: { ru: `Уберите ${name} из запроса.`, en: `Take ${name} out of the request.` },
  }
}

function otherCode(name: string, expected: string): Advice {
  return {
    likelyCause: {
      ru: `В ${name} передаётся другое значение, чем допускает контракт; бывает, что отличается только регистр букв.`,
      en: `${name} has another value than the contract allows; sometimes only capitals differ.`,
    },
    next: {
      ru: `Передавайте в ${name} одно из значений: ${expected.replace(/^one of /, '')}.`,
      en: `Send in ${name} ${expected}.`,
    },
  }
}

function otherShape(name: string, expected: string): Advice {
  return {
    likelyCause: {
      ru: `Значение ${name} записано в другом виде, чем описано в контракте (${expected}).`,
      en: `The value of ${name} is written otherwise than the contract describes it (${expected}).`,
    },
    next: { ru: `Приведите ${name} к виду из контракта.`, en: `Write ${name} as the contract has it.` },
  }
}
