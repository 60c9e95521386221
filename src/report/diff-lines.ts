import { inLanguage, type Language } from '../base/text.js'
import type { Fate, RunDiff, ScriptDiff } from '../judge/diff.js'
import type { NotMet } from '../judge/not-met.js'
import { plainLine } from '../render/printable.js'
import { sign, type Paint } from './console.js'
import { lengthText, momentText } from './times.js'
import { comparedWordings } from './wording/compared.js'
import { wordings } from './wording/index.js'

interface Style {
  readonly language: Language
  readonly paint: Paint
}

/** What needs a look comes first. */
const order: readonly Fate[] = [
  'broken',
  'undecided',
  'still-failing',
  'new',
  'otherwise',
  'left-out',
  'gone',
  'fixed',
  'decided',
  'taken-in',
]

/** What is different between two runs, in words: the runs, what they rest on, scripts by what became of them. */
export function diffLines(diff: RunDiff, style: Style): string[] {
  const { language, paint } = style
  const words = comparedWordings[language]
  const groups = order.flatMap((fate) => {
    const scripts = diff.changed.filter((script) => script.fate === fate)
    if (scripts.length === 0) return []
    return [
      '',
      `${paint.bold(words.fates[fate])}: ${scripts.length}`,
      ...scripts.flatMap((one) => scriptLines(one, style)),
    ]
  })
  const failing = diff.stillFailing.map((script) => headLine(script, style))
  return [
    words.runs(timeText(diff.before, language), timeText(diff.after, language)),
    ...diff.aspects.map(({ aspect, before, after }) => `  ${words.aspects[aspect]}: ${before} → ${after}`),
    ...groups,
    ...(failing.length > 0 ? ['', `${paint.bold(words.stillFailing)}: ${failing.length}`, ...failing] : []),
    ...(diff.changed.length === 0 ? ['', words.noDifference] : []),
    '',
    diff.worse ? paint.red(words.worse) : paint.green(words.notWorse),
  ]
}

function timeText({ run, startedAt, endedAt }: RunDiff['before'], language: Language): string {
  const length = endedAt === null ? [] : [lengthText(startedAt, endedAt, wordings[language])]
  return `${run} (${[momentText(startedAt), ...length].join(', ')})`
}

function headLine({ title, scenario, mode, before, after }: ScriptDiff, { language, paint }: Style): string {
  const { ended } = comparedWordings[language]
  const became = before === after ? ended[after] : `${ended[before]} → ${ended[after]}`
  const name = plainLine(inLanguage(title, language))
  const state = after === 'absent' ? 'not-applicable' : after
  return `${sign(state, paint)} ${name} ${paint.dim(`(${scenario}, ${wordings[language].mode[mode]})`)}: ${became}`
}

/** A script with what appeared and what disappeared; what came with a script or went with it follows from that. */
function scriptLines(script: ScriptDiff, style: Style): string[] {
  const words = comparedWordings[style.language]
  const { appeared, disappeared, mended } = script
  return [
    headLine(script, style),
    ...(mended ? [`    ${words.mended}`] : []),
    ...appeared.map((finding) => `    + ${words.appeared}: ${findingText(finding, style)}`),
    ...disappeared.map((finding) => `    − ${words.disappeared}: ${findingText(finding, style)}`),
  ]
}

function findingText({ step, check, requirement, expected, actual }: NotMet, { language }: Style): string {
  const { departures } = wordings[language]
  const said = (text: NotMet['expected']): string => plainLine(inLanguage(text, language))
  const where = `${departures.step(step)}, ${departures.check(check)}, ${requirement}`
  return `${where}; ${departures.expected.toLowerCase()}: ${said(expected)}; ${departures.actual.toLowerCase()}: ${said(actual)}`
}
