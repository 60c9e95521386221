import { stringify } from 'yaml'
import { ProblemError, isProblemError, type Problem } from '../../base/problem.js'
import { pathBeside, readBeside } from '../../base/secret.js'
import { parseYaml, readYamlFile, type YamlFile } from '../../base/yaml-file.js'
import type { ApplicationRecord } from '../../model/registry.js'
import { apiEntry, type ApiEntry } from '../../store/registry-rows.js'
import { apiFile, apiFileId, type Check } from './api-file.js'
import type { Registry, Trouble } from './check.js'
import { participantEntry, type CertificateEntry, type ParticipantEntry, type RegistryEntries } from './entries.js'

/** A registry's file as it was read. */
export interface RegistryFile {
  readonly entries: RegistryEntries
  /** Troubles with these entries, as problems with file, line and column. */
  problems(troubles: readonly Trouble[]): Problem[]
}

/** As docs/operator-api.yaml has it, `RegistryFile`. */
interface Written {
  readonly participants: readonly ParticipantEntry[]
  readonly apis: readonly ApiEntry[]
  readonly applications: readonly ApplicationRecord[]
  readonly certificates: readonly {
    readonly participant?: string
    readonly application?: string
    readonly pem?: string
    readonly file?: string
  }[]
}

let check: Check | undefined

/** Reads a registry's file; paths in it are relative to it. @throws ProblemError with every problem, each with its line */
export function readRegistryFile(file: string): RegistryFile {
  return registryFile(readYamlFile(file))
}

/** The same of a text that is not in a file, or not yet. @throws ProblemError */
export function readRegistryText(text: string, file: string): RegistryFile {
  return registryFile(parseYaml(text, file))
}

function registryFile(yaml: YamlFile): RegistryFile {
  check ??= apiFile().check({ $ref: `${apiFileId}#/components/schemas/RegistryFile` })
  const value = yaml.value ?? {}
  const misfits = check(value).map(({ path, what }): Problem => ({
    code: 'registry-file',
    place: yaml.position(path),
    what,
    remedy: 'examples/registry.yaml explains the file; `RegistryFile` in docs/operator-api.yaml is the rule.',
  }))
  throwAny(misfits)
  // The check has seen to it.
  const written = value as object as Written
  const { entries, problems } = resolved(written, yaml)
  throwAny(problems)
  return {
    entries,
    problems: (troubles) =>
      inFileOrder(troubles.map(({ path, code, what, remedy }) => ({ code, what, remedy, place: yaml.position(path) }))),
  }
}

/** Whole paths of target files, and the texts of certificates. */
function resolved(written: Written, yaml: YamlFile): { entries: RegistryEntries; problems: Problem[] } {
  const problems: Problem[] = []
  const certificates = written.certificates.flatMap((one, i): CertificateEntry[] => {
    const at = ['certificates', i]
    const pem = one.pem ?? (one.file === undefined ? undefined : textBeside(one.file, yaml, [...at, 'file'], problems))
    if (pem !== undefined && one.participant !== undefined) return [{ participant: one.participant, pem }]
    if (pem !== undefined && one.application !== undefined) return [{ application: one.application, pem }]
    if (one.file === undefined || pem !== undefined)
      problems.push({
        code: 'registry-file',
        place: yaml.position(at),
        what: 'a certificate is of a «participant» or of an «application», and stands in a «file» or as «pem»',
        remedy: 'Write one of the first two and one of the others.',
      })
    return []
  })
  const apis = written.apis.map((api) => ({ ...api, targets: beside(api.targets, yaml.file) }))
  return { entries: { ...written, apis, certificates }, problems }
}

function textBeside(name: string, yaml: YamlFile, path: (string | number)[], problems: Problem[]): string | undefined {
  try {
    return readBeside(name, yaml.file, 'certificates')
  } catch (error) {
    if (!isProblemError(error)) throw error
    problems.push(...error.problems.map((one) => ({ ...one, place: yaml.position(path) })))
    return undefined
  }
}

/** Target files by whole paths, those that are relative from where `file` stands. */
export function beside({ test, live }: ApiEntry['targets'], file: string): ApiEntry['targets'] {
  return {
    ...(test === undefined ? {} : { test: pathBeside(test, file) }),
    ...(live === undefined ? {} : { live: pathBeside(live, file) }),
  }
}

/** In the order in which they stand in the file. */
function throwAny(problems: readonly Problem[]): void {
  const [first, ...rest] = inFileOrder(problems)
  if (first) throw new ProblemError([first, ...rest])
}

function inFileOrder(problems: readonly Problem[]): Problem[] {
  const lineOf = ({ place }: Problem): number => (place && 'line' in place ? (place.line ?? 0) : 0)
  return [...problems].sort((a, b) => lineOf(a) - lineOf(b))
}

const head = `# The registry of an operator, as \`synaq registry export\` writes it and \`synaq registry import\` reads it.
# How APIs stand (draft, published …) is not in it: that is moved by decisions.
`

/** The registry as a file, in the order of ids. */
export function registryText({ participants, apis, applications, certificates }: Registry): string {
  const lists = {
    participants: inOrder(participants).map(participantEntry),
    apis: inOrder(apis).map(apiEntry),
    applications: inOrder(applications),
    certificates: inOrder(certificates).map(({ participant, application, pem }) =>
      application === undefined ? { participant, pem } : { application, pem },
    ),
  }
  return head + stringify(lists, { lineWidth: 0, aliasDuplicateObjects: false })
}

/** By code units: the same wherever it is written. */
function inOrder<T>(byId: ReadonlyMap<string, T>): T[] {
  return [...byId].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one)
}
