import { randomUUID } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { loadFacts } from '../../../tests/support/sample-load.js'
import { at } from '../../../tests/support/sample-exchange.js'
import { loadEvent, sampleWitness, withEvents, type Took } from '../../../tests/support/sample-witness.js'
import { later } from '../../base/clock.js'
import type { EvidenceEvent } from '../../model/evidence.js'
import type { PlatformJournal, SeenExchange } from '../../model/witness.js'
import { agrees, compareJournal } from './compare.js'

type ExchangeEvent = Extract<EvidenceEvent, { type: 'exchange' }>

const exchange: fc.Arbitrary<Took> = fc.record({
  status: fc.constantFrom(200, 201, 400, 401, 403, 429, 502),
  bytes: fc.nat(2000),
  hasId: fc.boolean(),
  departures: fc.nat(2),
  operation: fc.constantFrom('listAccounts', 'getBalances', 'token'),
})
const attempts = fc.array(fc.array(exchange, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 5 })
const aheadMs = fc.integer({ min: -600_000, max: 600_000 })

/** Every place of the evidence at which an exchange stands. */
const placesOf = (all: ReturnType<typeof sampleWitness>['run']) =>
  [...all.attempts].flatMap(([attempt, { events }]) =>
    events.flatMap((event, i) => (event.type === 'exchange' ? [{ attempt, i }] : [])),
  )

const changedAt = (journal: PlatformJournal, i: number, change: (seen: SeenExchange) => SeenExchange[]) => ({
  ...journal,
  exchanges: journal.exchanges.flatMap((seen, index) => (index === i ? change(seen) : [seen])),
})

/** An exchange of the evidence with another response. */
function answered(event: EvidenceEvent, change: Partial<{ status: number; bodyBytes: number }>): EvidenceEvent {
  if (event.type !== 'exchange' || !('response' in event.exchange.outcome)) return event
  const { response } = event.exchange.outcome
  return { ...event, exchange: { ...event.exchange, outcome: { response: { ...response, ...change } } } }
}

describe('journal and evidence of the same run', () => {
  test('agree, however far the clocks are apart', () => {
    fc.assert(
      fc.property(attempts, aheadMs, (took, ahead) => {
        const { journal, run } = sampleWitness(took.concat([[{}]]), ahead)
        const found = compareJournal(journal, [run])
        expect(found).toMatchObject({ onlyInEvidence: [], onlyInJournal: [], differing: [] })
        expect(found.agreed).toBe(journal.exchanges.length)
        expect(agrees(found)).toBe(true)
      }),
    )
  })

  test('do not agree once any one exchange is taken out of the evidence', () => {
    fc.assert(
      fc.property(attempts, fc.nat(), (took, nth) => {
        const { journal, run } = sampleWitness(took)
        const places = placesOf(run)
        const { attempt, i } = places[nth % places.length] ?? { attempt: 0, i: 0 }
        const without = withEvents(run, attempt, (events) => events.filter((_, index) => index !== i))
        const found = compareJournal(journal, [without])
        expect(found.onlyInJournal.length + found.differing.length).toBeGreaterThan(0)
        expect(agrees(found)).toBe(false)
      }),
    )
  })

  test('do not agree once any one exchange is taken out of the journal', () => {
    fc.assert(
      fc.property(attempts, fc.nat(), (took, nth) => {
        const { journal, run } = sampleWitness(took)
        const without = changedAt(journal, nth % journal.exchanges.length, () => [])
        const found = compareJournal(without, [run])
        expect(found.onlyInEvidence.length + found.differing.length).toBeGreaterThan(0)
        expect(agrees(found)).toBe(false)
      }),
    )
  })

  test('do not agree once any one status or size is another', () => {
    fc.assert(
      fc.property(attempts, fc.nat(), fc.boolean(), (took, nth, isStatus) => {
        const { journal, run } = sampleWitness(took)
        const places = placesOf(run)
        const { attempt, i } = places[nth % places.length] ?? { attempt: 0, i: 0 }
        const change = isStatus ? { status: 299 } : { bodyBytes: 5000 }
        const edited = withEvents(run, attempt, (events) =>
          events.map((event, index) => (index === i ? answered(event, change) : event)),
        )
        expect(agrees(compareJournal(journal, [edited]))).toBe(false)
      }),
    )
  })

  test('do not agree where a departure was edited away', () => {
    const { journal, run } = sampleWitness([[{ departures: 2 }]])
    const whitewashed = withEvents(run, 1, (events) =>
      events.map((event) =>
        event.type === 'exchange' ? { ...event, facts: { ...event.facts, contract: [] } } : event,
      ),
    )
    expect(compareJournal(journal, [whitewashed]).differing).toMatchObject([{ differences: ['departures'] }])
    const ofAnother = { ...journal, contract: 'e'.repeat(64) }
    expect(agrees(compareJournal(ofAnother, [whitewashed]))).toBe(true)
  })

  test('do not agree where an answer was made a refusal of the connection', () => {
    const { journal, run } = sampleWitness([[{}]])
    const failure = { kind: 'tls-alert', alert: 'handshake_failure' } as const
    const refused = withEvents(run, 1, (events) =>
      events.map((event) =>
        event.type === 'exchange' ? { ...event, exchange: { ...event.exchange, outcome: { failure } } } : event,
      ),
    )
    expect(compareJournal(journal, [refused]).differing).toMatchObject([{ differences: ['answered'] }])
  })

  test('do not agree where an exchange was moved in time', () => {
    const { journal, run } = sampleWitness([[{}, {}, {}]])
    const moved = withEvents(run, 1, (events) =>
      events.map((event, i) =>
        i === 2 && event.type === 'exchange'
          ? { ...event, exchange: { ...event.exchange, at: later(event.exchange.at, 60_000) } }
          : event,
      ),
    )
    expect(compareJournal(journal, [moved]).differing).toMatchObject([{ differences: ['time'] }])
  })
})

test('nothing agrees with nothing', () => {
  const { journal, run } = sampleWitness([[{ direct: true }]])
  const found = compareJournal(journal, [run])
  expect(found).toMatchObject({ agreed: 0, apart: { direct: 1 } })
  expect(agrees(found)).toBe(false)
})

test('what went straight to the bank, or had no answer, is counted apart', () => {
  const { journal, run } = sampleWitness([[{}, { direct: true }, {}]])
  const failure = { kind: 'timeout', limitMs: 1000, phase: 'response' } as const
  const more = withEvents(run, 1, (events) => {
    const first = events.find((it): it is ExchangeEvent => it.type === 'exchange')
    if (!first) return events
    const lost = { ...first.exchange, request: { ...first.exchange.request, headers: {} }, outcome: { failure } }
    return [...events.slice(0, -1), { ...first, exchange: lost }, ...events.slice(-1)]
  })
  const found = compareJournal(journal, [more])
  expect(found).toMatchObject({ agreed: 2, apart: { direct: 1, unanswered: 1 } })
  expect(agrees(found)).toBe(true)
})

test('what came before and after the runs is counted apart; within it shows', () => {
  const { journal, run } = sampleWitness([[{}, {}]])
  const stray = (when: string): SeenExchange => ({
    ...{
      at: when,
      from: 'harness',
      method: 'GET',
      operation: null,
      status: 200,
      bytes: 1,
      ended: 'whole',
      departures: null,
    },
  })
  const [first] = journal.exchanges
  const around = { ...journal, exchanges: [...journal.exchanges, stray(journal.from), stray(journal.to)] }
  expect(compareJournal(around, [run])).toMatchObject({ onlyInJournal: [], apart: { beyond: 2 } })
  const during = { ...journal, exchanges: [...journal.exchanges, stray(first?.at ?? '')] }
  expect(compareJournal(during, [run]).onlyInJournal).toHaveLength(1)
})

describe('an application under test', () => {
  const { journal, run } = sampleWitness([[{ inbound: true }], [{ inbound: true }, { inbound: true }]])

  test('is compared likewise', () => {
    expect(agrees(compareJournal(journal, [run]))).toBe(true)
    const without = withEvents(run, 2, (events) => events.filter((_, i) => i !== 1))
    expect(compareJournal(journal, [without]).onlyInJournal).toHaveLength(1)
  })

  test('may do something between two scripts', () => {
    const [first] = journal.exchanges
    const end = run.attempts.get(1)?.events.at(-1)?.at ?? ''
    if (!first) throw new Error('there is no exchange')
    const requestId = randomUUID()
    const more = { ...journal, exchanges: [...journal.exchanges, { ...first, requestId, at: later(end, 500) }] }
    const found = compareJournal(more, [run])
    expect(found).toMatchObject({ onlyInJournal: [], apart: { between: 1 } })
  })

  test('in a run of its bank, it is beyond it', () => {
    const asBank = { ...run, plan: { ...run.plan, role: 'provider' as const }, attempts: new Map() }
    expect(compareJournal(journal, [asBank])).toMatchObject({ onlyInJournal: [], apart: { beyond: 3 } })
  })
})

describe('a load', () => {
  const { journal, run } = sampleWitness([[{ bytes: 5 }, ...Array.from({ length: 9 }, () => ({ bytes: 5 }))]])
  /** Of ten exchanges the first is kept as a sample. */
  const sampled = (answered: number, failures: number) =>
    withEvents(run, 1, (events) => [
      ...events.slice(0, 1),
      { type: 'step-started', at, step: '1', kind: 'load' },
      ...events.slice(1, 2),
      loadEvent(events.at(-1)?.at ?? '', answered, failures, loadFacts()),
      ...events.slice(-1),
    ])

  test('is compared by number and status', () => {
    const found = compareJournal(journal, [sampled(10, 0)])
    expect(found).toMatchObject({ agreed: 1, apart: { loads: 9 }, onlyInEvidence: [], onlyInJournal: [] })
    expect(compareJournal(journal, [sampled(8, 2)])).toMatchObject({ apart: { loads: 9 }, onlyInJournal: [] })
  })

  test('does not agree with more or fewer than the platform saw', () => {
    expect(compareJournal(journal, [sampled(12, 0)]).onlyInEvidence).toMatchObject([{ times: 2, status: 200 }])
    expect(compareJournal(journal, [sampled(7, 0)]).onlyInJournal).toHaveLength(3)
  })
})

test('what the platform saw after a run was cut off, and before it was resumed, is counted apart', () => {
  const { journal, run } = sampleWitness([[{}, {}], [{}]])
  const [start, end] = run.lines
  const second = run.attempts.get(2)?.events[0]?.at ?? ''
  const resumed = { type: 'run-resumed', at: second, version: '1', after: [], abandoned: [], attempts: [] } as const
  if (!start || !end) throw new Error('the sample has no lines')
  // Of the first attempt the last exchange was under way, and its end is missing.
  const cut = withEvents({ ...run, lines: [start, resumed, end] }, 1, (events) => events.slice(0, 2))
  const found = compareJournal(journal, [cut])
  expect(found).toMatchObject({ agreed: 2, onlyInJournal: [], apart: { cutOff: 1 } })
})
