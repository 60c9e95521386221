import type { X509Certificate } from 'node:crypto'
import type { Instant } from '../base/clock.js'
import type { Text } from '../base/text.js'
import { about, red, yellow, type Diagnosis } from './diagnosis.js'

const dayMs = 24 * 3600 * 1000
/** A new certificate takes weeks to be ordered, issued and rolled out. */
const warningDays = 30

/** A certificate that is not valid now, or not for long; nothing where its dates are in order. */
export function dateTrouble(
  id: string,
  subject: Text,
  certificate: X509Certificate,
  now: Instant,
  remedy: Text,
): Diagnosis | undefined {
  const [from, until] = [certificate.validFrom, certificate.validTo].map((date) => Date.parse(date)) as [number, number]
  const at = Date.parse(now)
  if (at < from)
    return red(
      id,
      about(
        subject,
        `сертификат начнёт действовать только ${day(from)}`,
        `the certificate is not valid before ${day(from)}`,
      ),
      {
        ru: 'Подождите до этой даты или выпустите другой сертификат. Если дата уже прошла, неверно идут часы этой машины.',
        en: 'Wait for that day or have another one issued. If the day has passed, the clock of this machine is wrong.',
      },
    )
  if (at >= until)
    return red(
      id,
      about(subject, `срок действия сертификата истёк ${day(until)}`, `the certificate expired on ${day(until)}`),
      remedy,
    )
  const days = Math.floor((until - at) / dayMs)
  if (days >= warningDays) return undefined
  return yellow(
    id,
    about(
      subject,
      `сертификат действует только до ${day(until)} (осталось дней: ${days})`,
      `the certificate is valid only until ${day(until)} (days left: ${days})`,
    ),
    remedy,
  )
}

/** The last day of a certificate. */
export const lastDay = (certificate: X509Certificate): string => day(Date.parse(certificate.validTo))

const day = (at: number): string => new Date(at).toISOString().slice(0, 10)
