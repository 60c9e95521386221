import { z } from 'zod'
import { kazakhstanTime } from '../base/clock.js'
import { httpDate } from '../base/http-date.js'
import type { Json } from '../base/json.js'
import type { Text } from '../base/text.js'
import type { RawExchange } from '../model/exchange.js'
import type { Observation } from '../model/finding.js'
import type { JudgePlace, Seen } from '../model/vocabulary.js'
import { defineCheck, factMissing, lastExchange, shown, unanswered, written } from './define.js'
import { compileExpression, type Expression, type Surroundings } from './rules/expression.js'
import { itemsAt, type Item } from './rules/items.js'
import { exchangeOf, offenderText } from './rules/offender-text.js'
import { withinTime } from './rules/time-limit.js'

const words = z.string().min(1)
const text = z
  .strictObject({ ru: words, en: words, kk: words.optional() })
  .transform(({ ru, en, kk }): Text => ({ ru, en, ...(kk === undefined ? {} : { kk }) }))

/** For whoever wrote a condition that cannot be taken. */
const remedy = 'Mend the condition; docs/rule-language.md shows what may stand in one.'

const params = z
  .strictObject({
    each: z
      .string()
      .regex(/^[^.]+(\.[^.]+)*$/, 'names with dots between them, such as data.rates')
      .optional()
      .describe('list of the body whose entries are looked at, one by one; the body as a whole without it'),
    that: z.string().min(1).describe('condition in CEL that holds for each of them'),
    says: text.describe('the same in words'),
    shows: z
      .array(z.string().min(1))
      .max(6)
      .default([])
      .describe('properties by which a reader knows the item; `parent.name` is one of the entry around it'),
    given: z.record(z.string(), written).default({}).describe('values of earlier steps that the condition speaks of'),
    'at-least': z.int().min(0).default(1).describe('fewer items make the script inconclusive'),
    mend: text.optional().describe('what to do about it, for the engineer of whoever answered'),
  })
  .superRefine(({ that }, context) => {
    const compiled = compileExpression(that)
    if ('refused' in compiled)
      context.addIssue({ code: 'custom', path: ['that'], message: compiled.refused, params: { remedy } })
  })
type Params = z.output<typeof params>
type Undecided = Extract<Observation, { result: 'undecided' }>

/** All items of a step together may take this long. */
const limitMs = 2000
/** More offenders than this say nothing new. */
const mostKept = 20

/** Counts and places: an answer of the step (from 0), and a pointer made of the rule's own names and of indexes. */
type RuleFact = {
  readonly looked: number
  readonly failed: number
  /** Items of which it cannot be told: they lack what the condition speaks of, or have it in another type. */
  readonly unclear: number
  readonly offenders: readonly { readonly answer: number; readonly at: string }[]
}

/**
 * `rule: { each: data, that: 'double(item.buy) <= double(item.sell)', says: … }` — a condition over the data of every answer.
 * The fact holds counts and pointers; the values that a reader is shown come out of the masked record.
 */
export const rule = defineCheck<Params, RuleFact | 'too-slow'>({
  name: 'rule',
  version: 1,
  summary: { ru: 'условие над данными ответа', en: 'a condition over the data of the answer' },
  params,
  properties: (p) => [...(p.each?.split('.') ?? []), ...shownBy(p).map((name) => name.replace(/^parent\./, ''))],
  observe(seen, p) {
    const compiled = compileExpression(p.that)
    if ('refused' in compiled) return nothing
    const given = Object.fromEntries(Object.entries(p.given).map(([name, value]) => [name, seen.resolve(value)]))
    const ended = withinTime(limitMs, () => look(compiled, seen, p, given))
    return ended === 'too-slow' ? ended : ended.done
  },
  judge(place, _attempt, fact, p) {
    const without = unanswered(place)
    if (without) return [without]
    const last = lastExchange(place)
    if (fact === 'absent') return [factMissing(last?.index)]
    if (fact === 'too-slow') return [tooSlow(p, last?.index)]
    return [judged(place, fact, p)]
  },
})

const nothing: RuleFact = { looked: 0, failed: 0, unclear: 0, offenders: [] }

function look(expression: Expression, seen: Seen, p: Params, given: Readonly<Record<string, Json>>): RuleFact {
  let { looked, failed, unclear } = nothing
  const offenders: { answer: number; at: string }[] = []
  for (const [answer, exchange] of seen.exchanges.entries()) {
    const body = served(exchange) ? seen.body(exchange) : undefined
    if (body === undefined) continue
    const around = { body, given, ...momentsOf(exchange) }
    const items: Item[] = p.each === undefined ? [{ value: null, parent: body, at: '' }] : itemsAt(body, p.each)
    for (const { value, parent, at } of items) {
      looked += 1
      const holds = whether(expression, { ...around, item: value, parent })
      if (holds === 'unclear') unclear += 1
      if (holds !== false) continue
      failed += 1
      if (offenders.length < mostKept) offenders.push({ answer, at })
    }
  }
  return { looked, failed, unclear, offenders }
}

/** Only the kind of error is told: its message could quote what was received. */
function whether(expression: Expression, around: Surroundings): boolean | 'unclear' {
  try {
    return expression.holds(around)
  } catch {
    return 'unclear'
  }
}

const served = ({ outcome }: RawExchange): boolean => 'response' in outcome && outcome.response.status < 300

/** The server's own clock where it tells it, so that a difference to ours is charged to nobody. */
function momentsOf({ outcome, at }: RawExchange): Pick<Surroundings, 'headers' | 'now' | 'today'> {
  const headers = 'response' in outcome ? outcome.response.headers : {}
  const now = new Date(httpDate(headers.date ?? '') ?? Date.parse(at))
  return { headers, now, today: kazakhstanTime(now.toISOString()).date }
}

/** What names the item, then what the condition looks at. */
function shownBy({ that, shows }: Params): string[] {
  const compiled = compileExpression(that)
  return [...new Set([...shows, ...('refused' in compiled ? [] : compiled.looksAt)])].slice(0, mostShown)
}
const mostShown = 6
/** Offenders that a finding tells of. */
const mostTold = 3

function judged(place: JudgePlace, fact: RuleFact, p: Params): Observation {
  const expected = p.says
  const last = lastExchange(place)
  const at = last === undefined ? {} : { exchange: last.index }
  if (fact.failed > 0) return departed(place, fact, p)
  if (fact.unclear > 0) return { ...unclear(fact), expected, ...at }
  if (fact.looked < p['at-least']) return { ...tooFew(fact, p), expected, ...at }
  const actual =
    p.each === undefined
      ? { ru: 'так и есть', en: 'as expected' }
      : { ru: `так и есть, проверено: ${fact.looked}`, en: `as expected in all ${fact.looked}` }
  return { result: 'met', expected, actual, ...at }
}

function departed(place: JudgePlace, { offenders, failed, looked }: RuleFact, p: Params): Observation {
  const told = offenders
    .slice(0, mostTold)
    .map((it) => offenderText(place, it, shownBy(p), (name) => shown(place, name)))
  const more = failed - told.length
  const index = exchangeOf(place, offenders[0]?.answer ?? 0)
  const [first] = told
  const counted =
    p.each === undefined ? { ru: '', en: '' } : { ru: ` у ${failed} из ${looked}`, en: ` in ${failed} of ${looked}` }
  const actual: Text = {
    ru: `не так${counted.ru}: ${told.map(({ ru }) => ru).join('; ')}${more > 0 ? `; и ещё ${more}` : ''}`,
    en: `not so${counted.en}: ${told.map(({ en }) => en).join('; ')}${more > 0 ? `; and ${more} more` : ''}`,
  }
  return {
    result: 'departed',
    expected: p.says,
    actual,
    ...(index === undefined ? {} : { exchange: index }),
    likelyCause: unchecked,
    next: p.mend ?? (p.each === undefined ? nextOfBody : nextOfRecord(first)),
  }
}

const unchecked: Text = {
  ru: 'Данные попадают в ответ без этой проверки: ошибка ввода, выгрузки или пересчёта.',
  en: 'The data come into the answer without being checked for this: a slip in entry, export or conversion.',
}

const nextOfBody: Text = {
  ru: 'Посмотрите, откуда берутся эти значения, и исправьте источник.',
  en: 'See where these values come from, and correct the source.',
}

const nextOfRecord = (record: Text | undefined): Text => ({
  ru: `Найдите эту запись в своей системе (${record?.ru ?? ''}) и исправьте её там, откуда она публикуется.`,
  en: `Find the record in your own system (${record?.en ?? ''}) and correct it where it is published from.`,
})

function unclear({ unclear: items, looked }: RuleFact): Pick<Undecided, 'result' | 'cause' | 'actual' | 'next'> {
  return {
    result: 'undecided',
    cause: 'configuration',
    actual: {
      ru: `сказать нельзя у ${items} из ${looked}: нет поля, о котором правило, или оно другого типа`,
      en: `cannot be told of ${items} of ${looked}: what the rule speaks of is missing or of another type`,
    },
    next: {
      ru: 'Посмотрите, соответствует ли ответ контракту: это показывает проверка conforms того же запроса.',
      en: 'See whether the answer meets the contract: the check conforms of the same request shows it.',
    },
  }
}

function tooFew({ looked }: RuleFact, p: Params): Pick<Undecided, 'result' | 'cause' | 'actual' | 'next'> {
  const least = p['at-least']
  return {
    result: 'undecided',
    cause: 'configuration',
    actual: { ru: `записей ${looked}, нужно не меньше ${least}`, en: `${looked} items, at least ${least} are needed` },
    next: {
      ru: 'Добавьте такие записи в тестовой среде: без них правило ничего не проверяет. Если их не бывает, объявите сценарий неприменимым («notApplicable» в файле цели).',
      en: 'Add such items in the test environment: without them the rule tests nothing. Where there never are any, declare the script as not applicable («notApplicable» in the target file).',
    },
  }
}

function tooSlow({ says }: Params, index: number | undefined): Observation {
  return {
    result: 'undecided',
    cause: 'harness',
    expected: says,
    actual: {
      ru: `правило не просмотрело ответ за ${limitMs / 1000} с`,
      en: `the rule did not come to its end within ${limitMs / 1000} s`,
    },
    next: {
      ru: 'Повторите прогон; если так и останется, разбейте правило или просматривайте ответ по страницам.',
      en: 'Run again; if it stays so, split the rule or look at the answer page by page.',
    },
    ...(index === undefined ? {} : { exchange: index }),
  }
}
