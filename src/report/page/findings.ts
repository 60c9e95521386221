import { joinTexts, literal, type Text } from '../../base/text.js'
import type { RunRecord } from '../../model/run.js'
import { contrasted, spoken } from '../../render/spoken.js'
import { explainedFindings, type Explained } from '../explained.js'
import type { Result } from '../results.js'
import { inEveryLanguage } from '../wording/index.js'
import { onPage } from '../wording/page.js'
import { keyOf } from './key.js'
import { waiverView } from './waivers.js'

/** What was found amiss in a result, one view for each matter: a check, a requirement and why. */
export function findingViews(record: RunRecord, result: Result, shown: ReadonlyMap<number, object>): object[] {
  return together(explainedFindings(record, result)).map((matter) => findingView(record, result, matter, shown))
}

/** The first thing to know of a result that did not pass, and how many more there are. */
export function gistOf(record: RunRecord, result: Result): object | null {
  const [first, ...rest] = together(explainedFindings(record, result).filter(({ kind }) => kind !== 'remark'))
  const [pair] = first?.pairs ?? []
  if (pair === undefined) return null
  const more = rest.length === 0 ? [] : [inEveryLanguage(({ console: words }) => words.more(rest.length))]
  const gist = inEveryLanguage(({ console: words }) => words.expected)
  const actual = inEveryLanguage(({ console: words }) => `; ${words.actual}: `)
  const said = joinTexts([gist, literal(': '), pair.expected, actual, pair.actual], '')
  return spoken(joinTexts([said, ...more], ' '))
}

type Together = Pick<Explained, 'kind' | 'requirement' | 'clause' | 'clauseText' | 'cause' | 'likelyCause' | 'next'> & {
  readonly places: readonly Pick<Explained, 'where' | 'check'>[]
  readonly pairs: readonly Pick<Explained, 'expected' | 'actual'>[]
  readonly seenIn: readonly { readonly event: number | null; readonly exchange: Text }[]
}

/** Findings of one requirement and one cause are one matter: where it shows, what came instead, in which exchanges. */
function together(findings: readonly Explained[]): Together[] {
  const matters = new Map<string, Together>()
  for (const { expected, actual, event, exchange, where, check, ...matter } of findings) {
    const key = JSON.stringify(matter)
    const { places, pairs, seenIn } = matters.get(key) ?? { places: [], pairs: [], seenIn: [] }
    const newPlace = !places.some((place) => place.where.ru === where.ru)
    const newPair = !pairs.some((pair) => pair.expected.ru === expected.ru && pair.actual.ru === actual.ru)
    const newExchange = exchange !== null && !seenIn.some((seen) => seen.exchange.ru === exchange.ru)
    matters.set(key, {
      ...matter,
      places: newPlace ? [...places, { where, check }] : places,
      pairs: newPair ? [...pairs, { expected, actual }] : pairs,
      seenIn: newExchange ? [...seenIn, { event, exchange }] : seenIn,
    })
  }
  return [...matters.values()]
}

/** How many exchanges a matter links to; the others stand in the steps below it. */
const linkedExchanges = 5

function findingView(record: RunRecord, result: Result, matter: Together, shown: ReadonlyMap<number, object>): object {
  const { kind, cause, pairs, seenIn } = matter
  const basis = record.plan.requirements[matter.requirement]?.basis
  const rest = seenIn.length - linkedExchanges
  return {
    kind,
    heading: spoken(onPage(({ findings }) => findings[kind])),
    places: matter.places.map(({ where, check }) => {
      const purpose = record.plan.purposes?.checks[check]
      return { where: spoken(where), purpose: purpose === undefined ? null : spoken(purpose) }
    }),
    cause: cause === null ? null : spoken(cause),
    pairs: pairs.map(({ expected, actual }) => {
      const { one, other } = contrasted(expected, actual)
      return { expected: one, actual: other }
    }),
    waiver: kind === 'failure' ? waiverView(record, result, matter.requirement) : null,
    requirement: matter.requirement,
    clause: spoken(matter.clause),
    clauseText: matter.clauseText === null ? null : spoken(matter.clauseText),
    basis: basis === undefined ? null : spoken(onPage((words) => words.basis[basis])),
    seenIn: seenIn.slice(0, linkedExchanges).map(({ event, exchange }) => ({
      exchange: spoken(exchange),
      target: event !== null && shown.has(event) ? keyOf(result, event) : null,
    })),
    more: rest > 0 ? spoken(inEveryLanguage(({ console: words }) => words.more(rest))) : null,
    likelyCause: spoken(matter.likelyCause),
    next: spoken(matter.next),
  }
}
