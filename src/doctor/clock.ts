import { lookup } from 'node:dns/promises'
import { networkInterfaces } from 'node:os'
import { agree, ahead, toleranceMs, type Offset } from '../base/clock-offset.js'
import type { Text } from '../base/text.js'
import { green, red, yellow, type Diagnosis } from './diagnosis.js'

/** Two clocks that differ blame nobody; of three, two that agree name the third. */
export interface Clocks {
  readonly bank?: Offset
  /** In its place where an application is under test. */
  readonly app?: Offset
  /** Only where it is a clock of its own. */
  readonly platform?: Offset
  /** The platform runs on this machine, so that its clock is ours. */
  readonly platformIsHere?: boolean
}

/** Compares the clocks that are there. */
export function compareClocks({ bank, app, platform, platformIsHere = false }: Clocks): Diagnosis {
  const subject = bank ?? app
  const whose = app && !bank ? ofApp : ofBank
  const id = 'clock'
  const ours: Offset = { least: 0, most: 0 }
  const known = [...(subject ? [subject] : []), ...(platform ? [platform] : [])]
  if (known.length === 0)
    return yellow(
      id,
      {
        ru: 'Часы: сравнить не с чем, ни один сервер не прислал заголовок Date.',
        en: 'Clocks: there is nothing to compare with, no server sent a Date header.',
      },
      {
        ru: 'Включите заголовок Date в ответах сервера (RFC 9110).',
        en: 'Have the server send Date headers (RFC 9110).',
      },
    )
  if ([ours, ...known].every((a) => known.every((b) => agree(a, b))))
    return green(id, {
      ru: `Часы: ${['наши', ...(subject ? [whose.ru] : []), ...(platform ? ['платформы'] : [])].join(' и ')} сходятся (до ${toleranceMs / 1000} с)`,
      en: `Clocks: ${['ours', ...(subject ? [`the ${whose.en}'s`] : []), ...(platform ? ["the platform's"] : [])].join(' and ')} agree (within ${toleranceMs / 1000} s)`,
    })
  if (subject && platform) {
    if (agree(ours, platform)) return wrong('subject', subject, whose)
    if (agree(subject, platform)) return wrong('ours', { least: -subject.most, most: -subject.least }, whose)
    if (agree(ours, subject)) return wrong('platform', platform, whose)
    return yellow(
      id,
      {
        ru: `Часы: все три расходятся (${whose.ru} ${ahead(subject).ru}, платформы ${ahead(platform).ru} наших), и чьи неверны, сказать нельзя.`,
        en: `Clocks: all three differ (the ${whose.en}'s ${ahead(subject).en} ours, the platform's ${ahead(platform).en}), so none can be blamed.`,
      },
      timeService,
    )
  }
  const [other, offset] = subject
    ? [{ ru: whose.ru, en: `The ${whose.en}'s` }, subject]
    : [{ ru: 'платформы', en: "The platform's" }, known[0] ?? ours]
  const by = ahead(offset)
  const why = platformIsHere
    ? { ru: ' (платформа на этой же машине)', en: ' (the platform is on this machine)' }
    : { ru: '', en: '' }
  return yellow(
    id,
    {
      ru: `Часы ${other.ru} ${by.ru} наших. Часов только двое${why.ru}, поэтому чьи неверны, сказать нельзя.`,
      en: `${other.en} clock is ${by.en} ours. There are only two clocks${why.en}, so it cannot be said which is wrong.`,
    },
    timeService,
  )
}

/** True where a host is this machine: its clock is ours and no third source. */
export async function isThisMachine(host: string): Promise<boolean> {
  const own = Object.values(networkInterfaces()).flatMap((addresses) => (addresses ?? []).map(({ address }) => address))
  try {
    const { address } = await lookup(host)
    return address.startsWith('127.') || own.includes(address)
  } catch {
    return false
  }
}

const ofBank: Text = { ru: 'банка', en: 'bank' }
const ofApp: Text = { ru: 'приложения', en: 'application' }

function wrong(which: 'subject' | 'ours' | 'platform', offset: Offset, whose: Text): Diagnosis {
  const by = ahead(offset)
  const what: Readonly<Record<typeof which, Text>> = {
    subject: {
      ru: `Часы ${whose.ru} ${by.ru} наших и часов платформы, а те сходятся: неверны часы ${whose.ru}.`,
      en: `The ${whose.en}'s clock is ${by.en} ours and the platform's, which agree: the ${whose.en}'s clock is wrong.`,
    },
    ours: {
      ru: `Часы этой машины ${by.ru} часов ${whose.ru} и платформы, а те сходятся: неверны наши часы.`,
      en: `This machine's clock is ${by.en} the ${whose.en}'s and the platform's, which agree: ours is wrong.`,
    },
    platform: {
      ru: `Часы платформы ${by.ru} наших и часов ${whose.ru}, а те сходятся: неверны часы платформы.`,
      en: `The platform's clock is ${by.en} ours and the ${whose.en}'s, which agree: the platform's clock is wrong.`,
    },
  }
  return red('clock', what[which], timeService)
}

const timeService: Text = {
  ru: 'Включите на сервере и на этой машине службу времени (chrony, timedatectl set-ntp true). Токены живут две минуты: с неверными часами и годный покажется просроченным.',
  en: 'Switch a time service on, at the server and on this machine (chrony, timedatectl set-ntp true). Tokens live for two minutes: by a wrong clock good ones seem expired.',
}
