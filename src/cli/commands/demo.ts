import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inLanguage, type Text } from '../../base/text.js'
import type { RunRecord } from '../../model/run.js'
import type { Role, SystemId } from '../../model/system.js'
import { controlClient } from '../../control/client.js'
import { startChild, type Child } from '../children.js'
import { exampleBank, joinExampleBank, startExampleBank, type BankReady } from '../example-bank.js'
import { exampleAppTarget, joinExampleApp, startExampleApp, type AppReady } from '../example-app.js'
import { exitCodeOf, exitCodes, type ExitCode } from '../exit-codes.js'
import { loadProject } from '../project.js'
import type { Output, Wiring } from '../wiring.js'
import { runOnce } from './run.js'
import type { SandboxReady } from './sandbox.js'

export interface DemoOptions {
  readonly system: string
  readonly reports: string
  /** Wrong behaviour planted in the example bank. */
  readonly defects: readonly string[]
  /** Wrong behaviour planted in the example application. */
  readonly appDefects: readonly string[]
  /** Whose scripts run; those of both, the bank's first, where absent. */
  readonly role?: Role
}

const up = {
  sandbox: (url: string): Text => ({
    ru: `Песочница работает: ${url}`,
    kk: `Құмсалғыш жұмыс істеп тұр: ${url}`,
    en: `The sandbox is up: ${url}`,
  }),
  bank: (url: string): Text => ({
    ru: `Банк-пример работает: ${url}`,
    kk: `Үлгі банк жұмыс істеп тұр: ${url}`,
    en: `The example bank is up: ${url}`,
  }),
  app: (url: string): Text => ({
    ru: `Приложение-пример работает: ${url}`,
    kk: `Үлгі қосымша жұмыс істеп тұр: ${url}`,
    en: `The example application is up: ${url}`,
  }),
}

/**
 * `synaq demo` — the whole job on this machine, in both roles: sandbox, example bank and example application start, each in
 * a process of its own; all scripts run, the bank's directly and through the gateway; Protocol and Act of each are written.
 * Keys live in a private folder that is removed at the end. Answers the worse of the two exit codes.
 */
export async function demo(options: DemoOptions, wiring: Wiring, out: Output): Promise<ExitCode> {
  const folder = mkdtempSync(join(tmpdir(), 'synaq-'))
  const removeFolder = (): void => rmSync(folder, { recursive: true, force: true })
  const leave = (): never => process.exit(130)
  process.once('exit', removeFolder)
  process.once('SIGINT', leave)
  const children: Child<unknown>[] = []
  try {
    const sandbox = await startChild<SandboxReady>(
      join(wiring.root, 'bin', 'synaq.js'),
      ['sandbox', '--json', '--system', options.system, '--port', '0', '--state', join(folder, 'sandbox')],
      'the sandbox',
    )
    children.push(sandbox)
    out.line(inLanguage(up.sandbox(sandbox.ready.pages), out.language))
    const targets: string[] = []
    const writeTarget = (name: string, text: string): void => {
      writeFileSync(join(folder, name), text, { mode: 0o600 })
      targets.push(join(folder, name))
    }
    if (options.role !== 'user') {
      const server = await startBank(options, sandbox.ready, folder, wiring)
      children.push(server)
      out.line(inLanguage(up.bank(server.ready.url), out.language))
      writeTarget('target.yaml', targetText(options.system, sandbox.ready, server.ready.url))
    }
    if (options.role !== 'provider' && (await hasScriptsForApps(options.system, wiring))) {
      const app = await startApp(options, sandbox.ready, folder, wiring)
      children.push(app)
      out.line(inLanguage(up.app(app.ready.url), out.language))
      const token = 'sandbox/control.token'
      writeTarget('app-target.yaml', exampleAppTarget(options.system, sandbox.ready.controlUrl, app.ready, token))
    }
    // From here on Ctrl-C ends the run in good order.
    process.off('SIGINT', leave)
    const codes: ExitCode[] = []
    for (const targetFile of targets) {
      if (codes.length > 0) out.line('')
      const { outcome } = await runOne(targetFile, options, wiring, out)
      codes.push(exitCodeOf(outcome))
      // Ctrl-C ends the demonstration, not one of its runs.
      if (outcome === 'open') break
    }
    return codes.reduce((worst, code) => (severity(code) > severity(worst) ? code : worst), exitCodes.conforms)
  } finally {
    await Promise.all(children.map((child) => child.stop()))
    removeFolder()
    process.off('exit', removeFolder)
  }
}

function runOne(targetFile: string, { reports }: DemoOptions, wiring: Wiring, out: Output): Promise<RunRecord> {
  const isBank = targetFile.endsWith('/target.yaml')
  return runOnce(
    {
      targetFile,
      choice: { only: [], tags: [] },
      pauseOnFailure: false,
      reports,
      // The data speak of the example bank.
      ...(isBank ? { data: join(wiring.root, 'examples', 'document.yaml') } : {}),
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
  { system, defects }: DemoOptions,
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

function targetText(system: string, sandbox: SandboxReady, url: string): string {
  const { id, name, bin } = exampleBank
  return [
    `name: examples/bank on this machine`,
    `system: ${system}`,
    `role: provider`,
    `environment: test`,
    `participant: { id: ${id}, name: '${name}', bin: '${bin}', invented: true }`,
    `modes: [direct, through]`,
    `direct: { url: '${url}' }`,
    `sandbox: { control: '${sandbox.controlUrl}', token: { file: sandbox/control.token } }`,
    `consentCheck: bank`,
    '',
  ].join('\n')
}
