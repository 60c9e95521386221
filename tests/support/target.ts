import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestSandbox } from './sandbox.js'
import { synaq, type Ended } from './synaq.js'

/** What a target file of a test says beside its sandbox. */
export interface TestTarget {
  readonly id: string
  /** Where the bank serves. */
  readonly url: string
  readonly modes?: readonly ('direct' | 'through')[]
  /** The load that the bank permits; none where absent. */
  readonly load?: { readonly rate: number; readonly seconds: number }
  /** The operator's contract with its overlay. */
  readonly contract?: { readonly file: string; readonly overlay: string }
}

/** Writes a target file and the workspace's token beside it; answers its path. */
export function writeTarget(
  folder: string,
  { access }: Pick<TestSandbox, 'access'>,
  { id, url, modes, load, contract }: TestTarget,
): string {
  const file = join(folder, `${id}.yaml`)
  writeFileSync(join(folder, 'control.token'), access.token, { mode: 0o600 })
  writeFileSync(
    file,
    [
      'name: a bank of the tests',
      'system: npck-accounts',
      'role: provider',
      `participant: { id: ${id}, name: 'АО «${id}»', invented: true }`,
      `modes: [${(modes ?? ['direct', 'through']).join(', ')}]`,
      `direct: { url: '${url}' }`,
      `sandbox: { control: '${access.controlUrl}', token: { file: control.token } }`,
      ...(load
        ? [
            `limits: { effects: [none, consent, hostile, load], load: { rate: ${load.rate}, seconds: ${load.seconds} } }`,
          ]
        : []),
      ...(contract ? [`contract: { file: '${contract.file}', overlay: '${contract.overlay}' }`] : []),
      '',
    ].join('\n'),
  )
  return file
}

/** The part of summary.json that the tests look at. */
export interface Summary {
  readonly run: string
  readonly outcome: string
  readonly counts: Readonly<Record<'subject' | 'selfCheck', Readonly<Record<string, number>>>>
  readonly scenarios: readonly ScenarioResult[]
  readonly contract: {
    readonly title: string
    readonly version: string
    readonly digest: string
    readonly overlay?: { readonly digest: string }
  }
  readonly documents: { readonly protocol: string | null; readonly act: string | null }
  readonly act: { readonly issued: boolean; readonly refusal: Bilingual | null }
}

export interface Bilingual {
  readonly ru: string
  readonly en: string
}

export interface ScenarioResult {
  readonly id: string
  readonly mode: string
  readonly subject: string
  readonly outcome: string
  readonly cause?: string
  readonly findings: readonly {
    readonly result: string
    readonly weight?: string
    readonly requirement: string
    readonly clause: Bilingual
    readonly step: string
    readonly check: string
    readonly expected: Bilingual
    readonly actual: Bilingual
    readonly exchange: { readonly event: number; readonly line: string | null } | null
    readonly likelyCause?: Bilingual
    readonly next?: Bilingual
  }[]
}

/** Runs a target's scripts and answers the summary that the command prints with --json. */
export async function runTarget(
  targetFile: string,
  reports: string,
  args: readonly string[] = ['--no-documents'],
): Promise<Ended & { readonly summary: Summary }> {
  const ended = await synaq(['run', targetFile, '--reports', reports, '--json', ...args])
  if (ended.stdout === '') throw new Error(`no summary came, code ${ended.code}: ${ended.stderr}`)
  return { ...ended, summary: JSON.parse(ended.stdout) as Summary }
}

/** `id (mode)` of the scripts that ended so, in order. */
export function endedAs(outcome: string, { scenarios }: Summary): string[] {
  return scenarios.filter((result) => result.outcome === outcome).map(({ id, mode }) => `${id} (${mode})`)
}

/** Scripts that ended in none of these ways, but for the load: a target of the tests permits it only where it says so. */
export function endedOtherwise({ scenarios }: Summary, ...outcomes: readonly string[]): readonly ScenarioResult[] {
  const spared = ({ id, outcome }: ScenarioResult): boolean => id.endsWith('/load') && outcome === 'not-applicable'
  return scenarios.filter((result) => !outcomes.includes(result.outcome) && !spared(result))
}
