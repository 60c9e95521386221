import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestSandbox } from './sandbox.js'
import { synaq, type Ended } from './synaq.js'

/** What a target file of a test says beside its sandbox. */
export interface TestTarget {
  readonly id: string
  /** Where the bank serves. */
  readonly url: string
  /** File of the authority of its certificate; the sandbox's where there is none. */
  readonly ca?: string
  readonly modes?: readonly ('direct' | 'through')[]
  /** The limit of requests that the bank declares. */
  readonly declaredRate?: { readonly requests: number; readonly seconds: number }
  /** The load that the bank permits; none where absent. */
  readonly load?: { readonly rate: number; readonly seconds: number }
  /** The operator's contract with its overlay. */
  readonly contract?: { readonly file: string; readonly overlay: string }
  /** How long an answer is waited for. */
  readonly timeoutMs?: number
}

/** Writes a target file and the workspace's token beside it; answers its path. */
export function writeTarget(
  folder: string,
  { access }: Pick<TestSandbox, 'access'>,
  { id, url, ca, modes, contract, declaredRate, load, timeoutMs }: TestTarget,
): string {
  const limits = {
    ...(declaredRate ? { declaredRate } : {}),
    ...(load ? { load, effects: ['none', 'consent', 'hostile', 'load'] } : {}),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  }
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
      `direct: { url: '${url}'${ca === undefined ? '' : `, ca: '${ca}'`} }`,
      `sandbox: { control: '${access.controlUrl}', token: { file: control.token } }`,
      ...(contract ? [`contract: { file: '${contract.file}', overlay: '${contract.overlay}' }`] : []),
      ...(Object.keys(limits).length === 0 ? [] : [`limits: ${JSON.stringify(limits)}`]),
      '',
    ].join('\n'),
  )
  return file
}

/** The part of summary.json that the tests look at. */
export interface Summary {
  readonly run: string
  readonly system: string
  readonly role: 'provider' | 'user'
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
  readonly reason?: Bilingual
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

/** Scripts that apply only where a target permits a load, or declares a limit of requests. */
const bySetting = ['/load', '/rate-limit']

/** Scripts that ended in none of these ways, but for those whose setting the target does not have. */
export function endedOtherwise({ scenarios }: Summary, ...outcomes: readonly string[]): readonly ScenarioResult[] {
  const spared = ({ id, outcome }: ScenarioResult): boolean =>
    outcome === 'not-applicable' && bySetting.some((name) => id.endsWith(name))
  return scenarios.filter((result) => !outcomes.includes(result.outcome) && !spared(result))
}
