import { kazakhstanTime, type Instant } from '../base/clock.js'
import { inLanguage, type Language } from '../base/text.js'
import type { ApiId, ApiRecord, ParticipantId, ParticipantRecord } from '../model/registry.js'
import type { WorksRules } from '../model/works.js'
import { mayHandleWorks } from '../operator/works.js'
import { phaseDue } from '../operator/works/rules.js'
import type { WorksWarning } from '../operator/works/warnings.js'
import { lengthText, minuteText, spanText, warningText } from '../operator/works/words.js'
import type { WorksRow } from '../store/works-rows.js'
import type { Visitor } from './visitor.js'
import { wordings } from './wording/index.js'
import { worksWordings, type WorksWords } from './wording/works.js'

/** Works, and what stands against them. */
export interface ShownWorks {
  readonly row: WorksRow
  readonly warnings: readonly WorksWarning[]
}

/** What somebody has typed, as the form has it. */
export interface WorksForm {
  readonly of: string
  readonly kind: 'planned' | 'unplanned'
  readonly start: string
  readonly end: string
  readonly limited: boolean
  readonly note: string
}

export interface WorksPage {
  readonly ahead: readonly ShownWorks[]
  readonly past: readonly WorksRow[]
  /** Those that the visitor may see. */
  readonly participants: readonly ParticipantRecord[]
  readonly apis: readonly ApiRecord[]
  readonly rules: WorksRules
  /** Calendar days of this year that the operator's own planned works take. */
  readonly used: number
  readonly visitor: Visitor
  readonly form: WorksForm
  /** What was wrong with what was asked, or has to be read first. */
  readonly refused?: string
  readonly warned?: readonly WorksWarning[]
}

export const emptyForm: WorksForm = { of: '', kind: 'planned', start: '', end: '', limited: false, note: '' }

/** Everything that templates/operator/works.hbs prints. */
export function worksView(page: WorksPage, now: Instant, language: Language): object {
  const words = worksWordings[language]
  const { visitor, rules } = page
  const names = namesOf(page)
  const year = kazakhstanTime(now).year
  const used = String(Math.round(page.used * 10) / 10)
  return {
    words,
    used: visitor.role === 'participant' ? null : words.used(used, String(rules.own.daysAYear), String(year)),
    ahead: page.ahead.map((works) => worksRowView(works, { names, now, language, visitor })),
    past: page.past.map((row) => worksRowView({ row, warnings: [] }, { names, now, language, visitor })),
    form: visitor.role === 'auditor' ? null : formView(page, words, language),
  }
}

interface Named {
  readonly participants: readonly Pick<ParticipantRecord, 'id' | 'name'>[]
  readonly apis: readonly Pick<ApiRecord, 'id' | 'name'>[]
}

interface Names {
  readonly participants: ReadonlyMap<ParticipantId, string>
  readonly apis: ReadonlyMap<ApiId, string>
}

/** How those that works are of are called. */
export function namesOf({ participants, apis }: Named): Names {
  return {
    participants: new Map(participants.map(({ id, name }) => [id, name])),
    apis: new Map(apis.map(({ id, name }) => [id, name])),
  }
}

/** A row of works as templates/operator/works-row.hbs prints it. */
export function worksRowView(
  { row, warnings }: ShownWorks,
  around: { readonly names: Names; readonly now: Instant; readonly language: Language; readonly visitor: Visitor },
): object {
  const { names, now, language, visitor } = around
  const words = worksWordings[language]
  const span = { startsAt: row.starts_at, endsAt: row.ends_at }
  const length = inLanguage(lengthText(Date.parse(row.ends_at) - Date.parse(row.starts_at)), language)
  const phase = row.cancelled_at === null ? phaseDue(span, 'coming', now) : 'cancelled'
  const mine = mayHandleWorks(visitor, row.participant)
  return {
    id: row.id,
    phase,
    phaseWord: words.phases[phase],
    whose: row.participant === null ? words.own : (names.participants.get(row.participant) ?? row.participant),
    api: row.api === null ? words.allApis : (names.apis.get(row.api) ?? row.api),
    what: whatText(row, language),
    limited: row.limited ? words.limited : null,
    note: row.note,
    when: spanText(span),
    length: words.lasting(length),
    announcedUntil: row.announced_end === row.ends_at ? null : words.announcedUntil(minuteText(row.announced_end)),
    told: minuteText(row.announced_at),
    notice: noticeText(row, words, language),
    warnings: warnings.map((warning) => inLanguage(warningText(warning), language)),
    end: mine && phase === 'running' ? words.end : null,
    cancel: mine && phase === 'coming' ? words.cancel : null,
  }
}

function whatText({ kind, notice }: WorksRow, language: Language): string {
  const word = wordings[language].works[kind]
  return kind === 'operator' && notice === 'at-once' ? `${word}, ${worksWordings[language].unplanned}` : word
}

function noticeText({ notice, announced_at, starts_at }: WorksRow, words: WorksWords, language: Language): string {
  if (notice === 'at-once') return words.atOnce
  const before = inLanguage(lengthText(Date.parse(starts_at) - Date.parse(announced_at)), language)
  return notice === 'late' ? words.late(before) : words.inTime(before)
}

function formView(
  { participants, apis, visitor, form, refused, warned }: WorksPage,
  words: WorksWords,
  language: Language,
) {
  const option = (value: string, name: string) => ({ value, name, chosen: value === form.of })
  return {
    words: words.form,
    own: visitor.role === 'operator' ? option('operator', words.own) : null,
    groups: participants.map(({ id, name }) => ({
      name,
      options: [
        option(`participant ${id}`, `${name}: ${words.allApis}`),
        ...apis.filter((api) => api.participant === id).map((api) => option(`api ${api.id}`, `${name}: ${api.name}`)),
      ],
    })),
    ...form,
    planned: form.kind === 'planned',
    refused: refused === undefined ? null : (words.problems[refused] ?? refused),
    warned: warned?.map((warning) => inLanguage(warningText(warning), language)) ?? null,
  }
}
