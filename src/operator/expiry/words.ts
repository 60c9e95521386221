import { kazakhstanTime, type Instant } from '../../base/clock.js'
import type { Text } from '../../base/text.js'
import type { ExpiryKind } from '../../model/expiry.js'

const names: Readonly<Record<ExpiryKind, (name: string) => Text>> = {
  consent: () => ({
    ru: 'Тестовое согласие из файла цели',
    kk: 'Нысана файлындағы сынақ келісімі',
    en: 'The test consent of the target file',
  }),
  'target-certificate': (name) => ({
    ru: `Наш сертификат «${name}» из файла цели`,
    kk: `Нысана файлындағы біздің «${name}» сертификатымыз`,
    en: `Our certificate «${name}» of the target file`,
  }),
  'server-certificate': (name) => ({
    ru: `Сертификат сервера API (${name})`,
    kk: `API серверінің сертификаты (${name})`,
    en: `The certificate of the API's server (${name})`,
  }),
  'registered-certificate': (name) => ({
    ru: `Сертификат участника в реестре (${name})`,
    kk: `Тізілімдегі қатысушы сертификаты (${name})`,
    en: `The participant's certificate in the registry (${name})`,
  }),
  token: (name) => ({ ru: `Токен «${name}»`, kk: `«${name}» токені`, en: `The token «${name}»` }),
}

const moment = (at: Instant): string => {
  const { date, time } = kazakhstanTime(at)
  return `${date.split('-').reverse().join('.')} ${time.slice(0, 5)}`
}

/** What expires, when, and how many days are left at `now`. */
export function expiryText(
  { kind, name, expiresAt }: { readonly kind: ExpiryKind; readonly name: string; readonly expiresAt: Instant },
  left: number,
): Text {
  const what = names[kind](name)
  const until = moment(expiresAt)
  if (left === 0)
    return {
      ru: `${what.ru}: срок истёк ${until}.`,
      kk: `${what.kk ?? what.ru}: мерзімі ${until} бітті.`,
      en: `${what.en}: expired ${until}.`,
    }
  return {
    ru: `${what.ru}: действует до ${until}, осталось дней: ${left}.`,
    kk: `${what.kk ?? what.ru}: ${until} дейін жарамды, қалған күн саны: ${left}.`,
    en: `${what.en}: valid until ${until}, days left: ${left}.`,
  }
}
