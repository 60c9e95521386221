import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { Agent, request } from 'undici'
import { packageRoot } from '../../src/base/root.js'
import { decodeToken } from '../../src/crypto/tokens.js'
import { openFaultyBank, type FaultyBank } from '../support/faulty-bank.js'
import { startSynaq, synaq, type Ended } from '../support/synaq.js'
import type { Summary } from '../support/target.js'

/** What happens to us, not to the bank: killed in the middle, and a disk that takes no more. */
let bank: FaultyBank
let reports: string
beforeAll(async () => {
  bank = await openFaultyBank()
  reports = join(bank.folder, 'reports')
})
afterAll(() => bank.leave())

const scripts = ['account-list', 'balances', 'transactions-in-pages'].map((name) => `npck-accounts/provider/${name}`)
const only = scripts.flatMap((id) => ['--only', id])
const newestRun = (): string => join(reports, readdirSync(reports).sort().at(-1) ?? '')

/** The newest run, judged again. */
async function judged() {
  const { code, stdout, stderr } = await synaq(['judge', newestRun(), '--json'])
  expect(stderr).toBe('')
  return { code, ...(JSON.parse(stdout) as { outcome: string; attempts: { outcome: string }[] }) }
}

/** What the platform says of a consent to the bank that it names. */
async function consentState(consentId: string): Promise<unknown> {
  const { ca, api } = bank.sandbox.facts
  const own = (name: string): string => readFileSync(join(bank.folder, 'bank', name), 'utf8')
  const dispatcher = new Agent({ connect: { ca, cert: own('client.pem'), key: own('client.key') } })
  const { body } = await request(`${api}/v1/consents/${consentId}`, { dispatcher })
  const { state } = (await body.json()) as { state: unknown }
  await dispatcher.destroy()
  return state
}

/** Ids of the consents that the requests from now on rest on. */
function watchConsents(): ReadonlySet<string> {
  const seen = new Set<string>()
  bank.proxy.follow(({ headers }) => {
    const id = decodeToken(headers.authorization?.replace('Bearer ', '') ?? '')?.claims.consent_id
    if (typeof id === 'string') seen.add(id)
    return undefined
  })
  return seen
}

describe('killed in the middle (SIGKILL)', () => {
  test('the record can be read, what was not finished is open, and nobody is charged', async () => {
    let asked: () => void = () => undefined
    const waiting = new Promise<void>((resolve) => (asked = resolve))
    // The second script hangs at the bank.
    bank.proxy.follow((_, nth) => (nth < 3 ? undefined : () => asked()))
    const running = startSynaq(['run', bank.target(), '--no-documents', '--reports', reports, ...only])
    await waiting
    running.child.kill('SIGKILL')
    expect(await running.ended).toMatchObject({ code: null, stderr: '' })
    const { code, outcome, attempts } = await judged()
    expect([code, outcome]).toEqual([3, 'open'])
    expect(attempts.map((attempt) => attempt.outcome)).toEqual(['pass', 'inconclusive', 'inconclusive'])
    expect((await synaq(['report', newestRun(), '--no-documents'])).code).toBe(3)
  })

  test('what the demo started ends with it', async () => {
    const temporary = join(bank.folder, 'tmp')
    mkdirSync(temporary)
    const env = { ...process.env, LANG: 'en', TMPDIR: temporary }
    const running = startSynaq(['demo', '--reports', join(bank.folder, 'demo')], { env })
    await running.says('✓')
    const started = processesWith(`TMPDIR=${temporary}`).filter((pid) => pid !== running.child.pid)
    expect(started).toHaveLength(3)
    running.child.kill('SIGKILL')
    await running.ended
    await Promise.all(started.map(gone))
    expect(processesWith(`TMPDIR=${temporary}`)).toEqual([])
  })
})

test('stopped for four seconds in the middle (SIGSTOP): the time that we lost is not charged', async () => {
  const script = 'npck-accounts/provider/mean-time'
  let stop: () => void = () => undefined
  const stopped = new Promise<void>((resolve) => (stop = resolve))
  const waiting: (() => void)[] = []
  // The first request is the control; the five of the series come side by side and wait until we have been stopped.
  bank.proxy.follow((_, nth) =>
    nth === 1
      ? undefined
      : ({ forward }) => {
          if (waiting.push(() => forward()) === 5) stop()
        },
  )
  const args = ['run', bank.target(), '--no-documents', '--reports', reports, '--only', script, '--json']
  const running = startSynaq(args)
  await stopped
  running.child.kill('SIGSTOP')
  for (const answer of waiting) answer()
  await new Promise((resolve) => setTimeout(resolve, 4000))
  running.child.kill('SIGCONT')
  const { stdout } = await running.ended
  const [result] = (JSON.parse(stdout) as Summary).scenarios
  expect([result?.id, result?.outcome]).toEqual([script, 'pass'])
})

describe('a disk that takes no more', () => {
  /** A command as a person would type it, but no file may grow past so many kilobytes: the system refuses the bytes beyond (EFBIG). */
  async function within(kilobytes: number, args: readonly string[]): Promise<Ended> {
    const program = [process.execPath, join(packageRoot(), 'bin', 'synaq.js')]
    // POSIX counts the limit in blocks of 512 bytes.
    const child = spawn('sh', ['-c', 'ulimit -f "$0" && exec "$@"', String(kilobytes * 2), ...program, ...args], {
      env: { ...process.env, LANG: 'en', FORCE_COLOR: undefined },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const written = { stdout: '', stderr: '' }
    child.stdout.setEncoding('utf8').on('data', (text: string) => (written.stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (written.stderr += text))
    const [code] = (await once(child, 'close')) as [number | null]
    return { code, ...written }
  }

  const run = (): string[] => ['run', bank.target(), '--no-documents', '--reports', reports, ...only]

  test('in the middle of a run: what was done is undone, what was written can be read, exit code 4', async () => {
    const consents = watchConsents()
    const { code, stderr } = await within(200, run())
    const file = join(newestRun(), 'attempts', '0003.ndjson')
    expect([code, stderr]).toEqual([
      4,
      [
        file,
        '  the file may not grow any further (EFBIG): the run was ended, and what it had changed was put back. What was recorded until then can be read: synaq judge',
        '  → Raise the limit on the size of files (ulimit -f), or choose another disk.',
        '',
      ].join('\n'),
    ])
    expect(statSync(file).size).toBe(200 * 1024)
    expect(consents.size).toBe(3)
    expect(await Promise.all([...consents].map(consentState))).toEqual(['Revoked', 'Revoked', 'Revoked'])
    const { outcome, attempts, ...ended } = await judged()
    expect([ended.code, outcome]).toEqual([3, 'open'])
    expect(attempts.map((attempt) => attempt.outcome)).toEqual(['pass', 'pass', 'inconclusive'])
  })

  test('at a report: the earlier one stays whole, nothing half-written is left', async () => {
    bank.proxy.follow(() => undefined)
    await synaq(run())
    const before = readFileSync(join(newestRun(), 'report.html'), 'utf8')
    const names = readdirSync(newestRun())
    const { code, stderr } = await within(4, ['report', newestRun(), '--no-documents'])
    expect([code, stderr.split('\n')[0]]).toEqual([4, join(newestRun(), 'report.html')])
    expect(readdirSync(newestRun())).toEqual(names)
    expect(readFileSync(join(newestRun(), 'report.html'), 'utf8')).toBe(before)
  })

  test('before anything was done: no script is begun', async () => {
    const consents = watchConsents()
    const { code, stdout, stderr } = await within(4, run())
    expect([code, stderr.split('\n')[1]]).toEqual([4, expect.stringContaining('the file may not grow any further')])
    expect(stdout).not.toMatch(/[✓✗?] /)
    expect(consents.size).toBe(0)
  })
})

/** Processes whose environment holds this. */
function processesWith(variable: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => environmentOf(pid).includes(variable))
}

function environmentOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0')
  } catch {
    return []
  }
}

/** Resolves when a process has ended, which tail(1) watches for. */
async function gone(pid: number): Promise<void> {
  const watcher = spawn('tail', ['-f', '/dev/null', `--pid=${pid}`])
  await once(watcher, 'exit')
}
