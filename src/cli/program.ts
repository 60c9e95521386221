import { readFileSync } from 'node:fs'
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { isProblemError, problem } from '../base/problem.js'
import type { Language } from '../base/text.js'
import { check } from './commands/check.js'
import { demo } from './commands/demo.js'
import { judge } from './commands/judge.js'
import { list } from './commands/list.js'
import { plan } from './commands/plan.js'
import { provider } from './commands/provider.js'
import { report } from './commands/report.js'
import { run } from './commands/run.js'
import { sandbox } from './commands/sandbox.js'
import { schema } from './commands/schema.js'
import { exitCodes, type ExitCode } from './exit-codes.js'
import { createOutput, languageOf, problemLines } from './output.js'
import { systemIds } from './project.js'
import type { Output, Wiring } from './wiring.js'

const exitCodesHelp = `
Exit codes: 0 conforms, 1 does not conform, 2 wrong use or configuration, 3 inconclusive or open.`

/** Runs the command line. Answers the exit code; never throws for what a person typed or wrote. */
export async function runProgram(argv: readonly string[], wiring: Wiring): Promise<number> {
  let code: ExitCode = exitCodes.conforms
  const program = createProgram(wiring, (result) => (code = result))
  try {
    await program.parseAsync(argv, { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.conforms : exitCodes.misuse
    if (isProblemError(error)) {
      for (const problem of error.problems) process.stderr.write(`${problemLines(problem)}\n`)
      return exitCodes.misuse
    }
    throw error
  }
}

interface Common {
  readonly lang?: Language
  readonly json?: boolean
}

function createProgram(wiring: Wiring, done: (code: ExitCode) => void): Command {
  const program = new Command('synaq')
    .description('Conformance test harness and sandbox for open-banking APIs.')
    .version(wiring.version)
    .exitOverride()
    .addHelpText('after', exitCodesHelp)
    .showHelpAfterError('(synaq --help tells what there is)')
  const [firstSystem = ''] = systemIds(wiring.root)
  const system = (): Option => new Option('--system <id>', 'which system').default(firstSystem)
  const command = (name: string, description: string): Command =>
    program
      .command(name)
      .description(description)
      .addOption(new Option('--lang <code>', 'language of titles and findings').choices(['ru', 'kk', 'en']))
      .option('--json', 'the result as JSON on standard out')
  const outputOf = ({ lang, json }: Common): Output => createOutput(languageOf(lang, process.env.LANG), json ?? false)

  command('demo', 'the whole job on this machine: sandbox, example bank, all scripts, Protocol and Act')
    .addOption(system())
    .option('--reports <folder>', 'where the folder of the run is made', 'reports')
    .option('--defect <name...>', 'wrong behaviour to plant in the example bank', [])
    .action(async (o: Common & { system: string; reports: string; defect: string[] }) =>
      done(await demo({ system: o.system, reports: o.reports, defects: o.defect }, wiring, outputOf(o))),
    )

  command('run <target>', 'run the scenarios against the target of a file, judge, write the documents')
    .option('--only <id...>', 'only these scenarios', [])
    .option('--reports <folder>', 'where the folder of the run is made', 'reports')
    .option('--data <file>', 'number, dates, officials, conclusion for the documents (YAML)')
    .option('--no-documents', 'leave Protocol and Act out')
    .addOption(
      new Option('--translations <codes...>', 'translations of the documents').choices(['kk', 'en']).default([]),
    )
    .action(
      async (
        target: string,
        o: Common & { only: string[]; reports: string; data?: string; documents: boolean; translations: Language[] },
      ) =>
        done(
          await run(
            {
              targetFile: target,
              languages: o.translations,
              only: o.only,
              reports: o.reports,
              documents: o.documents,
              ...dataOf(o),
            },
            wiring,
            outputOf(o),
          ),
        ),
    )

  command('plan <target>', 'what a run would do, in order, and what it would leave out and why')
    .option('--only <id...>', 'only these scenarios', [])
    .action(async (target: string, o: Common & { only: string[] }) =>
      done(await plan(target, o.only, wiring, outputOf(o))),
    )

  command('report <run>', 'make the documents of a run again, without running anything')
    .option('--data <file>', 'number, dates, officials, conclusion for the documents (YAML)')
    .addOption(
      new Option('--translations <codes...>', 'translations of the documents').choices(['kk', 'en']).default([]),
    )
    .action(async (folder: string, o: Common & { data?: string; translations: Language[] }) =>
      done(await report(folder, { languages: o.translations, ...dataOf(o) }, wiring, outputOf(o))),
    )

  command('judge <run>', 'judge the evidence of a run again and compare with what was found then').action(
    async (folder: string, o: Common) => done(await judge(folder, wiring, outputOf(o))),
  )

  command('check [systems...]', 'check all files of the systems, without network').action(
    async (systems: string[], o: Common) => done(await check(systems, wiring, outputOf(o))),
  )

  command('list [systems...]', 'list the scenarios').action(async (systems: string[], o: Common) =>
    done(await list(systems, wiring, outputOf(o))),
  )

  program
    .command('schema')
    .description('the JSON Schema of scenario files, for editors')
    .action(() => done(schema(wiring)))

  command('sandbox', 'start the sandbox alone; it stays up until Ctrl-C')
    .addOption(system())
    .option('--port <number>', 'of the control API; 0 takes a free one', portNumber, 7080)
    .option('--state <folder>', 'where certificates, keys and the token are written', '.synaq/sandbox')
    .action(async (o: Common & { system: string; port: number; state: string }) =>
      done(await sandbox(o, wiring, outputOf(o))),
    )

  command('provider <id>', 'a bank joins the sandbox: certificates are issued, the gateway learns its address')
    .addOption(system())
    .requiredOption('--name <name>', "the bank's name")
    .requiredOption('--url <address>', 'where the bank serves, https://…')
    .requiredOption('--control <address>', "the sandbox's control API")
    .requiredOption('--token-file <file>', "file with the workspace's token (control.token)")
    .requiredOption('--out <folder>', 'where the certificates are written')
    .action(
      async (
        id: string,
        o: Common & { system: string; name: string; url: string; control: string; tokenFile: string; out: string },
      ) => done(await provider({ ...o, id, token: tokenIn(o.tokenFile) }, wiring, outputOf(o))),
    )

  return program
}

function dataOf({ data }: { data?: string }): { data?: string } {
  return data === undefined ? {} : { data }
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
