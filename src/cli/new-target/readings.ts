import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { isBin, isIin, isPhone } from '../../base/kazakhstan.js'
import { isLoopback } from '../../base/loopback.js'
import { httpsUrl, httpUrl } from '../../base/setting-values.js'
import type { NewCustomer } from './answers.js'
import type { Reading } from './interview.js'

/** How answers are read: each either gives its value or says what would be right. */

export const participantId = (answer: string): Reading<string> =>
  /^[A-Z]{4}\d{2}$/.test(answer)
    ? { value: answer }
    : {
        wrong: {
          ru: 'нужны четыре заглавные латинские буквы и две цифры, например MYBK01',
          en: 'four capital letters and two digits are expected, such as MYBK01',
        },
      }

export const someText = (answer: string): Reading<string> =>
  answer === '' ? { wrong: { ru: 'напишите что-нибудь', en: 'something has to be written' } } : { value: answer }

export const bankAddress = (answer: string): Reading<string> =>
  httpsUrl.safeParse(answer).success
    ? { value: answer }
    : {
        wrong: {
          ru: 'нужен адрес вида https://127.0.0.1:9443, без пароля, «?» и «#»',
          en: 'an address such as https://127.0.0.1:9443 is expected, without password, «?» and «#»',
        },
      }

/** An address that a program can be called at: over plain http on this machine only. */
export const webhookAddress = (answer: string): Reading<string> =>
  isWebhook(answer)
    ? { value: answer }
    : {
        wrong: {
          ru: 'нужен адрес вида https://127.0.0.1:9444/drive, без имени и пароля; http только для этой машины',
          en: 'an address such as https://127.0.0.1:9444/drive is expected, without user and password; http only for this machine',
        },
      }

function isWebhook(answer: string): boolean {
  if (!URL.canParse(answer)) return false
  const { protocol, hostname, username, password } = new URL(answer)
  return username === '' && password === '' && (protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname)))
}

/** The name of an environment variable; `-` means that there is none. */
export function variableName(answer: string): Reading<string | undefined> {
  if (answer === '-') return { value: undefined }
  return /^[A-Za-z_]\w*$/.test(answer)
    ? { value: answer }
    : {
        wrong: {
          ru: 'нужно имя переменной окружения, например DRIVE_TOKEN; сам токен в файл не пишется',
          en: 'the name of an environment variable is expected, such as DRIVE_TOKEN; the token itself never stands in the file',
        },
      }
}

/** A program and its arguments, parted by spaces. */
export const commandLine = (answer: string): Reading<readonly string[]> =>
  answer === ''
    ? { wrong: { ru: 'нужна программа, например node drive.js', en: 'a program is expected, such as node drive.js' } }
    : { value: answer.split(/\s+/) }

export const controlAddress = (answer: string): Reading<string> =>
  httpUrl.safeParse(answer).success
    ? { value: answer }
    : {
        wrong: {
          ru: 'нужен адрес вида http://127.0.0.1:7080',
          en: 'an address such as http://127.0.0.1:7080 is expected',
        },
      }

/** A file that can be read now: a target that names another would not be accepted. */
export function readableFile(answer: string): Reading<string> {
  return contentOf(answer) === undefined
    ? {
        wrong: {
          ru: `файл ${answer} не читается; его пишет synaq sandbox, когда запускается`,
          en: `${answer} cannot be read; synaq sandbox writes it when it starts`,
        },
      }
    : { value: answer }
}

/** The file of an authority's certificate; `-` means that there is none of one's own. */
export function authorityFile(answer: string): Reading<string | undefined> {
  if (answer === '-') return { value: undefined }
  try {
    new X509Certificate(contentOf(answer) ?? '')
    return { value: answer }
  } catch {
    return {
      wrong: {
        ru: `${answer} не читается как сертификат; нужен файл PEM, который начинается с «-----BEGIN CERTIFICATE»`,
        en: `${answer} cannot be read as a certificate; a PEM file is expected, which begins with «-----BEGIN CERTIFICATE»`,
      },
    }
  }
}

export const oneOf =
  <T extends string>(...values: readonly T[]) =>
  (answer: string): Reading<T> => {
    const value = values.find((one) => one === answer.toLowerCase())
    const list = values.join(', ')
    return value === undefined
      ? { wrong: { ru: `ответьте одним из слов: ${list}`, en: `answer with one of: ${list}` } }
      : { value }
  }

export function yesOrNo(answer: string): Reading<boolean> {
  if (/^(y|yes|д|да)$/i.test(answer)) return { value: true }
  if (/^(n|no|н|нет)$/i.test(answer)) return { value: false }
  return { wrong: { ru: 'ответьте да или нет', en: 'answer yes or no' } }
}

/**
 * `IIN +7XXXXXXXXXX trait trait …`; for a company its BIN, and behind the traits the IIN and telephone of who acts for it.
 */
export function customer(answer: string): Reading<NewCustomer> {
  const [iin = '', phone = '', ...rest] = answer.split(/[\s,]+/)
  const isWord = (word: string): boolean => /^[a-z]/.test(word)
  const has = rest.filter(isWord)
  const [actorIin = '', actorPhone = '', ...beyond] = rest.filter((word) => !isWord(word))
  if (!isIin(iin) && !isBin(iin))
    return { wrong: { ru: `«${iin}» – не ИИН и не БИН`, en: `«${iin}» is neither IIN nor BIN` } }
  if (!isPhone(phone)) return wrongPhone(phone)
  if (has.length === 0)
    return { wrong: { ru: 'допишите признаки, например accounts', en: 'add traits, such as accounts' } }
  if (beyond.length > 0) return { wrong: { ru: `лишнее: ${beyond.join(' ')}`, en: `too much: ${beyond.join(' ')}` } }
  if (isIin(iin) && actorIin === '') return { value: { iin, phone, has } }
  if (!isIin(actorIin))
    return {
      wrong: {
        ru: 'за компанию действует человек: допишите его ИИН и телефон',
        en: 'a person acts for a company: add his or her IIN and telephone',
      },
    }
  if (!isPhone(actorPhone)) return wrongPhone(actorPhone)
  return { value: { iin, phone, has, representative: { iin: actorIin, phone: actorPhone } } }
}

const wrongPhone = (phone: string): { wrong: { ru: string; en: string } } => ({
  wrong: {
    ru: `«${phone}» – не телефон: нужно +7 и ещё десять цифр`,
    en: `«${phone}» is no telephone: +7 and ten more digits are expected`,
  },
})

function contentOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
