import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inLanguage, type Text } from '../../base/text.js'
import { controlClient } from '../../control/client.js'
import { startChild, type Child } from '../children.js'
import { exampleBank, exampleBankDefects, joinExampleBank, startExampleBank, type BankReady } from '../example-bank.js'
import type { ExitCode } from '../exit-codes.js'
import { inventedSubject, type Subject } from '../own-system.js'
import { systemArguments } from '../system-home.js'
import type { Output, Wiring } from '../wiring.js'
import { run } from './run.js'
import type { SandboxReady } from './sandbox.js'

export interface DemoOptions {
  readonly system: string
  readonly reports: string
  /** Wrong behaviour planted in the example bank. */
  readonly defects: readonly string[]
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
  invented: (name: string, url: string): Text => ({
    ru: `Испытывается выдуманный поставщик ${name}: ${url}`,
    kk: `Сыналатын ойдан шығарылған жеткізуші ${name}: ${url}`,
    en: `The invented provider ${name} is tested: ${url}`,
  }),
}

/**
 * `synaq demo` — the whole job on this machine: the sandbox and the example bank start, each in a process of its own,
 * the bank joins, all scripts run directly and through the gateway, Protocol and Act are written. Of a system that the example
 * bank does not serve, an invented provider of the sandbox is tested.
 * Keys live in a private folder that is removed at the end.
 */
export async function demo(options: DemoOptions, wiring: Wiring, out: Output): Promise<ExitCode> {
  const hasExample = (await exampleBankDefects(wiring.root, options.system)) !== undefined
  const folder = mkdtempSync(join(tmpdir(), 'synaq-'))
  const removeFolder = (): void => rmSync(folder, { recursive: true, force: true })
  const leave = (): never => process.exit(130)
  process.once('exit', removeFolder)
  process.once('SIGINT', leave)
  const children: Child<unknown>[] = []
  try {
    const sandbox = await startChild<SandboxReady>(
      join(wiring.root, 'bin', 'synaq.js'),
      ['sandbox', '--json', '--system', options.system, '--port', '0', '--state', join(folder, 'sandbox')].concat(
        systemArguments(wiring),
      ),
      'the sandbox',
    )
    children.push(sandbox)
    out.line(inLanguage(up.sandbox(sandbox.ready.pages), out.language))
    let subject: Subject
    if (hasExample) {
      const server = await startBank(options, sandbox.ready, folder, wiring)
      children.push(server)
      out.line(inLanguage(up.bank(server.ready.url), out.language))
      subject = { ...exampleBank, url: server.ready.url, modes: ['direct', 'through'] }
    } else {
      subject = await inventedSubject(options.system, sandbox.ready, options.defects, wiring)
      out.line(inLanguage(up.invented(subject.name, subject.url), out.language))
    }
    const targetFile = join(folder, 'target.yaml')
    writeFileSync(targetFile, targetText(options.system, sandbox.ready, subject), { mode: 0o600 })
    // The data speak of the example bank.
    const data = hasExample ? { data: join(wiring.root, 'examples', 'document.yaml') } : {}
    // From here on Ctrl-C ends the run in good order.
    process.off('SIGINT', leave)
    return await run(
      {
        targetFile,
        choice: { only: [], tags: [] },
        pauseOnFailure: false,
        reports: options.reports,
        ...data,
        languages: [],
        documents: true,
        formats: [],
      },
      wiring,
      out,
    )
  } finally {
    await Promise.all(children.map((child) => child.stop()))
    removeFolder()
    process.off('exit', removeFolder)
  }
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
