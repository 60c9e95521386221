import { z } from 'zod'
import type { Text } from '../base/text.js'
import type { EvidenceEvent } from '../model/evidence.js'
import type { Cause, Observation } from '../model/finding.js'
import type { LoadFacts } from '../model/load.js'
import { defineCheck, factMissing, lastExchange } from './define.js'

const params = z.strictObject({
  'mean-ms': z.int().min(1).describe('the mean time of an answer, in milliseconds'),
  answered: z.string().describe('requirement that answers other than 2xx depart from'),
})

/** Up to this share of requests may go wrong and the rest still tell how the server bears the load. */
const tolerated = 0.01
/** Up to this share may go late by our own fault: it adds little to a mean of seconds. */
const toleratedLate = 0.05

/**
 * `under-load: { mean-ms: 3000, answered: G8-peak }` after `load` — the server answered all along, and within the mean.
 * Where our own machine could not keep the rate, nothing is said of the server; where it sent all, some of it late, nothing is
 * held against the server. Times run from when a request was due, so that our delay can make them longer and never shorter.
 */
export const underLoad = defineCheck({
  name: 'under-load',
  version: 1,
  summary: { ru: 'под нагрузкой сервер отвечает в срок', en: 'the server answers in time under load' },
  params,
  requirements: (p) => [p.answered],
  admitsTransportFailure: () => true,
  judge(place, attempt, _fact, p) {
    const facts = attempt.events.find((event) => isLoadOf(event, place.step))?.facts
    const at = lastExchange(place)?.index
    if (!facts) return [factMissing(at)]
    const exchange = at === undefined ? {} : { exchange: at }
    const expected: Text = {
      ru: `при ${facts.rate} запросах в секунду среднее время ответа не больше ${p['mean-ms']} мс`,
      en: `at ${facts.rate} requests a second a mean time of at most ${p['mean-ms']} ms`,
    }
    const seen = { expected, actual: loadText(facts), ...exchange }
    const judged = [answersOf(facts, p.answered, seen), meanOf(facts, p['mean-ms'], seen)]
    const open = undecidedBy(facts, judged)
    return open ? [{ result: 'undecided', ...seen, ...open }] : judged
  },
})

function isLoadOf(event: EvidenceEvent, step: string): event is Extract<EvidenceEvent, { type: 'load' }> {
  return event.type === 'load' && event.step === step
}

type Seen = Pick<Observation, 'expected' | 'actual' | 'exchange'>

function answersOf(facts: LoadFacts, requirement: string, seen: Seen): Observation {
  const refused = facts.answered - good(facts)
  const expected = {
    ru: `при ${facts.rate} запросах в секунду сервер отвечает HTTP 2xx`,
    en: `at ${facts.rate} requests a second the server answers with HTTP 2xx`,
  }
  if (refused <= facts.answered * tolerated) return { result: 'met', ...seen, expected }
  return {
    result: 'departed',
    ...seen,
    expected,
    requirement,
    likelyCause: {
      ru: 'Под нагрузкой кончаются соединения, потоки или память.',
      en: 'Connections, threads or memory run out under load.',
    },
  }
}

function meanOf(facts: LoadFacts, limit: number, seen: Seen): Observation {
  if (facts.ms !== undefined && facts.ms.mean <= limit) return { result: 'met', ...seen }
  return {
    result: 'departed',
    ...seen,
    likelyCause: {
      ru: 'Запросы ждут друг друга: одного соединения с базой, блокировки или потока.',
      en: 'Requests wait for each other: for one database connection, a lock or a thread.',
    },
  }
}

/** Why the numbers say nothing of the server. */
function undecidedBy(facts: LoadFacts, judged: readonly Observation[]): { cause: Cause; next: Text } | undefined {
  const failed = sum(facts.failures)
  const late = facts.ours.late > facts.planned * toleratedLate
  const blamed = facts.sent < facts.planned || judged.some(({ result }) => result === 'departed')
  if (facts.ours.failures > 0 || (late && blamed)) return ourMachine
  if ((facts.statuses['429'] ?? 0) > 0) return throttled
  if (facts.answered === 0 || failed > facts.sent * tolerated) return broken
  return undefined
}

const ourMachine = {
  cause: 'harness',
  next: {
    ru: 'Эта машина не выдержала объявленной частоты: запустите Synaq на более мощной, отдельно от сервера, или уменьшите limits.load.rate.',
    en: 'This machine could not keep the declared rate: run Synaq on a stronger one, apart from the server, or lower limits.load.rate.',
  },
} as const

const throttled = {
  cause: 'throttled',
  next: {
    ru: 'Сервер ограничил частоту (HTTP 429). Согласуйте нагрузку с теми, кто его ведёт, и повторите прогон.',
    en: 'The server limits the rate (HTTP 429). Agree on the load with those who run it, then run again.',
  },
} as const

const broken = {
  cause: 'environment',
  next: {
    ru: 'Слишком много обменов оборвалось без ответа. Посмотрите, кто их оборвал: сеть, балансировщик или сам сервер, и повторите прогон.',
    en: 'Too many exchanges broke off without an answer. See who broke them off, network, balancer or the server itself, then run again.',
  },
} as const

/** What came, in one line: how many, how fast, and what went wrong. */
function loadText(facts: LoadFacts): Text {
  const { sent, planned, achievedRate, ms, ours } = facts
  const wrong = [
    ...Object.entries(facts.statuses).filter(([status]) => !isGood(status)),
    ...Object.entries(facts.failures),
  ]
  const list = wrong.map(([kind, times]) => `${kind}: ${times}`).join(', ')
  const [ruTimes, enTimes] = ms
    ? [
        `в среднем ${ms.mean} мс, p50 ${ms.p50}, p90 ${ms.p90}, p95 ${ms.p95}, p99 ${ms.p99}, дольше всего ${ms.max}`,
        `mean ${ms.mean} ms, p50 ${ms.p50}, p90 ${ms.p90}, p95 ${ms.p95}, p99 ${ms.p99}, longest ${ms.max}`,
      ]
    : ['ни одного ответа', 'no answer at all']
  return {
    ru: [
      `отправлено ${sent} из ${planned}, ${achievedRate} в секунду; ${ruTimes}`,
      ...(list === '' ? [] : [`не удались: ${list}`]),
      ...(ours.late === 0 ? [] : [`с нашим опозданием: ${ours.late} (до ${ours.maxLagMs} мс)`]),
    ].join('; '),
    en: [
      `${sent} of ${planned} sent, ${achievedRate} a second; ${enTimes}`,
      ...(list === '' ? [] : [`went wrong: ${list}`]),
      ...(ours.late === 0 ? [] : [`late by our own fault: ${ours.late} (up to ${ours.maxLagMs} ms)`]),
    ].join('; '),
  }
}

const isGood = (status: string): boolean => status.startsWith('2')

const good = ({ statuses }: LoadFacts): number =>
  sum(Object.fromEntries(Object.entries(statuses).filter(([status]) => isGood(status))))

const sum = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((all, n) => all + n, 0)
