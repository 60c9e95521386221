import { literal, mapText, type Text } from '../../base/text.js'
import type { Cause } from '../../model/finding.js'
import type { RunRecord } from '../../model/run.js'
import { contrasted, spoken } from '../../render/spoken.js'
import { advised } from '../explain/index.js'
import { countsText } from '../conclusion.js'
import { mattersOf, type Matter } from '../matters.js'
import { plainLine } from '../../render/printable.js'
import { actRefusal } from '../refusal.js'
import {
  asksForConsents,
  clauseOf,
  countsOf,
  selfCheckResults,
  stoppedAlike,
  subjectResults,
  type Departed,
  type Result,
  type Undecided,
} from '../results.js'
import { isRequired } from '../rows.js'
import { pauseTexts } from '../run-text.js'
import { lengthText, momentText } from '../times.js'
import { inEveryLanguage, wordings } from '../wording/index.js'
import { onPage } from '../wording/page.js'
import { keyOf } from './key.js'
import { waivedAct } from './waivers.js'

interface Fact {
  readonly label: object
  readonly value: object
}

/** What was tested, where, against which contract, when and by what. */
export function factViews(record: RunRecord): Fact[] {
  const { target } = record.plan
  const { contract } = target
  const { again } = record
  const facts: readonly (readonly [Text, Text])[] = [
    [
      inEveryLanguage(({ place }) => place.target),
      inEveryLanguage(
        ({ place }) => `${target.name} (${target.participant.id}, ${place.environments[target.environment]})`,
      ),
    ],
    [inEveryLanguage(({ place }) => place.endpoints), addressesOf(record)],
    [
      inEveryLanguage(({ place }) => place.contract),
      inEveryLanguage(
        ({ place }) => `${contract.title}, ${place.version(contract.version)}, SHA-256 ${contract.digest}`,
      ),
    ],
    ...(contract.overlay === undefined
      ? []
      : [[inEveryLanguage(({ place }) => place.overlay), literal(`SHA-256 ${contract.overlay.digest}`)] as const]),
    ...(again === undefined
      ? []
      : [
          [
            inEveryLanguage(({ place }) => place.again),
            inEveryLanguage(({ place }) => `${place.againText(again.version)} ${again.scenarios}`),
          ] as const,
        ]),
    ...(record.plan.role === 'user'
      ? [[inEveryLanguage(({ place }) => place.sandbox), inEveryLanguage(({ place }) => place.sandboxText)] as const]
      : []),
    ...(asksForConsents(record.plan)
      ? [
          [
            inEveryLanguage(({ place }) => place.consent),
            inEveryLanguage(({ place }) => place.consentCheck[target.consentCheck]),
          ] as const,
        ]
      : []),
    [
      inEveryLanguage(({ terms }) => terms.start),
      inEveryLanguage(({ terms }) => `${momentText(record.startedAt)} (${terms.zone})`),
    ],
    [
      inEveryLanguage(({ terms }) => terms.duration),
      inEveryLanguage((wording) =>
        record.endedAt === null ? wording.terms.notEnded : lengthText(record.startedAt, record.endedAt, wording),
      ),
    ],
    ...(pauseTexts({ record }, wordings.ru).length === 0
      ? []
      : [
          [
            inEveryLanguage(({ terms }) => terms.pauses),
            inEveryLanguage((wording) => pauseTexts({ record }, wording).join('; ')),
          ] as const,
        ]),
    [onPage(({ run }) => run), literal(`${record.run}, ${record.tool.name} ${record.tool.version}`)],
  ]
  return facts.map(([label, value]) => ({ label: spoken(label), value: spoken(mapText(value, plainLine)) }))
}

function addressesOf({ plan: { target } }: RunRecord): Text {
  return inEveryLanguage((wording) => {
    const ways = { ...wording.mode, platform: wording.place.platform }
    return (['direct', 'through', 'platform'] as const)
      .flatMap((way) => (target.endpoints[way] === undefined ? [] : [`${ways[way]} ${target.endpoints[way]}`]))
      .join(', ')
  })
}

/** The outcome in a line for the subject, and one for the self-check of the platform where there was any. */
export function countLines(record: RunRecord): object[] {
  const of = (results: readonly Result[], name: (words: (typeof wordings)['ru']['console']) => string): object[] =>
    results.length === 0
      ? []
      : [spoken(inEveryLanguage((wording) => `${name(wording.console)}: ${countsText(countsOf(results), wording)}`))]
  return [
    ...of(subjectResults(record), ({ subject }) => subject),
    ...of(selfCheckResults(record), ({ selfCheck }) => selfCheck),
  ]
}

/** How much of the required set is passed, and what stands in the way of the Act; `refusal` is null where nothing does. */
export function actView(record: RunRecord): object {
  const refusal = actRefusal(record)
  const required = subjectResults(record).filter((result) => isRequired(record, result))
  const passed = countsOf(required).pass
  return {
    refusal: refusal === undefined ? null : spoken(refusal),
    waived: refusal === undefined ? waivedAct(record) : null,
    required: spoken(onPage((words) => words.required(passed, record.plan.required.length))),
  }
}

/** What is wrong, each thing once with the scripts that it stops, and then what left scripts without a conclusion. */
export function matterGroups(record: RunRecord): object[] {
  const subject = subjectResults(record)
  const matters = mattersOf(subject)
  const looks = matters.map(lookOf)
  const wrong = matters.map((matter, i) => ({
    ...matterView(record, matter),
    // Rows that would look the same are told apart by why.
    alike: looks.filter((look) => look === looks[i]).length > 1,
  }))
  const stopping = stoppedAlike(subject).flatMap(({ results, cause, finding }) =>
    finding === undefined
      ? []
      : [
          matterView(record, {
            finding,
            result: results[0],
            advice: advised(results[0], finding),
            results,
            requirements: [],
            cause,
          }),
        ],
  )
  const groups = [
    {
      heading: onPage(({ matters }) => matters),
      hint: onPage(({ mattersHint }) => mattersHint),
      matters: wrong,
    },
    {
      heading: onPage(({ stopping: heading }) => heading),
      hint: inEveryLanguage(({ departures }) => departures.inconclusiveText),
      matters: stopping,
    },
  ]
  return groups
    .filter(({ matters }) => matters.length > 0)
    .map(({ heading, hint, matters }) => ({ heading: spoken(heading), hint: spoken(hint), matters }))
}

/** What a closed row shows of a matter. */
const lookOf = ({ result, finding }: Matter): string =>
  JSON.stringify([result.scenario.id, finding.expected.ru, finding.actual.ru])

/** Either kind: what is wrong with the subject, or what kept scripts from a conclusion and whose matter that is. */
type Shown = Omit<Matter, 'finding'> & { readonly finding: Departed | Undecided; readonly cause?: Cause }

function matterView(record: RunRecord, { finding, result, advice, results, requirements, cause }: Shown): object {
  const [expected, actual] = [mapText(finding.expected, plainLine), mapText(finding.actual, plainLine)]
  const { one, other } = contrasted(expected, actual)
  const alone = results.every(({ scenario }) => scenario.id === result.scenario.id)
  return {
    title: alone ? spoken(mapText(result.scenario.title, plainLine)) : null,
    n: spoken(onPage((words) => words.scriptsMet(results.length))),
    expected: one,
    actual: other,
    cause: cause === undefined ? null : spoken(inEveryLanguage((wording) => wording.cause[cause])),
    clauses: requirements.map((id) => ({
      id: plainLine(id),
      clause: spoken(mapText(clauseOf(record, id), plainLine)),
    })),
    likelyCause: spoken(mapText(advice.likelyCause, plainLine)),
    next: spoken(mapText(advice.next, plainLine)),
    results: results.map((of) => ({
      key: keyOf(of),
      title: spoken(mapText(of.scenario.title, plainLine)),
      mode: spoken(inEveryLanguage((wording) => wording.mode[of.mode])),
    })),
  }
}
