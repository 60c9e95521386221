import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inLanguage, type Text } from '../../base/text.js'
import type { RunRecord } from '../../model/run.js'
import type { Role, SystemId } from '../../model/system.js'
import { controlClient } from '../../control/client.js'
import { startChild, type Child } from '../children.js'
import { exampleBank, exampleBankDefects, joinExampleBank, startExampleBank, type BankReady } from '../example-bank.js'
import { exampleAppTarget, joinExampleApp, startExampleApp, type AppReady } from '../example-app.js'
import { exitCodeOf, exitCodes, type ExitCode } from '../exit-codes.js'
import { inventedSubject, type Subject } from '../own-system.js'
import { loadProject } from '../project.js'
import { systemArguments } from '../system-home.js'
import type { Output, Wiring } from '../wiring.js'
import { protocol } from './protocol.js'
import { runOnce } from './run.js'
import type { SandboxReady } from './sandbox.js'

export interface DemoOptions {
  /** One after another. */
  readonly systems: readonly SystemId[]
  readonly reports: string
  /** Wrong behaviour planted in the example bank. */
  readonly defects: readonly string[]
  /** Wrong behaviour planted in the example application. */
  readonly appDefects: readonly string[]
  /** Whose scripts run; those of both, the bank's first, where absent. */
  readonly role?: Role
}

const up = {
  sandbox: (system: SystemId, url: string): Text => ({
    ru: `Песочница ${system} работает: ${url}`,
    kk: `${system} құмсалғышы жұмыс істеп тұр: ${url}`,
    en: `The sandbox of ${system} is up: ${url}`,
  }),
  bank: (url: string): Text => ({
    ru: `Банк-пример работает: ${url}`,
    kk: `Үлгі банк жұмыс істеп тұр: ${url}`,
    en: `The example bank is up: ${url}`,
  }),
  invented: (name: string, url: string): Text => ({
    ru: `Испытывается выдуманный поставщик ${name}: ${url}`,
    kk: `Сыналатын ойдан шығарылған жеткізуші ${name}: ${url}`,
    en: `The invented provider ${name} is tested: ${url}`,
  }),
  app: (url: string): Text => ({
    ru: `Приложение-пример работает: ${url}`,
    kk: `Үлгі қосымша жұмыс істеп тұр: ${url}`,
    en: `The example application is up: ${url}`,
  }),
}

/** What is run against, and the data of its documents. */
interface DemoTarget {
  readonly targetFile: string
  readonly data?: string
}

/**
 * `synaq demo` — the whole job on this machine, in both roles: of each system sandbox, example bank and example application
 * start, each in a process of its own; all scripts run, the bank's directly and through the gateway; Protocol and Act of each
 * run are written, and one Protocol over all of them. Of a system that the example bank does not serve, an invented provider of
 * the sandbox is tested. Answers the worst of the exit codes.
 */
export async function demo(options: DemoOptions, wiring: Wiring, out: Output): Promise<ExitCode> {
  const records: RunRecord[] = []
  for (const system of options.systems) {
    if (records.length > 0) out.line('')
    records.push(...(await demoOf(system, options, wiring, out)))
    // Ctrl-C ends the demonstration, not one of its runs.
    if (records.some(({ outcome }) => outcome === 'open')) break
  }
  const codes = records.map(({ outcome }) => exitCodeOf(outcome))
  const [first, ...rest] = records
  if (first && rest.length > 0 && rest.every((record) => isOfSameParticipant(record, first))) {
    out.line('')
    const folders: [string, ...string[]] = [first.folder, ...rest.map(({ folder }) => folder)]
    const ofExample = first.plan.target.participant.id === exampleBank.id
    codes.push(
      await protocol(folders, { ...(ofExample ? { data: documentData(wiring) } : {}), languages: [] }, wiring, out),
    )
  }
  return codes.reduce((worst, code) => (severity(code) > severity(worst) ? code : worst), exitCodes.conforms)
}

/** The data speak of the example bank. */
const documentData = ({ root }: Wiring): string => join(root, 'examples', 'document.yaml')

const isOfSameParticipant = (one: RunRecord, other: RunRecord): boolean =>
  one.plan.target.participant.id === other.plan.target.participant.id

/** The runs of one system. Keys live in a private folder that is removed at the end. */
async function demoOf(system: SystemId, options: DemoOptions, wiring: Wiring, out: Output): Promise<RunRecord[]> {
  const hasExample = (await exampleBankDefects(wiring.root, system)) !== undefined
  const folder = mkdtempSync(join(tmpdir(), 'synaq-'))
  const removeFolder = (): void => rmSync(folder, { recursive: true, force: true })
  const leave = (): never => process.exit(130)
  process.once('exit', removeFolder)
  process.once('SIGINT', leave)
  const children: Child<unknown>[] = []
  try {
    const sandbox = await startChild<SandboxReady>(
      join(wiring.root, 'bin', 'synaq.js'),
      ['sandbox', '--json', '--system', system, '--port', '0', '--state', join(folder, 'sandbox')].concat(
        systemArguments(wiring),
      ),
      'the sandbox',
    )
    children.push(sandbox)
    out.line(inLanguage(up.sandbox(system, sandbox.ready.pages), out.language))
    const targets: DemoTarget[] = []
    const writeTarget = (name: string, text: string, data: { readonly data?: string } = {}): void => {
      writeFileSync(join(folder, name), text, { mode: 0o600 })
      targets.push({ targetFile: join(folder, name), ...data })
    }
    if (options.role !== 'user') {
      let subject: Subject
      if (hasExample) {
        const server = await startBank(system, options, sandbox.ready, folder, wiring)
        children.push(server)
        out.line(inLanguage(up.bank(server.ready.url), out.language))
        subject = { ...exampleBank, url: server.ready.url, modes: ['direct', 'through'] }
      } else {
        subject = await inventedSubject(system, sandbox.ready, options.defects, wiring)
        out.line(inLanguage(up.invented(subject.name, subject.url), out.language))
      }
      writeTarget(
        'target.yaml',
        targetText(system, sandbox.ready, subject),
        hasExample ? { data: documentData(wiring) } : {},
      )
    }
    if (options.role !== 'provider' && (await hasScriptsForApps(system, wiring))) {
      const app = await startApp(options, sandbox.ready, folder, wiring)
      children.push(app)
      out.line(inLanguage(up.app(app.ready.url), out.language))
      const token = 'sandbox/control.token'
      writeTarget('app-target.yaml', exampleAppTarget(system, sandbox.ready.controlUrl, app.ready, token))
    }
    // From here on Ctrl-C ends the run in good order.
    process.off('SIGINT', leave)
    const records: RunRecord[] = []
    for (const target of targets) {
      if (records.length > 0) out.line('')
      const record = await runOne(target, options, wiring, out)
      records.push(record)
      if (record.outcome === 'open') break
    }
    return records
  } finally {
    await Promise.all(children.map((child) => child.stop()))
    removeFolder()
    process.off('exit', removeFolder)
    process.off('SIGINT', leave)
  }
}

function runOne(target: DemoTarget, { reports }: DemoOptions, wiring: Wiring, out: Output): Promise<RunRecord> {
  return runOnce(
    {
      ...target,
      choice: { only: [], tags: [] },
      pauseOnFailure: false,
      reports,
      languages: [],
      documents: true,
      formats: [],
    },
    wiring,
    out,
  )
}

/** A run that ended in nothing is worse than one that found something, which is worse than an open one. */
const severity = (code: ExitCode): number => [0, 3, 1, 2, 4].indexOf(code)

async function hasScriptsForApps(system: SystemId, wiring: Wiring): Promise<boolean> {
  const { scenarios } = await loadProject(system, wiring)
  return scenarios.some(({ subject }) => subject === 'user')
}

/** The application joins the sandbox and starts. */
async function startApp(
  { appDefects }: DemoOptions,
  { controlUrl, token }: SandboxReady,
  folder: string,
  { root }: Wiring,
): Promise<Child<AppReady>> {
  const own = join(folder, 'app')
  const joined = await joinExampleApp({ control: controlUrl, token }, own)
  writeFileSync(join(folder, 'drive.token'), joined.driveToken, { mode: 0o600 })
  return startExampleApp(joined, appDefects, own, root)
}

/** The bank joins the sandbox for its certificates, starts, and joins again with the address it got. */
async function startBank(
  system: SystemId,
  { defects }: DemoOptions,
  { controlUrl, token }: SandboxReady,
  folder: string,
  wiring: Wiring,
): Promise<Child<BankReady>> {
  const own = join(folder, 'bank')
  const settings = await joinExampleBank({ system, control: controlUrl, token }, own, wiring)
  const server = await startExampleBank(settings, { defects }, own, wiring.root)
  const { id, name, bin } = exampleBank
  await controlClient(controlUrl, token).registerProvider(id, { name, bin, url: server.ready.url, issue: false })
  return server
}

function targetText(system: string, sandbox: SandboxReady, { id, name, bin, url, modes }: Subject): string {
  const named = { id, name, invented: true, ...(bin === undefined ? {} : { bin }) }
  return [
    `name: ${id === exampleBank.id ? 'examples/bank' : 'an invented provider'} on this machine`,
    `system: ${system}`,
    `role: provider`,
    `environment: test`,
    `participant: ${JSON.stringify(named)}`,
    `modes: [${modes.join(', ')}]`,
    `direct: { url: '${url}' }`,
    `sandbox: { control: '${sandbox.controlUrl}', token: { file: sandbox/control.token } }`,
    `consentCheck: bank`,
    '',
  ].join('\n')
}
