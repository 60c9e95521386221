import { X509Certificate } from 'node:crypto'
import type { Text } from '../base/text.js'
import type { StepTrouble } from '../model/evidence.js'
import type { Identity } from '../model/target.js'
import type { StepContext } from '../model/vocabulary.js'

/**
 * Trouble of our own configuration where a certificate that has to be good is not in date: a refusal of it would say nothing
 * about the server. Others, such as `expired`, are there to be refused.
 */
export function ownExpiry(name: string, { target, clock }: StepContext): StepTrouble | undefined {
  const dates = hasToBeGood(name, target) ? datesOf(target.identities[name]) : undefined
  if (!dates) return undefined
  const now = clock.now()
  if (now > dates.to)
    return trouble({
      ru: `срок нашего сертификата «${name}» истёк ${dates.to}`,
      en: `our own certificate «${name}» expired at ${dates.to}`,
    })
  if (now < dates.from)
    return trouble({
      ru: `наш сертификат «${name}» действует только с ${dates.from}`,
      en: `our own certificate «${name}» is valid only from ${dates.from}`,
    })
  return undefined
}

function hasToBeGood(name: string, { applications }: StepContext['target']): boolean {
  return name === 'platform' || Object.values(applications).some(({ certificate }) => certificate === name)
}

interface Dates {
  readonly from: string
  readonly to: string
}

/** A certificate is read once, not before every request. */
const known = new WeakMap<Identity, Dates | undefined>()

function datesOf(identity: Identity | undefined): Dates | undefined {
  if (!identity) return undefined
  if (!known.has(identity)) known.set(identity, readDates(identity.certificate))
  return known.get(identity)
}

/** Undefined for what cannot be read: the wire says so when it is to be used. */
function readDates(pem: string): Dates | undefined {
  try {
    const { validFrom, validTo } = new X509Certificate(pem)
    return { from: new Date(validFrom).toISOString(), to: new Date(validTo).toISOString() }
  } catch {
    return undefined
  }
}

function trouble(what: Text): StepTrouble {
  return {
    cause: 'configuration',
    what: {
      ru: `${what.ru}; запрос не отправлен. Получите новый сертификат и укажите его в файле цели`,
      en: `${what.en}; nothing was sent. Have a new one issued and name it in the target file`,
    },
  }
}
