import { durationMs, fromKazakhstan, kazakhstanTime, systemClock, type Instant } from '../../base/clock.js'
import { problem } from '../../base/problem.js'
import { inLanguage, type Text } from '../../base/text.js'
import type { WorksOf } from '../../model/works.js'
import {
  announceWorks,
  cancelWorks,
  endWorks,
  ownDaysUsed,
  worksRulesInForce,
  type Announced,
  type WorksAsk,
} from '../../operator/works.js'
import { spanText, warningText } from '../../operator/works/words.js'
import type { Actor } from '../../store/journal-rows.js'
import { worksAhead, worksPast, type WorksRow } from '../../store/works-rows.js'
import { exitCodes, type ExitCode } from '../exit-codes.js'
import { withStore } from '../serve/with-store.js'
import type { Output } from '../wiring.js'

export interface WorksAnnounceOptions {
  readonly own?: boolean
  readonly participant?: string
  readonly api?: string
  readonly unplanned?: boolean
  /** In Kazakhstan's time, as `until`. */
  readonly start?: string
  readonly until?: string
  /** Instead of `until`: an ISO 8601 duration. */
  readonly for?: string
  readonly limited?: boolean
  readonly note: string
  readonly anyway?: boolean
  readonly data: string
}

export interface NumberedWorks {
  /** As it was typed. */
  readonly number: string
  readonly data: string
}

/** Whoever can read the data folder. */
const atConsole: Actor = { name: 'console', role: 'operator' }
const pastShown = 20

/** `synaq works announce` — announces works, as of now. */
export async function worksAnnounce(options: WorksAnnounceOptions, out: Output): Promise<ExitCode> {
  const ask = (now: Instant): WorksAsk => ({
    of: whose(options),
    kind: options.unplanned === true ? 'unplanned' : 'planned',
    ...times(options, now),
    ...{ limited: options.limited === true, note: options.note, anyway: options.anyway === true },
  })
  const answer = await withStore(options.data, (db) =>
    db.transaction((tx) => {
      const now = systemClock.now()
      return announceWorks(tx, ask(now), atConsole, now)
    }),
  )
  if (answer.kind !== 'known')
    for (const warning of answer.warnings) out.line(inLanguage(warningText(warning), out.language))
  out.line(inLanguage(said(answer), out.language))
  out.result(answer)
  return answer.kind === 'warned' ? exitCodes.misuse : exitCodes.conforms
}

/** `synaq works list` — what goes on, comes and was; the operator's own days of the year. */
export async function worksList({ data }: { readonly data: string }, out: Output): Promise<ExitCode> {
  const now = systemClock.now()
  const { year } = kazakhstanTime(now)
  const { ahead, past, used, rules } = await withStore(data, async (db) => {
    const rules = await worksRulesInForce(db)
    return {
      rules,
      ahead: await worksAhead(db, now),
      past: await worksPast(db, now, pastShown),
      used: await ownDaysUsed(db, year, rules),
    }
  })
  const lines = [...ahead].reverse().concat(past)
  for (const works of lines) out.line(line(works, now))
  out.line(inLanguage(words.used(year, used, rules.own.daysAYear), out.language))
  out.result({ ahead, past, own: { year, used, most: rules.own.daysAYear } })
  return exitCodes.conforms
}

/** `synaq works end` — they are over now. */
export function worksEnd(options: NumberedWorks): Promise<ExitCode> {
  return act(options, endWorks)
}

/** `synaq works cancel` — they will not take place. */
export function worksCancel(options: NumberedWorks): Promise<ExitCode> {
  return act(options, cancelWorks)
}

async function act({ number, data }: NumberedWorks, what: typeof endWorks): Promise<ExitCode> {
  const id = /^\d{1,9}$/.test(number) ? Number(number) : undefined
  if (id === undefined) throw wrong(number, 'this is no number of works', '`synaq works list` shows them.')
  await withStore(data, (db) => db.transaction((tx) => what(tx, id, atConsole, systemClock.now())))
  return exitCodes.conforms
}

function whose({ own, participant, api }: WorksAnnounceOptions): WorksOf {
  const named: readonly (WorksOf | undefined)[] = [
    own === true ? { kind: 'operator' } : undefined,
    participant === undefined ? undefined : { kind: 'participant', participant },
    api === undefined ? undefined : { kind: 'api', api },
  ]
  const [one, ...others] = named.filter((of) => of !== undefined)
  if (one && others.length === 0) return one
  throw wrong(
    '--own, --participant, --api',
    'exactly one of them says whose works they are',
    'Write --own for the operator’s, --participant ID for all APIs of a participant, --api ID for one.',
  )
}

function times(
  { start, until, for: length }: WorksAnnounceOptions,
  now: Instant,
): Pick<WorksAsk, 'startsAt' | 'endsAt'> {
  const startsAt = start === undefined ? undefined : instant(start, '--start')
  const begins = startsAt === undefined ? {} : { startsAt }
  if ((until === undefined) === (length === undefined)) {
    throw wrong(
      '--until, --for',
      'one of them says when the service is back',
      "Write --until '2026-12-05 06:00' or --for PT8H.",
    )
  }
  if (until !== undefined) return { ...begins, endsAt: instant(until, '--until') }
  const ms = durationMs(length ?? '')
  if (!ms) throw wrong('--for', `«${length ?? ''}» is no duration`, 'Write PT8H or PT90M.')
  return { ...begins, endsAt: wholeMinute(Date.parse(startsAt ?? now) + ms) }
}

/** Rounded up: works that begin now end at a time that can be told. */
const wholeMinute = (ms: number): Instant => new Date(Math.ceil(ms / 60_000) * 60_000).toISOString()

function instant(written: string, option: string): Instant {
  const [, date = '', time = ''] = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})$/.exec(written) ?? []
  const at = fromKazakhstan(date, time)
  if (at !== undefined) return at
  throw wrong(option, `«${written}» is no date and time`, "Write '2026-12-05 22:00', in the time of Kazakhstan.")
}

function line(works: WorksRow, now: Instant): string {
  const { id, participant, api, kind, notice, starts_at, ends_at, limited, note, cancelled_at } = works
  const state = cancelled_at !== null ? '✗' : ends_at <= now ? '✓' : starts_at <= now ? '▶' : '·'
  const span = spanText({ startsAt: starts_at, endsAt: ends_at })
  const what = [kind, notice, ...(limited ? ['limited'] : [])].join(' ')
  return [`${state} ${id}`, span, api ?? participant ?? '*', what, note].filter((part) => part !== '').join('  ')
}

function said(answer: Announced): Text {
  if (answer.kind === 'warned') return words.warned
  const { id, starts_at, ends_at } = answer.works
  const span = spanText({ startsAt: starts_at, endsAt: ends_at })
  return answer.kind === 'known' ? words.known(id, span) : words.announced(id, span)
}

function wrong(name: string, what: string, remedy: string) {
  return problem('works-usage', what, remedy, { name })
}

const words = {
  announced: (id: number, span: string): Text => ({
    ru: `Работы № ${id} объявлены: ${span} (время Казахстана).`,
    kk: `№ ${id} жұмыстар туралы хабарланды: ${span} (Қазақстан уақыты).`,
    en: `Works no. ${id} are announced: ${span} (time of Kazakhstan).`,
  }),
  known: (id: number, span: string): Text => ({
    ru: `Такое извещение уже есть: работы № ${id}, ${span}.`,
    kk: `Мұндай хабарлама бар: № ${id} жұмыстар, ${span}.`,
    en: `This notice stands already: works no. ${id}, ${span}.`,
  }),
  warned: {
    ru: 'Не объявлено. Если так и нужно, повторите с --anyway.',
    kk: 'Хабарланған жоқ. Осылай керек болса, --anyway қосып қайталаңыз.',
    en: 'Not announced. If it has to be so, repeat with --anyway.',
  },
  used: (year: number, used: number, most: number): Text => ({
    ru: `Собственные плановые работы в ${year} году: календарных дней ${Math.round(used * 10) / 10} из ${most}.`,
    kk: `${year} жылғы өз жоспарлы жұмыстары: ${most} күнтізбелік күннен ${Math.round(used * 10) / 10}.`,
    en: `The operator's own planned works in ${year}: ${Math.round(used * 10) / 10} of ${most} calendar days.`,
  }),
}
