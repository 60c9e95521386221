import type { Instant } from '../base/clock.js'
import { inLanguage, type Language, type Text } from '../base/text.js'
import type { AdmissionRecord } from '../model/admission.js'
import type { DecisionAction } from '../model/decision.js'
import type { ApiRecord, ApplicationRecord, CertificateRecord, PublicationState } from '../model/registry.js'
import type { GatePart, GateReport } from '../operator/admission/gate.js'
import type { Registry } from '../operator/registry/check.js'
import type { Entered } from '../operator/registry/enter.js'
import { paint } from './output.js'

/** Everything in the registry, a line each. */
export function registryLines(registry: Registry, now: Instant, language: Language): string[] {
  const say = (text: Text): string => inLanguage(text, language)
  const { participants, apis, applications, certificates } = registry
  const list = (title: Text, lines: readonly string[]): string[] => [
    paint.bold(`${say(title)}: ${lines.length}`),
    ...lines.map((line) => `  ${line}`),
  ]
  return [
    ...list(
      words.participants,
      [...participants.values()].map(({ id, name, roles, accredited, blocked, limited }) =>
        [
          ...[id, name, roles.join(', ')],
          ...(accredited ? [] : [say(words.notAccredited)]),
          ...(blocked ? [say(words.blocked)] : []),
          ...(limited ? [say(words.states.limited)] : []),
        ].join('  '),
      ),
    ),
    ...list(
      words.apis,
      [...apis.values()].map(({ id, participant, system, state, budget }) =>
        [id, participant, system, say(words.states[state]), say(words.budget(budget))].join('  '),
      ),
    ),
    ...list(
      words.applications,
      [...applications.values()].map(({ id, participant, name, apis: to }) =>
        [id, participant, name, `→ ${to.join(', ')}`].join('  '),
      ),
    ),
    ...list(
      words.certificates,
      [...certificates.values()]
        .sort((a, b) => (a.notAfter < b.notAfter ? -1 : 1))
        .map((one) => certificateLine(one, now, language)),
    ),
  ]
}

/** An API, what it rests on, and who uses it. */
export function apiLines(
  seen: {
    readonly api: ApiRecord
    readonly admissions: readonly AdmissionRecord[]
    readonly applications: readonly ApplicationRecord[]
    readonly certificates: readonly CertificateRecord[]
  },
  now: Instant,
  language: Language,
): string[] {
  const say = (text: Text): string => inLanguage(text, language)
  const { api } = seen
  return [
    `${paint.bold(api.id)}  ${api.name}  ${say(words.states[api.state])} (${api.stateSince})`,
    [api.participant, api.system, say(words.budget(api.budget))].join('  '),
    ...Object.entries(api.targets).map(([environment, file]) => `${environment}: ${file}`),
    ...seen.admissions.flatMap((one) => admittedLines(one, language)),
    ...seen.applications.map(({ id, name, participant }) => `${id}  ${name}  ${participant}`),
    ...seen.certificates.map((one) => certificateLine(one, now, language)),
  ]
}

const dayMs = 86_400_000
/** A certificate that ends within this time is told of. */
const soonMs = 30 * dayMs

/** Whose it is, whom it names, when it ends. */
export function certificateLine(one: CertificateRecord, now: Instant, language: Language): string {
  const leftMs = Date.parse(one.notAfter) - Date.parse(now)
  const days = Math.floor(leftMs / dayMs)
  const left = leftMs < 0 ? words.expired : words.left(days)
  const told = inLanguage(left, language)
  const shown = leftMs < 0 ? paint.red(told) : leftMs < soonMs ? paint.yellow(told) : told
  return [
    one.application ?? one.participant,
    one.subject,
    one.fingerprint.slice(0, 12),
    `→ ${one.notAfter}`,
    shown,
  ].join('  ')
}

/** What first publication takes, and what of it is missing. */
export function gateLines(gate: GateReport | undefined, language: Language): string[] {
  if (!gate) return []
  const say = (text: Text): string => inLanguage(text, language)
  return [
    paint.bold(say(gate.open ? words.open : words.closed)),
    ...gate.items.flatMap(({ part, missing }) => [
      `${missing.length === 0 ? paint.green('✓') : paint.red('✗')} ${say(words.parts[part])}`,
      ...missing.flatMap(({ what, remedy }) => [`    ${say(what)}`, `    → ${say(remedy)}`]),
    ]),
  ]
}

/** What a run was admitted for. */
export function admittedLines(
  { environment, proof, footing, admittedBy, admittedAt }: AdmissionRecord,
  language: Language,
): string[] {
  const say = (text: Text): string => inLanguage(text, language)
  const excused = footing.required.filter(({ kind }) => kind === 'excused').length
  const { leftOut } = footing
  return [
    say(words.admitted(environment, proof.run, footing.required.length - excused, admittedBy, admittedAt)),
    ...(excused > 0 ? [`  ${say(words.excused(excused))}`] : []),
    ...(leftOut.length > 0 ? [`  ${say(words.leftOut(leftOut.length))}`] : []),
  ]
}

/** What an import did. */
export function enteredLines({ added, changed, same }: Entered, onlyLooked: boolean, language: Language): string[] {
  const say = (text: Text): string => inLanguage(text, language)
  return [
    ...added.map(({ kind, id }) => `+ ${kind} ${id}`),
    ...changed.map(({ kind, id }) => `~ ${kind} ${id}`),
    say((onlyLooked ? words.wouldEnter : words.entered)(added.length, changed.length, same)),
  ]
}

/** What was decided. */
export const movedLine = (api: string, action: DecisionAction, decision: number): Text => ({
  ru: `${api}: ${done[action].ru}. Решение ${decision}.`,
  kk: `${api}: ${inLanguage(done[action], 'kk')}. ${decision}-шешім.`,
  en: `${api}: ${done[action].en}. Decision ${decision}.`,
})

const done: Readonly<Record<DecisionAction, Text>> = {
  publish: { ru: 'опубликован', kk: 'жарияланды', en: 'published' },
  unpublish: { ru: 'снят с публикации', kk: 'жариялаудан алынды', en: 'taken off publication' },
  limit: { ru: 'переведён в ограниченный режим', kk: 'шектеулі режимге ауыстырылды', en: 'limited' },
  republish: { ru: 'возвращён на публикацию', kk: 'жариялауға қайтарылды', en: 'back on publication' },
}

const words = {
  participants: { ru: 'Участники', kk: 'Қатысушылар', en: 'Participants' },
  apis: { ru: 'API', kk: 'API', en: 'APIs' },
  applications: { ru: 'Приложения', kk: 'Қолданбалар', en: 'Applications' },
  certificates: { ru: 'Сертификаты', kk: 'Сертификаттар', en: 'Certificates' },
  notAccredited: { ru: 'не аккредитован', kk: 'аккредиттелмеген', en: 'not accredited' },
  blocked: { ru: 'заблокирован', kk: 'бұғатталған', en: 'blocked' },
  states: {
    draft: { ru: 'черновик', kk: 'жоба', en: 'draft' },
    published: { ru: 'опубликован', kk: 'жарияланған', en: 'published' },
    limited: { ru: 'ограничен', kk: 'шектелген', en: 'limited' },
    unpublished: { ru: 'снят', kk: 'алынған', en: 'unpublished' },
  } satisfies Record<PublicationState, Text>,
  budget: (n: number): Text => ({
    ru: `до ${n} тестов в сутки`,
    kk: `тәулігіне ${n} тестке дейін`,
    en: `up to ${n} tests a day`,
  }),
  expired: { ru: 'срок истёк', kk: 'мерзімі өтті', en: 'expired' },
  left: (days: number): Text => ({
    ru: `осталось ${days} сут.`,
    kk: `${days} тәулік қалды`,
    en: `${days} days left`,
  }),
  open: {
    ru: 'Всё готово к первой публикации.',
    kk: 'Алғашқы жариялауға бәрі дайын.',
    en: 'Everything is there for the first publication.',
  },
  closed: {
    ru: 'До первой публикации не хватает:',
    kk: 'Алғашқы жариялауға дейін жетпейді:',
    en: 'Missing before the first publication:',
  },
  parts: {
    participant: {
      ru: 'участник аккредитован и не заблокирован',
      kk: 'қатысушы аккредиттелген әрі бұғатталмаған',
      en: 'the participant is accredited and not blocked',
    },
    passport: {
      ru: 'паспорт сервиса заполнен',
      kk: 'сервис паспорты толтырылған',
      en: 'the service passport is filled in',
    },
    test: {
      ru: 'обязательный набор пройден в тестовой среде',
      kk: 'міндетті жиын тест ортасында өтілген',
      en: 'the required set passed in the test environment',
    },
    live: {
      ru: 'обязательный набор пройден в боевой среде',
      kk: 'міндетті жиын жұмыс ортасында өтілген',
      en: 'the required set passed in the live environment',
    },
  } satisfies Record<GatePart, Text>,
  admitted: (environment: string, run: string, n: number, by: string, at: Instant): Text => ({
    ru: `Допущен запуск ${run} (${environment}): пройдено обязательных сценариев ${n}. ${by}, ${at}.`,
    kk: `${run} іске қосуы (${environment}) қабылданды: өткен міндетті сценарийлер ${n}. ${by}, ${at}.`,
    en: `The run ${run} (${environment}) is admitted: ${n} required scripts passed. ${by}, ${at}.`,
  }),
  excused: (n: number): Text => ({
    ru: `Объявлено неприменимыми: ${n}.`,
    kk: `Қолданылмайды деп жарияланған: ${n}.`,
    en: `Declared not applicable: ${n}.`,
  }),
  leftOut: (n: number): Text => ({
    ru: `В боевой среде не проводятся из-за того, что делают (load, hostile): ${n}.`,
    kk: `Әрекеті салдарынан жұмыс ортасында өткізілмейді (load, hostile): ${n}.`,
    en: `Not run in a live environment because of their effects (load, hostile): ${n}.`,
  }),
  entered: (added: number, changed: number, same: number): Text => ({
    ru: `Внесено ${added}, изменено ${changed}, без изменений ${same}.`,
    kk: `Енгізілді ${added}, өзгертілді ${changed}, өзгеріссіз ${same}.`,
    en: `${added} entered, ${changed} changed, ${same} as before.`,
  }),
  wouldEnter: (added: number, changed: number, same: number): Text => ({
    ru: `Было бы внесено ${added}, изменено ${changed}, без изменений ${same}. Ничего не записано.`,
    kk: `Енгізілер еді ${added}, өзгертілер еді ${changed}, өзгеріссіз ${same}. Ештеңе жазылған жоқ.`,
    en: `${added} would be entered, ${changed} changed, ${same} as before. Nothing was written.`,
  }),
}
