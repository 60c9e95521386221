import { kazakhstanTime, type Instant } from '../base/clock.js'
import { inLanguage, type Language } from '../base/text.js'
import type { RunRecord } from '../model/run.js'
import { packageWords } from './package-words.js'
import { serviceDesk, type Submission, type SubmissionValues } from './submission.js'
import type { ZipEntry } from './zip.js'

/** What goes to the operator. */
export interface PackageParts {
  /** Runs with the files of their folders. */
  readonly runs: readonly { readonly record: RunRecord; readonly files: ReadonlyMap<string, Uint8Array> }[]
  /** Protocol and Act over all runs. */
  readonly protocol?: ReadonlyMap<string, Uint8Array>
  /** None for systems whose operator has none. */
  readonly submission?: Submission
  /** The file's own name, for the texts. */
  readonly name: string
  readonly madeAt: Instant
  /** Who signs, for people. */
  readonly signer: string
}

/** All files of a package but its manifest, in the order in which people look at them. */
export function packageFiles(parts: PackageParts): ZipEntry[] {
  const { runs, protocol, submission } = parts
  return [
    { path: 'README.txt', bytes: Buffer.from(readme(parts)) },
    ...(submission ? serviceDesk(submission, (language) => valuesIn(parts, submission, language)) : []),
    ...below('protocol', protocol ?? new Map()),
    ...runs.flatMap(({ record, files }) => below(`runs/${record.run}`, files)),
  ]
}

const below = (folder: string, files: ReadonlyMap<string, Uint8Array>): ZipEntry[] =>
  [...files].map(([path, bytes]) => ({ path: `${folder}/${path}`, bytes }))

const divider = `\n${'-'.repeat(72)}\n\n`

function readme(parts: PackageParts): string {
  const { date, time } = kazakhstanTime(parts.madeAt)
  return (['ru', 'kk', 'en'] as const)
    .map((language) =>
      packageWords[language].readme({
        participant: participantText(parts, language),
        made: `${date} ${time}`,
        signer: parts.signer,
        runs: listed(runLines(parts, language)),
      }),
    )
    .join(divider)
}

const listed = (lines: readonly string[]): string => lines.map((line) => `  – ${line}`).join('\n')
const numbered = (lines: readonly string[]): string => lines.map((line, i) => `  ${i + 1}. ${line}`).join('\n')
const once = (texts: readonly string[]): string[] => [...new Set(texts)]

function valuesIn(parts: PackageParts, { byHand }: Submission, language: Language): SubmissionValues {
  const words = packageWords[language]
  const records = parts.runs.map(({ record }) => record)
  const documents = documentLines(parts, language)
  const manual = byHand.map((text) => inLanguage(text, language))
  return {
    participant: participantText(parts, language),
    systems: once(records.map(({ plan }) => `«${inLanguage(plan.forms.title, language)}»`)).join(', '),
    roles: once(records.map(({ plan }) => words.role[plan.role])).join(', '),
    apis: listed(once(records.map((record) => apiText(record, language)))),
    runs: listed(runLines(parts, language)),
    documents: listed(documents),
    enclosures: numbered([...manual, ...documents]),
    package: parts.name,
  }
}

function participantText({ runs }: PackageParts, language: Language): string {
  const participant = runs[0]?.record.plan.target.participant
  return participant ? `${participant.name} (${packageWords[language].identity(participant.id, participant.bin)})` : ''
}

function apiText({ plan }: RunRecord, language: Language): string {
  const { contract, endpoints, modes } = plan.target
  const addresses = once(modes.flatMap((mode) => endpoints[mode] ?? endpoints.platform ?? []))
  return packageWords[language].api({
    title: inLanguage(plan.forms.title, language),
    contract: contract.title,
    version: contract.version,
    addresses: addresses.join(', '),
  })
}

function runLines({ runs }: PackageParts, language: Language): string[] {
  const words = packageWords[language]
  const moment = (at: Instant): string => {
    const { date, time } = kazakhstanTime(at)
    return `${date} ${time}`
  }
  return runs.map(({ record: { run, plan, startedAt, endedAt, outcome } }) =>
    words.run({
      run,
      system: inLanguage(plan.forms.title, language),
      role: words.role[plan.role],
      modes: plan.target.modes.map((mode) => words.mode[mode]).join(', '),
      from: moment(startedAt),
      to: moment(endedAt ?? startedAt),
      outcome: outcome === 'pass' ? words.outcome.pass : words.outcome.waived,
    }),
  )
}

/** Protocol and Act, those over several runs alone where there are such; reports, records, the signed list. */
function documentLines({ runs, protocol }: PackageParts, language: Language): string[] {
  const { documents } = packageWords[language]
  const named = (folder: string, files: ReadonlyMap<string, Uint8Array>, names: readonly ('protocol' | 'act')[]) =>
    names.flatMap((name) => (files.has(`${name}.pdf`) ? [`${documents[name]}: ${folder}/${name}.pdf`] : []))
  const folders = runs.map(({ record, files }) => ({ folder: `runs/${record.run}`, files }))
  return [
    ...(protocol
      ? named('protocol', protocol, ['protocol', 'act'])
      : folders.flatMap(({ folder, files }) => named(folder, files, ['protocol', 'act']))),
    ...folders.flatMap(({ folder, files }) =>
      files.has('report.html') ? [`${documents.report}: ${folder}/report.html`] : [],
    ),
    ...folders.map(({ folder }) => `${documents.evidence}: ${folder}/`),
    `${documents.manifest}: manifest.json`,
  ]
}
