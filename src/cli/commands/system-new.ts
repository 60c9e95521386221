import { copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, extname, join, relative, resolve } from 'node:path'
import { diskProblem } from '../../base/disk.js'
import { problem } from '../../base/problem.js'
import { didYouMean } from '../../base/suggest.js'
import { inLanguage, type Text } from '../../base/text.js'
import { externalFiles } from '../../contract/external-files.js'
import { loadContract, type LoadedContract } from '../../contract/index.js'
import { locate } from '../../contract/pointer.js'
import { draftSystem, grouped, groupText, type Draft } from '../../draft/index.js'
import type { OperationId } from '../../model/contract.js'
import { exitCodes, type ExitCode } from '../exit-codes.js'
import { problemLines } from '../output.js'
import { readProject } from '../project.js'
import { systemHomes, systemIdPattern } from '../system-home.js'
import type { Output, Wiring } from '../wiring.js'

export interface SystemNewOptions {
  readonly name: string
  /** The contract. */
  readonly openapi: string
  /** Root of the new folders; a folder of the system's name where absent. */
  readonly dir?: string
  /** operationIds that scripts are wanted for; all where there are none. */
  readonly operations: readonly string[]
  /** Tags of operations that scripts are wanted for. */
  readonly tags: readonly string[]
}

/** A first set that a person can look through; of more, she says which part she wants. */
const mostOperations = 100

/** What is told on the terminal of what could not be derived; NOTES.md has all of it. */
const shownNotes = 12

/** `synaq system new NAME --openapi FILE` — makes the folders of a system from its contract; they run at once against a mock of it. */
export async function systemNew(options: SystemNewOptions, wiring: Wiring, out: Output): Promise<ExitCode> {
  const { name, openapi } = options
  refuseName(name, wiring)
  const root = resolve(options.dir ?? name)
  const mocks = join('mocks', name)
  for (const folder of [join('scenarios', name), mocks, join('fixtures', name), 'NOTES.md'])
    refuseExisting(join(root, folder))
  const contract = await loadContract(openapi)
  const operations = chosenOperations(contract, options)
  const file = `openapi${extname(openapi) === '.json' ? '.json' : '.yaml'}`
  const draft = draftSystem({ name, contract, contractFile: `mocks/${name}/${file}`, operations })
  write(root, draft, () => copyContract(openapi, join(root, mocks), file))
  const project = await readProject(name, { ...wiring, systemDir: root })
  for (const found of project.problems) out.line(problemLines(found))
  tell(draft, { name, root, operations, contract }, out)
  out.result({
    system: name,
    folder: root,
    operations,
    scripts: { success: draft.counts.success, failure: draft.counts.failure },
    requirements: draft.counts.requirements,
    notes: draft.notes,
    problems: project.problems,
  })
  return project.problems.length === 0 ? exitCodes.conforms : exitCodes.misuse
}

function refuseName(name: string, { root }: Wiring): void {
  if (!systemIdPattern.test(name) || name.length > 60)
    throw problem(
      'system-id',
      `«${name}» cannot be the name of a system`,
      'Use lower-case letters, digits and single hyphens, beginning with a letter, such as parcel-tracking.',
    )
  if (systemHomes({ root }).some(({ id }) => id === name))
    throw problem('system-clash', `«${name}» is the name of a system that comes with Synaq`, 'Choose another name.')
}

function refuseExisting(file: string): void {
  if (existsSync(file))
    throw problem(
      'system-exists',
      'it is there already',
      'Name another folder with --dir, or take this one away first.',
      {
        file,
      },
    )
}

/** The operations that scripts are made for. @throws ProblemError for one that is not there, and for too many */
function chosenOperations(contract: LoadedContract, { operations, tags, openapi }: SystemNewOptions): OperationId[] {
  const known = [...contract.operations.keys()]
  const tagsOf = (id: OperationId): unknown[] => {
    const written = locate(contract.document, contract.paths.get(id) ?? [])?.value.tags
    return Array.isArray(written) ? (written as unknown[]) : []
  }
  const allTags = [...new Set(known.flatMap(tagsOf).filter((tag) => typeof tag === 'string'))].sort()
  const place = { file: openapi }
  for (const id of operations)
    if (!known.includes(id))
      throw problem(
        'operation-unknown',
        `there is no operation «${id}».${didYouMean(id, known)}`,
        listed('Operations', known),
        place,
      )
  for (const tag of tags)
    if (!allTags.includes(tag))
      throw problem(
        'tag-unknown',
        `no operation has the tag «${tag}».${didYouMean(tag, allTags)}`,
        listed('Tags', allTags),
        place,
      )
  const all = operations.length === 0 && tags.length === 0
  const chosen = known.filter(
    (id) => all || operations.includes(id) || tagsOf(id).some((tag) => tags.includes(String(tag))),
  )
  if (chosen.length === 0)
    throw problem('contract-empty', 'the contract has no operation', 'Give a file with «paths».', place)
  if (chosen.length <= mostOperations) return chosen
  throw problem(
    'operations-many',
    `${chosen.length} operations would come to some ${chosen.length * 5} scripts, which nobody looks through`,
    `Choose a part with --tag or --operation, each as often as you like. ${listed('Tags', allTags)}`,
    place,
  )
}

function listed(what: string, names: readonly string[]): string {
  const shown = names.slice(0, 30)
  const rest = names.length - shown.length
  return `${what}: ${shown.join(', ') || 'none'}${rest > 0 ? ` and ${rest} more` : ''}.`
}

/** The contract as it is, byte by byte, with the files that it refers to. */
function copyContract(openapi: string, folder: string, name: string): void {
  mkdirSync(folder, { recursive: true })
  copyFileSync(openapi, join(folder, name))
  for (const file of externalFiles(openapi)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    copyFileSync(join(dirname(resolve(openapi)), file), join(folder, file))
  }
}

/** Writes all files; where one cannot be written, those before it are taken away again. @throws ProblemError */
function write(root: string, { files }: Draft, copy: () => void): void {
  const existed = existsSync(root)
  const made: string[] = []
  try {
    copy()
    for (const [path, text] of files) {
      mkdirSync(dirname(join(root, path)), { recursive: true })
      writeFileSync(join(root, path), text, { flag: 'wx' })
      made.push(path)
    }
  } catch (error) {
    if (!existed) rmSync(root, { recursive: true, force: true })
    else for (const path of made) rmSync(join(root, path), { force: true })
    const told = diskProblem(error, root)
    if (told) throw told
    const reason = error instanceof Error ? error.message : String(error)
    throw problem('system-unwritable', `the folders cannot be written (${reason})`, 'Name another folder with --dir.', {
      file: root,
    })
  }
}

interface Told {
  readonly name: string
  readonly root: string
  readonly operations: readonly OperationId[]
  readonly contract: LoadedContract
}

function tell({ counts, notes }: Draft, { name, root, operations, contract }: Told, out: Output): void {
  const say = (text: Text): void => out.line(inLanguage(text, out.language))
  const folder = relative(process.cwd(), root) || '.'
  const { success, failure, requirements } = counts
  say({
    ru: `${contract.title}, ${contract.version}: операций ${operations.length}, сценариев ${success + failure} (успешных ${success}, неуспешных ${failure}), требований ${requirements}.`,
    en: `${contract.title}, ${contract.version}: ${operations.length} operations, ${success + failure} scripts (${success} of success, ${failure} of refusal), ${requirements} requirements.`,
  })
  const groups = grouped(notes)
  if (groups.length > 0) {
    out.line('')
    say({ ru: `Чего вывести не удалось: ${groups.length}`, en: `What could not be derived: ${groups.length}` })
    for (const group of groups.slice(0, shownNotes)) out.line(`  ${groupText(group)}`)
    if (groups.length > shownNotes)
      say({
        ru: `  … и ещё ${groups.length - shownNotes}; все – в ${join(folder, 'NOTES.md')}`,
        en: `  … and ${groups.length - shownNotes} more; all of them in ${join(folder, 'NOTES.md')}`,
      })
  }
  out.line('')
  say({ ru: 'Дальше:', en: 'What comes next:' })
  for (const [command, ru, en] of nextCommands(folder, name))
    out.line(`  ${command.padEnd(52)}  ${inLanguage({ ru, en }, out.language)}`)
}

const nextCommands = (folder: string, name: string): [string, string, string][] => [
  [
    `npx synaq demo --system-dir ${folder}`,
    'первый прогон, с заглушкой по контракту',
    'a first run, against a mock of the contract',
  ],
  [
    `npx synaq check --system-dir ${folder}`,
    'проверка файлов, после каждой правки',
    'looks through the files, after every change',
  ],
  [`npx synaq mutants ${name} --system-dir ${folder}`, 'что ловит каждый сценарий', 'what each script catches'],
  [
    `npx synaq sandbox --system-dir ${folder}`,
    'песочница: к ней подключается ваш сервер',
    'the sandbox that your own server joins',
  ],
]
