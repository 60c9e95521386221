import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Language, Text } from '../base/text.js'
import type { RunRecord } from '../model/run.js'
import { spoken, spokenLanguages } from '../render/spoken.js'
import { loadTemplates, templatesFolder, trusted } from '../render/templates.js'
import { actView, countLines, factViews, matterGroups } from './page/head.js'
import { signs } from './page/key.js'
import { resultView } from './page/result.js'
import { waiversView } from './page/waivers.js'
import { plainLine } from '../render/printable.js'
import { countsOf, resultsOf, subjectResults, type Counts, type State } from './results.js'
import { inEveryLanguage, wordings } from './wording/index.js'
import { onPage, pageWordings, type PageWording } from './wording/page.js'

/** What needs a look comes first. */
const order: readonly State[] = ['fail', 'inconclusive', 'open', 'not-provided', 'pass', 'not-applicable']

/**
 * The run as one HTML page that needs nothing else: it loads nothing, its style and its script are named by digest in
 * its policy, and without the script everything can still be read. It holds all languages; `language` is shown first.
 */
export function htmlOf(record: RunRecord, language: Language): string {
  return loadTemplates(templatesFolder()).render('report', reportView(record, language))
}

/** Everything that templates/report.hbs prints. */
export function reportView(record: RunRecord, language: Language): object {
  const css = readFileSync(templatesFolder('report.css'), 'utf8')
  const script = readFileSync(templatesFolder('report.js'), 'utf8')
  const { target } = record.plan
  const results = resultsOf(record)
  const counts = countsOf(results)
  const present = order.filter((state) => counts[state] > 0)
  const subject = subjectResults(record)
  return {
    language,
    title: `${pageWordings[language].title}: ${plainLine(target.participant.name)}`,
    policy: `default-src 'none'; style-src ${digest(css)}; script-src ${digest(script)}; base-uri 'none'; form-action 'none'`,
    css: trusted(css),
    script: trusted(script),
    words: wordsOfPage(),
    languages: spokenLanguages.map((code) => ({ code, name: languageNames[code], on: code === language })),
    outcome: {
      state: record.outcome,
      label: spoken(inEveryLanguage(({ console: words }) => words.outcome[record.outcome])),
    },
    participant: plainLine(target.participant.name),
    specimen: target.participant.invented ? spoken(inEveryLanguage(({ watermark }) => watermark.sample)) : null,
    facts: factViews(record),
    countLines: countLines(record),
    act: actView(record),
    waivers: waiversView(record),
    matterGroups: matterGroups(record),
    shares: sharesOf(countsOf(subject.length > 0 ? subject : results)),
    states: present.map((state) => ({
      state,
      sign: signs[state],
      label: spoken(inEveryLanguage((wording) => wording.state[state])),
      n: counts[state],
    })),
    modes: choices(
      results.map(({ mode }) => mode),
      (mode) => inEveryLanguage((wording) => wording.mode[mode]),
      language,
    ),
    scripts: choices(
      results.map(({ scenario }) => scenario.script),
      (script) => onPage(({ scripts }) => scripts[script]),
      language,
    ),
    requirements: requirementsOf(record),
    groups: present.map((state) => ({
      state,
      heading: spoken(inEveryLanguage((wording) => wording.state[state])),
      n: counts[state],
      results: results.filter((result) => result.state === state).map((result) => resultView(record, result)),
    })),
    madeBy: wordings[language].madeBy(`Synaq ${record.tool.version}`, record.run),
  }
}

/** The place of each count in a bar of 1000 units that stands for all. */
function sharesOf(counts: Counts): object[] {
  const all = order.reduce((sum, state) => sum + counts[state], 0)
  const units = (n: number) => Math.round((n / all) * 1000)
  let before = 0
  return order
    .filter((state) => counts[state] > 0)
    .map((state) => {
      const x = units(before)
      before += counts[state]
      return { state, x, width: units(before) - x }
    })
}

const languageNames: Readonly<Record<Language, string>> = { ru: 'Русский', kk: 'Қазақша', en: 'English' }

/** The source expression of a style or script of our own in a Content-Security-Policy. */
const digest = (ours: string): string => `'sha256-${createHash('sha256').update(ours).digest('base64')}'`

/** Choices of a list, which holds no markup: the script puts the language in. */
function choices<V extends string>(values: readonly V[], say: (value: V) => Text, language: Language): object[] {
  return [...new Set(values)].map((value) => {
    const { ru, en, kk = ru } = say(value)
    return { value, ru, en, kk, label: { ru, en, kk }[language] }
  })
}

/** Requirements that scenarios of the run name or findings rest on, in the order of their ids. */
function requirementsOf(record: RunRecord): string[] {
  const named = resultsOf(record).flatMap(({ scenario, attempt }) => [
    ...scenario.requires,
    ...(attempt?.verdict.findings ?? []).map(({ requirement }) => requirement),
  ])
  return [...new Set(named)].sort().map((id) => plainLine(id))
}

/** The words of the template in all languages. */
function wordsOfPage(): object {
  const { ru, en, kk } = pageWordings
  const page = Object.entries(ru).flatMap(([name, inRussian]) =>
    typeof inRussian === 'string' ? [[name, spoken(onPage((words) => wordOf(words, name)))] as const] : [],
  )
  const shared = (['expected', 'actual', 'exchange', 'cause', 'likelyCause', 'next'] as const).map(
    (name) => [name, spoken(inEveryLanguage((wording) => wording.departures[name]))] as const,
  )
  return {
    ...Object.fromEntries([...page, ...shared]),
    any: { ru: ru.any, en: en.any, kk: kk.any },
    tls: spoken(onPage(({ tls }) => tls.heading)),
    noConnection: spoken(onPage(({ tls }) => tls.noConnection)),
  }
}

/** A word of the page by its name; what is no plain word has none. */
function wordOf(words: PageWording, name: string): string {
  const word: unknown = Object.entries(words).find(([key]) => key === name)?.[1]
  return typeof word === 'string' ? word : ''
}
