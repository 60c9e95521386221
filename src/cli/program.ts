import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { diskProblem, unwritable } from '../base/disk.js'
import { isProblemError, problem } from '../base/problem.js'
import { scrub } from '../base/scrub.js'
import { secretsRead } from '../base/secret.js'
import type { Language } from '../base/text.js'
import { leaked } from '../evidence/leaks-file.js'
import { withoutPersonal } from '../evidence/personal.js'
import type { Role } from '../model/system.js'
import type { ReportForm } from '../operator/reports/forms.js'
import { formatNames, isFormat, type Format } from '../report/format-names.js'
import type { Choice } from './choice.js'
import type { PackageOptions } from './commands/package.js'
import type { WorksAnnounceOptions } from './commands/works.js'
import { exitCodes, type ExitCode } from './exit-codes.js'
import { createOutput, languageOf, problemLines } from './output.js'
import { onlySystem, systemIds } from './system-home.js'
import type { WaiverOptions } from './waivers.js'
import type { Output, Wiring } from './wiring.js'

/** A command's code is loaded when it is asked for: a short command starts fast. */
const commands = {
  availability: () => import('./commands/availability.js'),
  check: () => import('./commands/check.js'),
  application: () => import('./commands/application.js'),
  contractCheck: () => import('./commands/contract-check.js'),
  contractDiff: () => import('./commands/contract-diff.js'),
  demo: () => import('./commands/demo.js'),
  diff: () => import('./commands/diff.js'),
  doctor: () => import('./commands/doctor.js'),
  evidence: () => import('./commands/evidence.js'),
  judge: () => import('./commands/judge.js'),
  key: () => import('./commands/key.js'),
  list: () => import('./commands/list.js'),
  mutants: () => import('./commands/mutants.js'),
  package: () => import('./commands/package.js'),
  plan: () => import('./commands/plan.js'),
  policySimulate: () => import('./commands/policy-simulate.js'),
  protocol: () => import('./commands/protocol.js'),
  provider: () => import('./commands/provider.js'),
  registry: () => import('./commands/registry.js'),
  report: () => import('./commands/report.js'),
  run: () => import('./commands/run.js'),
  sandbox: () => import('./commands/sandbox.js'),
  schema: () => import('./commands/schema.js'),
  serve: () => import('./commands/serve.js'),
  systemNew: () => import('./commands/system-new.js'),
  targetNew: () => import('./commands/target-new.js'),
  token: () => import('./commands/token.js'),
  verify: () => import('./commands/verify.js'),
  worker: () => import('./commands/worker.js'),
  trust: () => import('./commands/trust.js'),
  witness: () => import('./commands/witness.js'),
  waivers: () => import('./commands/waivers.js'),
  works: () => import('./commands/works.js'),
}

/** Where `synaq sandbox` serves its control API and writes its state, and where `synaq provider` looks for both. */
const controlPort = 7080
const stateFolder = '.synaq/sandbox'

/** Where `synaq serve` shows its page and keeps what it knows. */
const operatorPort = 7090
const operatorFolder = '.synaq/operator'
const workerFolder = '.synaq/worker'

const exitCodesHelp = `
Exit codes: 0 conforms, 1 does not conform, 2 wrong use or configuration, 3 inconclusive or open, 4 the record or a document could not be written or signed, or a secret would have stood in it.`

const witnessExamples = `
Before the run, the operator:  synaq witness start --participant ABCD01 --control http://127.0.0.1:${controlPort}
The participant:               synaq run target.yaml --witness witness.json
After it, the operator:        synaq witness journal witness.json && synaq witness sign journal.json
Whoever verifies:              synaq witness compare reports/RUN --journal journal.json --operator KEY`

/** Runs the command line. Answers the exit code; never throws for what a person typed or wrote. */
export async function runProgram(argv: readonly string[], wiring: Wiring): Promise<number> {
  let code: ExitCode = exitCodes.conforms
  const program = createProgram(wiring, (result) => (code = result))
  try {
    await program.parseAsync(argv, { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.conforms : exitCodes.misuse
    const told = isProblemError(error) ? error : diskProblem(error)
    if (!told) return crashed(error)
    for (const problem of told.problems) process.stderr.write(`${problemLines(problem)}\n`)
    return [unwritable, leaked].includes(told.problems[0].code) ? exitCodes.unwritten : exitCodes.misuse
  }
}

/**
 * A mistake of ours: nothing was concluded. Where it happened is told, without the secrets that a library may have put into its
 * message.
 */
export function crashed(error: unknown): ExitCode {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  const clean = withoutPersonal(scrub(text, secretsRead()), '[hidden]')
  process.stderr.write(
    `A mistake of Synaq; please report it with these lines, there is no secret among them:\n${clean}\n`,
  )
  return exitCodes.open
}

interface Common {
  readonly lang?: Language
  readonly json?: boolean
}

interface ChoiceFlags {
  readonly only: string[]
  readonly tag: string[]
  readonly until?: string
}

interface DemoFlags {
  readonly system: string[]
  readonly reports: string
  readonly defect: string[]
  readonly appDefect: string[]
  readonly role?: Role
}

interface ApplicationFlags {
  readonly name: string
  readonly bin?: string
  readonly certificate?: string
  readonly jwk?: string
  readonly redirectUri: string[]
  readonly host: string[]
  readonly control: string
  readonly tokenFile: string
  readonly out: string
}

interface RunFlags extends Common, ChoiceFlags {
  readonly failed?: string
  readonly resume?: string
  readonly pauseOnFailure?: boolean
  readonly reports: string
  readonly data?: string
  readonly documents: boolean
  readonly signer?: string
  readonly translation: Language[]
  readonly format: Format[]
  readonly witness?: string
  readonly waivers?: string
  readonly operator: string[]
}

interface WitnessStartFlags {
  readonly participant: string
  readonly system?: string
  readonly for: string
  readonly name?: string
  readonly key?: string
  readonly control?: string
  readonly tokenFile: string
  readonly out: string
}

interface ServeFlags {
  readonly system: string
  readonly data: string
  readonly port: number
  readonly settings?: string
  readonly policy?: string
  readonly host?: string
  readonly certificate?: string
  readonly key?: string
}

interface AvailabilityFlags {
  readonly day?: string
  readonly month?: string
  readonly from?: string
  readonly to?: string
  readonly api: string[]
  readonly format: ReportForm[]
  readonly out: string
  readonly settings?: string
  readonly data: string
}

type ReportFlags = Pick<
  RunFlags,
  keyof Common | 'data' | 'documents' | 'signer' | 'translation' | 'format' | 'waivers' | 'operator'
> & {
  readonly protocol?: boolean
  readonly out?: string
}

interface JudgeFlags extends Common {
  readonly scenarios?: string
  readonly diff?: boolean
  readonly contract?: string
  readonly overlay?: string
  readonly out?: string
  readonly data?: string
  readonly signer?: string
  readonly translation: Language[]
}

interface TargetNewFlags {
  readonly system: string
  readonly role?: string
  readonly drive?: string
  readonly webhook?: string
  readonly driveToken?: string
  readonly driveCommand?: string
  readonly control?: string
  readonly tokenFile?: string
  readonly participant?: string
  readonly name?: string
  readonly invented?: string
  readonly url?: string
  readonly ca?: string
  readonly consentCheck?: string
  readonly environment?: string
  readonly customers?: string
  readonly customer: string[]
  readonly yes?: boolean
  readonly force?: boolean
}

/** Commands that read the files of a system, as they are typed, and those that run a sandbox and with it a system's code. */
const readSystems = new Set([
  ...['demo', 'run', 'plan', 'doctor', 'check', 'list', 'mutants', 'schema', 'sandbox', 'provider', 'judge'],
  ...['trust export', 'target new', 'contract check', 'contract diff', 'report', 'waivers sign', 'package'],
])
const runSandboxes = new Set(['demo', 'mutants', 'sandbox'])

/** What `--system-dir` and `--allow-code` say, for every command that takes them. */
function addSystemOptions(program: Command): void {
  for (const top of program.commands)
    for (const made of [top, ...top.commands]) {
      const name = made === top ? top.name() : `${top.name()} ${made.name()}`
      if (readSystems.has(name))
        made.option('--system-dir <folder>', 'where a system of your own lies: scenarios/, mocks/, fixtures/')
      if (runSandboxes.has(name))
        made.option('--allow-code', 'run the code that such a system brings, with all that you may do')
    }
}

/** The wiring with what the options of a command say of systems. */
function withSystem(wiring: Wiring, { systemDir, allowCode }: { systemDir?: string; allowCode?: boolean }): Wiring {
  return {
    ...wiring,
    ...(systemDir === undefined ? {} : { systemDir }),
    ...(allowCode === undefined ? {} : { allowCode }),
  }
}

function createProgram(given: Wiring, done: (code: ExitCode) => void): Command {
  let wiring = given
  const program = new Command('synaq')
    .description('Conformance test harness and sandbox for open-banking APIs.')
    .version(wiring.version)
    .exitOverride()
    .addHelpText('after', exitCodesHelp)
    .showHelpAfterError('(synaq --help tells what there is)')
    .hook('preAction', (_, command) => {
      wiring = withSystem(given, command.opts())
      const asks = command.options.some(({ long }) => long === '--system')
      if (asks && command.getOptionValue('system') === undefined) command.setOptionValue('system', onlySystem(wiring))
    })
  const [firstSystem = ''] = systemIds(given)
  const system = (): Option => new Option('--system <id>', `which system; ${firstSystem} unless told`)
  const command = (name: string, description: string, parent = program): Command =>
    parent
      .command(name)
      .description(description)
      .addOption(new Option('--lang <code>', 'language of titles and findings').choices(['ru', 'kk', 'en']))
      .option('--json', 'the result as JSON on standard out')
  const translation = (): Option =>
    new Option('--translation <code>', 'beside the documents in Russian: kk or en; may be given again')
      .default([])
      .argParser(languageAgain)
  const format = (): Option =>
    new Option('--format <name>', `beside report.html: ${formatNames.join(', ')}; may be given again`)
      .default([])
      .argParser(formatAgain)
  const waivable = (made: Command): Command =>
    made
      .option(
        '--waivers <file>',
        'print these waivers in the documents; only those named here, never those of an earlier time',
      )
      .option(
        '--operator <key>',
        "whose signature under waivers unlocks the Act: the operator's public key (JWK, PEM) or its thumbprint",
        again,
        [],
      )
  const signer = (): Option =>
    new Option(
      '--signer <file>',
      'who signs: a certification centre, a time authority (YAML); your own key unless told',
    )
  const outputOf = ({ lang, json }: Common): Output => createOutput(languageOf(lang, process.env.LANG), json ?? false)

  command(
    'demo',
    'the whole job on this machine, in both roles: sandbox, example bank and application, Protocol and Act',
  )
    .option('--system <id>', 'only this system; may be given again', again, [])
    .option('--reports <folder>', 'where the folder of the run is made', 'reports')
    .option('--defect <name>', 'wrong behaviour to plant in the example bank; may be given again', again, [])
    .option('--app-defect <name>', 'wrong behaviour to plant in the example application; may be given again', again, [])
    .addOption(
      new Option('--role <role>', 'only the bank (provider) or the application (user)').choices(['provider', 'user']),
    )
    .action(async (o: Common & DemoFlags) =>
      done(
        await (
          await commands.demo()
        ).demo(
          {
            systems: o.system.length > 0 ? o.system : systemIds(wiring),
            reports: o.reports,
            defects: o.defect,
            appDefects: o.appDefect,
            ...(o.role === undefined ? {} : { role: o.role }),
          },
          wiring,
          outputOf(o),
        ),
      ),
    )

  const choosing = (made: Command): Command =>
    made
      .option('--only <id>', 'only this scenario; may be given again', again, [])
      .option('--tag <word>', 'only scenarios with this tag, script, subject or effect; may be given again', again, [])
      .option('--until <id>', 'nothing after this scenario')

  waivable(
    choosing(command('run <target>', 'run the scenarios against the target of a file, judge, write the documents')),
  )
    .option('--failed <run>', 'only what did not pass in an earlier run')
    .addOption(
      new Option(
        '--resume <run>',
        'go on with a run that was cut off: fresh attempts for what has no verdict, in its folder',
      ).conflicts(['only', 'tag', 'until', 'failed', 'reports', 'witness']),
    )
    .option('--pause-on-failure', 'wait after a script that did not pass')
    .option('--reports <folder>', 'where the folder of the run is made', 'reports')
    .option('--data <file>', 'number, dates, officials, conclusion for the documents (YAML)')
    .option('--no-documents', 'leave Protocol and Act out')
    .option('--witness <file>', "an operator's mandate, for a run that is to be witnessed (synaq witness)")
    .addOption(translation())
    .addOption(signer())
    .addOption(format())
    .action(async (target: string, o: RunFlags) =>
      done(
        await (
          await commands.run()
        ).run(
          {
            targetFile: target,
            languages: o.translation,
            choice: choiceOf(o),
            pauseOnFailure: o.pauseOnFailure ?? false,
            reports: o.reports,
            documents: o.documents,
            formats: o.format,
            waivers: waiversOf(o),
            signer: o.signer,
            ...dataOf(o),
            ...(o.failed === undefined ? {} : { failed: o.failed }),
            ...(o.witness === undefined ? {} : { witness: o.witness }),
            ...(o.resume === undefined ? {} : { resume: o.resume }),
          },
          wiring,
          outputOf(o),
        ),
      ),
    )

  choosing(command('plan <target>', 'what a run would do, in order, and what it would leave out and why')).action(
    async (target: string, o: Common & ChoiceFlags) =>
      done(await (await commands.plan()).plan(target, choiceOf(o), wiring, outputOf(o))),
  )

  command(
    'doctor <target>',
    'is everything in order for a run: files, dates, names, TLS, clocks, keys, token, customers',
  ).action(async (target: string, o: Common) =>
    done(await (await commands.doctor()).doctor(target, wiring, outputOf(o))),
  )

  waivable(
    command('report <runs...>', 'make the documents and reports of a run again, or one Protocol over several runs'),
  )
    .option('--protocol', 'one Protocol and one Act over all the runs named, in a folder of their own')
    .option('--out <folder>', 'with --protocol: that folder; one beside the latest run unless told')
    .option('--data <file>', 'number, dates, officials, conclusion for the documents (YAML)')
    .option('--no-documents', 'leave Protocol and Act as they are')
    .addOption(translation())
    .addOption(signer())
    .addOption(format())
    .action(async (folders: [string, ...string[]], o: ReportFlags) => {
      refuseReportFlags(folders, o)
      const asked = { languages: o.translation, waivers: waiversOf(o), signer: o.signer, ...dataOf(o) }
      if (o.protocol === true) {
        const where = o.out === undefined ? {} : { out: o.out }
        const { protocol } = await commands.protocol()
        done(await protocol(folders, { ...asked, ...where }, wiring, outputOf(o)))
      } else {
        const { report } = await commands.report()
        done(await report(folders[0], { ...asked, documents: o.documents, formats: o.format }, wiring, outputOf(o)))
      }
    })

  command('package <runs...>', 'one zip for the operator: documents, evidence, texts for its Service Desk, all signed')
    .option('--protocol <folder>', 'of several runs: the folder with Protocol and Act over them; made unless named')
    .option('--data <file>', 'for documents that are made: number, dates, officials, conclusion (YAML)')
    .option(
      '--operator <key>',
      "where an Act rests on waivers: the operator's public key (JWK, PEM) or its thumbprint",
      again,
      [],
    )
    .addOption(signer())
    .option('--out <file>', 'the zip; beside the first run unless told')
    .addHelpText(
      'after',
      `
Refused for a run that is open or interrupted, and where there is no Act.

Examples:
  synaq package reports/RUN
  synaq package reports/DIRECT reports/THROUGH --data document.yaml
  synaq package reports/A reports/B --protocol reports/protocol-20261122-3f9a1c02 --out bank.zip`,
    )
    .action(async (folders: [string, ...string[]], o: Common & PackageOptions) =>
      done(await (await commands.package()).packageRuns(folders, o, wiring, outputOf(o))),
    )

  const waivers = program.command('waivers').description('who answers for a departure that stays, until when')
  command(
    'sign <file>',
    'sign waivers (examples/waivers.yaml) with your own key: the operator’s unlock an Act',
    waivers,
  )
    .option('--out <file>', 'the signed waivers', 'waivers.json')
    .action(async (file: string, o: Common & { out: string }) =>
      done(await (await commands.waivers()).waiversSign({ ...o, file }, wiring, outputOf(o))),
    )
  command('show <file>', 'what waivers say and who signed them', waivers)
    .option('--operator <key>', "the operator's public key (JWK, PEM) or its thumbprint; may be given again", again, [])
    .action(async (file: string, o: Common & { operator: string[] }) =>
      done((await commands.waivers()).waiversShow({ ...o, file }, outputOf(o))),
    )

  command('judge <run>', 'judge the evidence of a run again: as it was run, or by mended scenario files')
    .option('--scenarios <folder>', 'by the scenario files of this folder: scenarios/, or that of the system')
    .option('--diff', 'only which verdicts change and why; by the installed scenarios unless --scenarios names others')
    .option('--contract <file>', 'the contract that the run rested on, where it is none of the files (OpenAPI)')
    .option('--overlay <file>', 'of that contract')
    .option('--out <folder>', 'make Protocol, Act and report.html of the new verdicts in this folder')
    .option('--data <file>', 'with --out: number, dates, officials, conclusion for the documents (YAML)')
    .addOption(signer())
    .addOption(translation())
    .addHelpText(
      'after',
      `
Examples:
  synaq judge reports/RUN                              are the findings those of the run?
  synaq judge reports/RUN --diff                       what would the installed scenarios say of it?
  synaq judge reports/RUN --scenarios mended --diff    which verdicts change by mended files, and why?
  synaq judge reports/RUN --scenarios mended --out judged-again`,
    )
    .action(async (folder: string, o: JudgeFlags) => {
      const { judge, judgeByFiles } = await commands.judge()
      const byFiles = o.scenarios !== undefined || o.diff === true || o.out !== undefined
      refuseJudgeFlags(byFiles, o)
      done(
        byFiles
          ? await judgeByFiles(folder, { ...o, diff: o.diff ?? false, languages: o.translation }, wiring, outputOf(o))
          : await judge(folder, wiring, outputOf(o)),
      )
    })

  command('diff <before> <after>', 'what is different between two runs, in words')
    .addHelpText(
      'after',
      `
Exit codes: 0 nothing got worse, 1 something got worse (a script fails, or lost its verdict, that did not before; a further
non-conformity in one that failed already), 2 wrong use. What is only new, gone or left out as not applicable is no worse.

Examples:
  synaq diff reports/MONDAY reports/TUESDAY
  synaq diff reports/MONDAY reports/TUESDAY --json`,
    )
    .action(async (before: string, after: string, o: Common) =>
      done(await (await commands.diff()).diff(before, after, wiring, outputOf(o))),
    )

  command('check [systems...]', 'check all files of the systems, without network').action(
    async (systems: string[], o: Common) => done(await (await commands.check()).check(systems, wiring, outputOf(o))),
  )

  command('list [systems...]', 'list the scenarios').action(async (systems: string[], o: Common) =>
    done(await (await commands.list()).list(systems, wiring, outputOf(o))),
  )

  command('mutants [system]', 'prove the scripts: each defect against all of them, and sound subjects, as a matrix')
    .addOption(new Option('--role <role>', 'scripts and defects of one role').choices(['provider', 'user']))
    .option('--only <defect>', 'only this defect; may be given again', again, [])
    .option('--scenario <id>', 'only this scenario; may be given again', again, [])
    .option('--claimed', 'each defect against the scripts that claim it, not against all')
    .option('--sound <rounds>', 'rounds of all scripts against subjects without a defect', wholeNumber, 1)
    .option(
      '--jobs <number>',
      'subjects at a time; beside them twice as many applications, which mostly wait',
      positiveNumber,
      availableParallelism(),
    )
    .option('--page <file>', 'write the matrix as a page in Markdown')
    .action(
      async (
        id: string | undefined,
        o: Common & {
          role?: Role
          only: string[]
          scenario: string[]
          claimed?: boolean
          sound: number
          jobs: number
          page?: string
        },
      ) =>
        done(
          await (
            await commands.mutants()
          ).mutants(
            { ...o, system: id ?? onlySystem(wiring), scenarios: o.scenario, claimed: o.claimed ?? false },
            wiring,
            outputOf(o),
          ),
        ),
    )

  program
    .command('schema')
    .description('the JSON Schema of scenario files, for editors; of one system with its procedures')
    .option('--system <id>', 'whose procedures are known too; nobody’s unless told', (id: string) => id, '')
    .action(async (o: { system: string; systemDir?: string }) =>
      done(await (await commands.schema()).schema(o.system, wiring)),
    )

  command('verify <path>', 'what holds of a run’s folder, a package (zip) or a PDF, and by whose key; nothing is sent')
    .option('--key <key>', 'must have signed: a thumbprint or a file; may be given again', again, [])
    .option('--trust <file>', 'whom you trust: a list (YAML) or authorities (PEM); may be given again', again, [])
    .option('--journal <file>', "the platform's journal of the run, countersigned by the operator")
    .option(
      '--operator <key>',
      "with --journal: the operator's public key or its thumbprint; may be given again",
      again,
      [],
    )
    .addHelpText(
      'after',
      `
Exit codes: 0 intact, and the signer is known; 1 something does not hold; 2 wrong use; 3 nobody known vouches for it.`,
    )
    .action(
      async (path: string, o: Common & { key: string[]; trust: string[]; journal?: string; operator: string[] }) =>
        done(
          await (
            await commands.verify()
          ).verify({ ...o, path, keys: o.key, operators: o.operator }, wiring, outputOf(o)),
        ),
    )

  command('key', 'the public part of your signing key, for those who verify; it is made where there is none').action(
    async (o: Common) => done((await commands.key()).key(outputOf(o))),
  )

  command('sandbox', 'start the sandbox alone; it stays up until Ctrl-C')
    .addOption(system())
    .option('--port <number>', 'of the control API; 0 takes a free one', portNumber, controlPort)
    .option('--host <address>', 'where API and pages are served; only this machine unless told')
    .option(
      '--public-url <address>',
      'how others reach them, https://NAME[:PORT]: PORT for pages, the next for the API',
    )
    .option('--state <folder>', 'where certificates, keys and the token are written', stateFolder)
    .action(async (o: Common & { system: string; port: number; host?: string; publicUrl?: string; state: string }) =>
      done(await (await commands.sandbox()).sandbox(o, wiring, outputOf(o))),
    )

  command('serve', 'the operator: publication, probes, policy and the page that shows them; it stays up until Ctrl-C')
    .addOption(system())
    .option('--data <folder>', 'where the database, evidence and settings lie', operatorFolder)
    .option('--port <number>', 'of the page; 0 takes a free one', portNumber, operatorPort)
    .option(
      '--settings <file>',
      'of a real operator (examples/operator.yaml); a trial with the banks of the sandbox unless given',
    )
    .addOption(
      new Option('--policy <file>', 'of a trial: when APIs are taken off and put back (YAML)').conflicts('settings'),
    )
    .option('--host <address>', 'where the page is served: tokens are asked for then, and a certificate is needed')
    .option('--certificate <file>', 'of the page (PEM); with it tokens are asked for on any address')
    .option('--key <file>', 'of the certificate (PEM)')
    .action(async (o: Common & ServeFlags) => done(await (await commands.serve()).serve(o, wiring, outputOf(o))))

  command('worker', 'takes rounds of a `synaq serve` whose database DATABASE_URL names; it stays up until Ctrl-C')
    .requiredOption('--settings <file>', 'the same as that of `synaq serve`')
    .option('--data <folder>', 'for what it needs while it works', workerFolder)
    .option('--port <number>', 'of health and metrics, on this machine only; 0 takes a free one', portNumber)
    .action(async (o: Common & { settings: string; data: string; port?: number }) =>
      done(await (await commands.worker()).worker(o, wiring, outputOf(o))),
    )

  command(
    'evidence <run>',
    'writes the record of a round of `synaq serve` into a folder, for judge, report and protocol',
  )
    .option('--data <folder>', 'where `synaq serve` keeps its database', operatorFolder)
    .option('--out <folder>', 'where the folder of the run is made', 'reports')
    .action(async (run: string, o: Common & { data: string; out: string }) =>
      done(await (await commands.evidence()).evidence({ ...o, run }, outputOf(o))),
    )

  const token = program.command('token').description('who may open the pages of `synaq serve` where it asks for tokens')
  command('new <name>', 'issue a token; it is shown once', token)
    .option(
      '--role <role>',
      'operator (may do everything), auditor (sees everything), participant (sees its own)',
      'operator',
    )
    .option('--participant <id>', 'whose APIs a participant sees')
    .option('--for <duration>', 'how long it is in force', 'P90D')
    .option('--data <folder>', 'where `synaq serve` keeps its database', operatorFolder)
    .action(async (name: string, o: Common & { role: string; participant?: string; for: string; data: string }) =>
      done(await (await commands.token()).tokenNew({ ...o, name }, outputOf(o))),
    )
  command('list', 'who may come in', token)
    .option('--data <folder>', 'where `synaq serve` keeps its database', operatorFolder)
    .action(async (o: Common & { data: string }) => done(await (await commands.token()).tokenList(o, outputOf(o))))
  command('revoke <id>', 'from then on it opens nothing', token)
    .option('--data <folder>', 'where `synaq serve` keeps its database', operatorFolder)
    .action(async (id: string, o: Common & { data: string }) =>
      done(await (await commands.token()).tokenRevoke({ id, data: o.data })),
    )

  const registry = program
    .command('registry')
    .description('participants, their APIs, applications and certificates; what may be published')
  const registryCommand = (usage: string, description: string) =>
    command(usage, description, registry).option(
      '--data <folder>',
      'where `synaq serve` keeps its database',
      operatorFolder,
    )
  registryCommand('list', 'everything that is in it, certificates by when they end').action(
    async (o: Common & { data: string }) => done(await (await commands.registry()).registryList(o, outputOf(o))),
  )
  registryCommand('show <id>', 'one of it; of an API what is missing before its first publication').action(
    async (id: string, o: Common & { data: string }) =>
      done(await (await commands.registry()).registryShow({ ...o, id }, wiring, outputOf(o))),
  )
  registryCommand('import <file>', 'enter what is new or different in a file (examples/registry.yaml); all or nothing')
    .option('--check', 'only say what would be entered', false)
    .action(async (file: string, o: Common & { data: string; check: boolean }) =>
      done(await (await commands.registry()).registryImport({ ...o, file }, wiring, outputOf(o))),
    )
  registryCommand('export [file]', 'write the registry as such a file; to standard out unless one is named').action(
    async (file: string | undefined, o: Common & { data: string }) =>
      done(
        await (
          await commands.registry()
        ).registryExport({ ...o, ...(file === undefined ? {} : { file }) }, outputOf(o)),
      ),
  )
  registryCommand(
    'admit <api> <run>',
    "take a run's folder as proof that an API passed; its evidence is judged again",
  ).action(async (api: string, run: string, o: Common & { data: string }) =>
    done(await (await commands.registry()).registryAdmit({ ...o, api, run }, wiring, outputOf(o))),
  )
  for (const [action, description] of [
    ['publish', 'publish an API for the first time, where nothing is missing'],
    ['unpublish', 'take an API off publication'],
    ['limit', 'put an API into limited mode'],
    ['republish', 'put an API back on publication'],
  ] as const)
    registryCommand(`${action} <api>`, description)
      .requiredOption('--reason <text>', 'what the record gives as the reason')
      .action(async (api: string, o: Common & { data: string; reason: string }) =>
        done(await (await commands.registry()).registryMove({ ...o, api, action }, wiring, outputOf(o))),
      )

  const works = program
    .command('works')
    .description("works of participants, and the operator's own: announced, ended, called off")
  command('announce', 'announce works, as of now; times are those of Kazakhstan', works)
    .option('--own', "the operator's own: every participant is told by mail")
    .option('--participant <id>', 'of a participant, with all its APIs')
    .option('--api <id>', 'of a participant, on one API')
    .option('--unplanned', 'they cannot wait: they begin now unless --start says otherwise')
    .option('--start <time>', "when they begin: '2026-12-05 22:00'")
    .option('--until <time>', 'when the service is back')
    .option('--for <duration>', 'instead of --until: how long they take, PT8H')
    .option('--limited', 'limited-availability mode meanwhile')
    .option('--note <text>', 'what is done; it stands in mails and pages', '')
    .option('--anyway', 'announce them although something stands against them')
    .option('--data <folder>', 'where `synaq serve` keeps its database', operatorFolder)
    .action(async (o: Common & WorksAnnounceOptions) =>
      done(await (await commands.works()).worksAnnounce(o, outputOf(o))),
    )
  command('list', 'what goes on, comes and was', works)
    .option('--data <folder>', 'where `synaq serve` keeps its database', operatorFolder)
    .action(async (o: Common & { data: string }) => done(await (await commands.works()).worksList(o, outputOf(o))))
  const worksNumber = (name: string, what: string) =>
    command(`${name} <number>`, what, works).option(
      '--data <folder>',
      'where `synaq serve` keeps its database',
      operatorFolder,
    )
  worksNumber('end', 'works that go on are over now').action(async (number: string, o: Common & { data: string }) =>
    done(await (await commands.works()).worksEnd({ ...o, number })),
  )
  worksNumber('cancel', 'works that have not begun will not take place').action(
    async (number: string, o: Common & { data: string }) =>
      done(await (await commands.works()).worksCancel({ ...o, number })),
  )

  const policy = program
    .command('policy')
    .description('when the operator takes APIs off publication and puts them back')
  command('simulate <file>', 'what a policy would have decided of the rounds that `synaq serve` has recorded', policy)
    .option('--since <length>', 'how far back: 30d, 12h, 90m', '30d')
    .option('--data <folder>', 'where `synaq serve` keeps its database', operatorFolder)
    .action(async (file: string, o: Common & { since: string; data: string }) =>
      done(await (await commands.policySimulate()).policySimulate({ ...o, file }, outputOf(o))),
    )

  command('availability', 'how far APIs were available, and how fast they answered, by the rounds of `synaq serve`')
    .option('--day <date>', 'one day of Kazakhstan, such as 2026-11-30; yesterday where no time is named')
    .option('--month <month>', 'one month, such as 2026-11')
    .option('--from <date>', 'the first day of several')
    .option('--to <date>', 'the last of them, included; today unless given')
    .option('--api <id>', 'this API only; may be given again', again, [])
    .option('--format <formats>', 'files as well: pdf, csv; parted by commas', reportFormats, [])
    .option('--out <folder>', 'where the files are written', '.')
    .option('--settings <file>', "of the operator: its target, and the policy's common cause (examples/operator.yaml)")
    .option('--data <folder>', 'where `synaq serve` keeps its database', operatorFolder)
    .action(async (o: Common & AvailabilityFlags) => {
      const asked = { ...o, apis: o.api, forms: o.format, language: o.lang ?? 'ru' }
      done(await (await commands.availability()).availability(asked, wiring, outputOf(o)))
    })

  command('provider <id>', 'a bank joins the sandbox and gets its certificates; id: four letters, two digits')
    .addOption(system())
    .requiredOption('--name <name>', "the bank's name")
    .requiredOption('--url <address>', 'where the bank serves, https://…')
    .option('--control <address>', "the sandbox's control API", `http://127.0.0.1:${controlPort}`)
    .option('--token-file <file>', 'file with its token', join(stateFolder, 'control.token'))
    .option('--out <folder>', 'where certificates and bank.json are written', '.synaq/bank')
    .action(
      async (
        id: string,
        o: Common & { system: string; name: string; url: string; control: string; tokenFile: string; out: string },
      ) =>
        done(
          await (await commands.provider()).provider({ ...o, id, token: tokenIn(o.tokenFile) }, wiring, outputOf(o)),
        ),
    )

  command('application <id>', 'an application under test joins the sandbox; id: four letters, two digits')
    .requiredOption('--name <name>', 'the name of its participant')
    .option('--bin <number>', 'the BIN of its participant')
    .option(
      '--redirect-uri <address>',
      'where a client comes back to it; needed where the system has consents; may be given again',
      again,
      [],
    )
    .option(
      '--host <name>',
      'a host of its own pages, for which a server certificate is issued; may be given again',
      again,
      [],
    )
    .option('--certificate <file>', 'a client certificate of its own (PEM); issued unless given')
    .option('--jwk <file>', 'the public key of its client assertions (JWK, P-256); a pair is issued unless given')
    .option('--control <address>', "the sandbox's control API", `http://127.0.0.1:${controlPort}`)
    .option('--token-file <file>', 'file with its token', join(stateFolder, 'control.token'))
    .option('--out <folder>', 'where certificate, keys and app.json are written', '.synaq/app')
    .action(async (id: string, o: Common & ApplicationFlags) => {
      const options = { ...o, id, hosts: o.host, redirectUris: o.redirectUri }
      const { application } = await commands.application()
      done(await application({ ...options, token: tokenIn(o.tokenFile) }, outputOf(o)))
    })

  const witness = program
    .command('witness')
    .description('the operator witnesses a run: a mandate before it, the journal of the platform after it')
    .addHelpText('after', witnessExamples)
  const tokenFile = 'file with the token of its workspace'
  const signing = (usage: string, description: string): Command =>
    command(usage, description, witness)
      .option('--key <file>', "the operator's Ed25519 key (PEM); your own one unless given")
      .option('--name <name>', "the operator's name, for people")
  signing('start', 'make the mandate that a participant runs under, and let the platform begin its journal')
    .requiredOption('--participant <id>', 'whose run is to be witnessed')
    .option('--system <id>', 'the only system it is for; any unless given')
    .option('--for <duration>', 'how long it holds, up to 31 days', 'P1D')
    .option('--control <address>', 'control API of the sandbox that is the platform and is to keep the journal')
    .option('--token-file <file>', tokenFile, join(stateFolder, 'control.token'))
    .option('--out <file>', 'where the mandate is written', 'witness.json')
    .action(async ({ for: term, control, tokenFile: file, ...o }: Common & WitnessStartFlags) => {
      const platform = control === undefined ? {} : { platform: { control, token: tokenIn(file) } }
      done(await (await commands.witness()).witnessStart({ ...o, term, ...platform }, outputOf(o)))
    })
  command('journal <mandate>', "read the platform's journal under a mandate", witness)
    .option('--control <address>', 'control API of the sandbox that is the platform', `http://127.0.0.1:${controlPort}`)
    .option('--token-file <file>', tokenFile, join(stateFolder, 'control.token'))
    .option('--out <file>', 'where the journal is written', 'journal.json')
    .action(async (mandate: string, o: Common & { control: string; tokenFile: string; out: string }) => {
      const platform = { control: o.control, token: tokenIn(o.tokenFile) }
      done(await (await commands.witness()).witnessJournal({ mandate, platform, out: o.out }, outputOf(o)))
    })
  signing('sign <journal>', 'countersign the journal')
    .option('--out <file>', 'where the signed journal is written; in place of the unsigned one unless given')
    .action(async (journal: string, o: Common & { key?: string; name?: string; out?: string }) =>
      done((await commands.witness()).witnessSign({ ...o, journal }, outputOf(o))),
    )
  command('compare <runs...>', 'whether runs are witnessed: their evidence against the journal', witness)
    .requiredOption('--journal <file>', "the platform's journal, countersigned")
    .option(
      '--operator <key>',
      'a key that may witness: its thumbprint, or a file with it (JWK or PEM); may be given again',
      again,
      [],
    )
    .action(async (runs: string[], o: Common & { journal: string; operator: string[] }) =>
      done((await commands.witness()).witnessCompare({ runs, journal: o.journal, operators: o.operator }, outputOf(o))),
    )

  const trust = program.command('trust').description('what a bank needs so that it trusts the platform')
  command('export [target]', 'write issuer, keys, certificates and instructions into a folder for the bank', trust)
    .addOption(system())
    .option('--out <folder>', 'where the files are written', '.synaq/trust')
    .option('--participant <id>', "the bank's participant id; of the target where there is one")
    .option('--control <address>', "without a target: the sandbox's control API", `http://127.0.0.1:${controlPort}`)
    .option('--token-file <file>', 'file with its token', join(stateFolder, 'control.token'))
    .action(
      async (
        target: string | undefined,
        o: Common & { system: string; out: string; participant?: string; control: string; tokenFile: string },
      ) => {
        const asked = { ...o, token: () => tokenIn(o.tokenFile), ...(target === undefined ? {} : { target }) }
        done(await (await commands.trust()).exportTrust(asked, wiring, outputOf(o)))
      },
    )

  const target = program.command('target').description('the file that says what is tested and how')
  command('new [file]', 'ask the few questions that a target needs and write a commented file', target)
    .addOption(system())
    .option('--role <whose>', "who is under test: provider (a bank's server) or user (an app)")
    .option('--control <address>', "the sandbox's control API")
    .option('--token-file <file>', 'file with its token')
    .option('--participant <id>', 'the participant id of the bank, or of whose app it is')
    .option('--name <name>', "the participant's name")
    .option('--invented <yes|no>', 'an invented participant, whose documents are specimens')
    .option(
      '--ca <file>',
      "the authority of the certificate of the bank's server or the app's pages; a dash: the sandbox's",
    )
    .option('--environment <which>', 'test or live')
    .option('--url <address>', 'bank: where it serves, https://…')
    .option('--consent-check <who>', 'bank: who asks about the consent, bank or platform')
    .option('--customers <whose>', 'bank: own or sandbox')
    .option('--customer <text>', 'bank: one of its own, "IIN TELEPHONE TRAIT…"; may be given again', again, [])
    .option('--drive <how>', 'app: by-hand, webhook or command')
    .option('--webhook <address>', 'app: where its webhook listens')
    .option('--drive-token <name>', "app: the environment variable with the webhook's token; a dash: none")
    .option('--drive-command <line>', 'app: the program that drives it, with its arguments')
    .option('--yes', 'ask nothing: what no option answers is as by Enter alone')
    .option('--force', 'overwrite the file without asking')
    .action(async (file: string | undefined, o: Common & TargetNewFlags) =>
      done(
        await (
          await commands.targetNew()
        ).targetNew(
          {
            file: file ?? 'target.yaml',
            system: o.system,
            control: `http://127.0.0.1:${controlPort}`,
            tokenFile: join(stateFolder, 'control.token'),
            given: answersOf(o),
            customers: o.customer,
            yes: o.yes ?? false,
            force: o.force ?? false,
          },
          wiring,
          outputOf(o),
        ),
      ),
    )

  const contract = program.command('contract').description("contracts (OpenAPI): the operator's own, several versions")
  command('check <file>', 'gate a contract and say what of the reference it has, lacks and calls otherwise', contract)
    .addOption(system())
    .option('--overlay <file>', 'what it calls otherwise than the reference (YAML)')
    .action(async (file: string, o: Common & { system: string; overlay?: string }) =>
      done(await (await commands.contractCheck()).contractCheck({ ...o, file }, wiring, outputOf(o))),
    )
  command(
    'diff <a> <b>',
    'what contract B says otherwise than A, and which scripts and passed runs that touches',
    contract,
  )
    .addOption(system())
    .option('--overlay-a <file>', 'what A calls otherwise than the reference (YAML)')
    .option('--overlay-b <file>', 'what B calls otherwise than the reference (YAML)')
    .option('--run <folder>', 'a run to look at; may be given again; otherwise all in --reports', again, [])
    .option('--reports <folder>', 'where the folders of runs lie', 'reports')
    .action(
      async (
        a: string,
        b: string,
        o: Common & { system: string; overlayA?: string; overlayB?: string; run: string[]; reports: string },
      ) => done(await (await commands.contractDiff()).contractDiff({ ...o, a, b, runs: o.run }, wiring, outputOf(o))),
    )

  const systems = program.command('system').description('systems of your own, outside this package')
  command(
    'new <name>',
    'make the folders of a system from its contract (OpenAPI), with a first set of scripts',
    systems,
  )
    .requiredOption('--openapi <file>', 'the contract, OpenAPI 3.0 or 3.1')
    .option('--dir <folder>', 'where the folders are made; a folder of the system’s name unless told')
    .option('--operation <id>', 'scripts for this operation only; may be given again', again, [])
    .option('--tag <tag>', 'scripts for the operations with this tag of the contract; may be given again', again, [])
    .action(async (name: string, o: Common & { openapi: string; dir?: string; operation: string[]; tag: string[] }) => {
      const where = o.dir === undefined ? {} : { dir: o.dir }
      const asked = { name, openapi: o.openapi, ...where, operations: o.operation, tags: o.tag }
      done(await (await commands.systemNew()).systemNew(asked, wiring, outputOf(o)))
    })

  addSystemOptions(program)
  return program
}

/** Options of `synaq target new` by the names of its questions. */
function answersOf({
  tokenFile,
  consentCheck,
  driveToken,
  driveCommand,
  ...o
}: TargetNewFlags): Record<string, string | undefined> {
  const { role, control, participant, name, invented, url, ca, environment, drive, webhook } = o
  const customers = o.customers ?? (o.customer.length > 0 ? 'own' : undefined)
  return {
    ...{ role, control, participant, name, invented, url, ca, environment, customers, drive, webhook },
    ...{ 'token-file': tokenFile, 'consent-check': consentCheck },
    ...{ 'drive-token': driveToken, 'drive-command': driveCommand },
  }
}

/** What of `synaq report` goes together. @throws ProblemError */
function refuseReportFlags(folders: readonly string[], { protocol, out, documents, format }: ReportFlags): void {
  const refuse = (what: string, remedy: string): never => {
    throw problem('report-usage', what, remedy, { name: 'synaq report' })
  }
  if (protocol !== true && folders.length > 1)
    refuse(
      `${folders.length} runs are named, and it is not said that they make one Protocol`,
      'Add --protocol for one Protocol over all of them, or name one run to make its own documents again.',
    )
  if (protocol !== true && out !== undefined)
    refuse(
      'the documents of one run lie in its own folder',
      'Leave --out out, or add --protocol for a Protocol in a folder of its own.',
    )
  if (protocol === true && !documents)
    refuse('--protocol makes documents and --no-documents leaves them out', 'Leave one of the two out.')
  if (protocol === true && format.length > 0)
    refuse(
      `${format.join(', ')}: such a report is made of one run`,
      'Leave --format out here, and make it of each run: synaq report RUN --format …',
    )
}

/** What of `synaq judge` goes together. @throws ProblemError */
function refuseJudgeFlags(byFiles: boolean, { contract, overlay, out, data, translation }: JudgeFlags): void {
  const refuse = (what: string, remedy: string): never => {
    throw problem('judge-usage', what, remedy, { name: 'synaq judge' })
  }
  if (!byFiles && (contract !== undefined || overlay !== undefined))
    refuse('a contract is needed only where other scenario files judge', 'Add --scenarios FOLDER or --diff.')
  if (out === undefined && (data !== undefined || translation.length > 0))
    refuse('--data and --translation are for documents, and none are made', 'Add --out FOLDER.')
  if (contract === undefined && overlay !== undefined)
    refuse('an overlay belongs to a contract, and none is named', 'Add --contract FILE.')
}

/** Collects an option that may be given several times; a list after one name would swallow the argument behind it. */
function again(value: string, before: readonly string[] = []): string[] {
  return [...before, value]
}

function languageAgain(code: string, before: readonly Language[]): Language[] {
  if (code === 'kk' || code === 'en') return [...before, code]
  throw new InvalidArgumentError('Translations are made into kk and en.')
}

/** Collects formats; several may stand in one word, parted by commas. */
function formatAgain(names: string, before: readonly Format[]): Format[] {
  const wanted = names.split(',').map((name) => name.trim())
  const known = wanted.filter(isFormat)
  if (known.length === wanted.length) return [...before, ...known]
  throw new InvalidArgumentError(`The formats are ${formatNames.join(', ')}.`)
}

/** Figures for programs are two tables: of APIs and of their outages. */
const reportForms: Readonly<Record<string, readonly ReportForm[]>> = { pdf: ['pdf'], csv: ['csv', 'outages'] }

function reportFormats(names: string, before: readonly ReportForm[] = []): ReportForm[] {
  const wanted = names.split(',').map((name) => reportForms[name.trim()])
  if (wanted.every((forms) => forms !== undefined)) return [...before, ...wanted.flat()]
  throw new InvalidArgumentError('The formats are pdf and csv.')
}

function choiceOf({ only, tag, until }: ChoiceFlags): Choice {
  return { only, tags: tag, ...(until === undefined ? {} : { until }) }
}

function dataOf({ data }: { data?: string }): { data?: string } {
  return data === undefined ? {} : { data }
}

function waiversOf({ waivers, operator }: Pick<RunFlags, 'waivers' | 'operator'>): WaiverOptions {
  return { operator, ...(waivers === undefined ? {} : { waivers }) }
}

function wholeNumber(text: string): number {
  if (/^\d{1,4}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('a whole number is expected')
}

function positiveNumber(text: string): number {
  const number = wholeNumber(text)
  if (number > 0) return number
  throw new InvalidArgumentError('a whole number from 1 is expected')
}

function portNumber(text: string): number {
  const port = Number(text)
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  throw new InvalidArgumentError('a whole number from 0 to 65535 is expected')
}

function tokenIn(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    throw problem(
      'token-file',
      `the file ${file} cannot be read`,
      '`synaq sandbox` writes control.token into its state folder.',
    )
  }
}
