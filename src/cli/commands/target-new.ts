import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { problem } from '../../base/problem.js'
import { inLanguage } from '../../base/text.js'
import type { WorkspaceFacts } from '../../control/api.js'
import { controlClient } from '../../control/client.js'
import { exitCodes, type ExitCode } from '../exit-codes.js'
import { Interview } from '../new-target/interview.js'
import { askForTarget } from '../new-target/questions.js'
import { yesOrNo } from '../new-target/readings.js'
import { targetText } from '../new-target/target-text.js'
import { loadProject } from '../project.js'
import type { Output, Wiring } from '../wiring.js'

export interface TargetNewOptions {
  readonly file: string
  readonly system: string
  /** Where `synaq sandbox` serves its control API and writes its token, unless told otherwise. */
  readonly control: string
  readonly tokenFile: string
  /** Answers that options gave, by the option's name. */
  readonly given: Readonly<Record<string, string | undefined>>
  /** `IIN TELEPHONE TRAITS`, one a customer. */
  readonly customers: readonly string[]
  /** Asks nothing: what is not given is as by Enter alone. */
  readonly yes: boolean
  /** Overwrites without asking. */
  readonly force: boolean
}

/** `synaq target new FILE` — asks what a target needs and writes a commented file; until the last answer nothing is written. */
export async function targetNew(options: TargetNewOptions, wiring: Wiring, out: Output): Promise<ExitCode> {
  const { file, system, given, yes: unattended, customers } = options
  const { scenarios } = await loadProject(system, wiring)
  const interview = new Interview({ terminal: wiring.terminal(), language: out.language, given, unattended })
  if (!(await mayWrite(options, interview))) {
    out.line(inLanguage({ ru: 'Ничего не записано.', en: 'Nothing was written.' }, out.language))
    out.result({ file, written: false })
    return exitCodes.conforms
  }
  const traits = scenarios.flatMap(({ client, other }) => [...(client?.has ?? []), ...(other?.has ?? [])])
  const { control, tokenFile } = options
  const answers = await askForTarget(interview, {
    control,
    tokenFile,
    customers,
    traits: [...new Set(traits)].sort(),
    sandbox: factsOf,
  })
  const [unasked] = interview.unasked()
  if (unasked !== undefined)
    throw problem(
      'option-unneeded',
      `--${unasked} answers nothing that is asked with the others`,
      'Leave it out; --help says which options are for a bank, which for an app.',
      { name: `--${unasked}` },
    )
  writeWhole(file, targetText(answers, system, file, out.language))
  out.line('')
  out.line(inLanguage(written(file), out.language))
  out.result({ file, written: true })
  return exitCodes.conforms
}

/** True where the file is not there yet, or may be overwritten. @throws ProblemError where nobody can be asked. */
async function mayWrite({ file, force, yes }: TargetNewOptions, interview: Interview): Promise<boolean> {
  if (force || !existsSync(file)) return true
  if (yes)
    throw problem('file-exists', 'the file is there already', 'Name another one, or overwrite it with --force.', {
      file,
    })
  return interview.answer({
    flag: 'force',
    ask: { ru: `Файл ${file} уже есть. Заменить его?`, en: `${file} is there already. Replace it?` },
    why: { ru: 'прежний текст пропадёт', en: 'what stands in it will be gone' },
    fallback: 'no',
    read: yesOrNo,
  })
}

/** What the sandbox knows; undefined where it does not answer, which is no reason not to write a target. */
async function factsOf(control: string, tokenFile: string): Promise<WorkspaceFacts | undefined> {
  return controlClient(control, readFileSync(tokenFile, 'utf8').trim())
    .workspace()
    .catch(() => undefined)
}

/** All of the file or nothing, whenever it is interrupted. */
function writeWhole(file: string, text: string): void {
  const beside = `${file}.new`
  try {
    writeFileSync(beside, text, { mode: 0o600 })
    renameSync(beside, file)
  } catch (error) {
    rmSync(beside, { force: true })
    throw problem(
      'file-unwritable',
      `the file cannot be written (${error instanceof Error ? error.message : String(error)})`,
      'Name a file in a folder that is there and that you may write to.',
      { file },
    )
  }
}

const written = (file: string): { ru: string; en: string } => ({
  ru: `Записано: ${file}. Дальше:
  npx synaq doctor ${file}   всё ли готово к прогону
  npx synaq plan ${file}     что будет сделано
  npx synaq run ${file}      прогон, Протокол и Акт`,
  en: `Written: ${file}. What comes next:
  npx synaq doctor ${file}   is everything in order for a run
  npx synaq plan ${file}     what would be done
  npx synaq run ${file}      the run, Protocol and Act`,
})
