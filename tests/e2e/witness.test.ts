import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { isObject, parseJson } from '../../src/base/json.js'
import type { Comparison } from '../../src/bundle/witness/index.js'
import { chainLine, chainStart, readChain } from '../../src/evidence/chain.js'
import { attemptFile, type RunLine } from '../../src/evidence/run-folder.js'
import type { EvidenceEvent } from '../../src/model/evidence.js'
import { bankId, joinExampleBank } from '../support/example-bank.js'
import { temporaryFolder } from '../support/folder.js'
import { enterSandbox, type TestSandbox } from '../support/sandbox.js'
import { synaq, type Ended } from '../support/synaq.js'
import { writeTarget } from '../support/target.js'

/** An operator and a participant with a key each, one sandbox as the platform, one witnessed run in both modes. */
const folder = temporaryFolder()
const at = (name: string): string => join(folder.path, name)
const operatorEnv = { ...process.env, SYNAQ_HOME: at('operator') }
const scripts = ['npck-accounts/provider/account-list', 'npck-accounts/provider/expired-token']
let sandbox: TestSandbox
/** The operator's key. */
let key: string
let run: string

const operator = (...args: string[]): Promise<Ended> => synaq([...args, '--json'], { env: operatorEnv })
const compare = (of = run): Promise<Ended> =>
  operator('witness', 'compare', of, '--journal', at('journal.json'), '--operator', key)

beforeAll(async () => {
  sandbox = await enterSandbox()
  const bank = await joinExampleBank(sandbox, folder.path)
  const running = await bank.start()
  try {
    const target = writeTarget(folder.path, sandbox, { id: bankId, url: running.url })
    const platform = ['--control', sandbox.access.controlUrl, '--token-file', at('control.token')]
    const mandate = ['--participant', bankId, '--name', 'The operator', '--out', at('witness.json')]
    const started = parseJson((await operator('witness', 'start', ...mandate, ...platform)).stdout)
    key = isObject(started) && typeof started.key === 'string' ? started.key : ''
    const only = scripts.flatMap((id) => ['--only', id])
    const ran = await synaq([
      ...['run', target, ...only, '--no-documents', '--reports', at('reports'), '--json'],
      ...['--witness', at('witness.json')],
    ])
    const summary = parseJson(ran.stdout)
    if (!isObject(summary) || typeof summary.run !== 'string') throw new Error(ran.stdout + ran.stderr)
    run = join(at('reports'), summary.run)
    cpSync(run, at('as-it-was'), { recursive: true })
    await operator('witness', 'journal', at('witness.json'), ...platform, '--out', at('journal.json'))
    await operator('witness', 'sign', at('journal.json'))
  } finally {
    await running.stop()
  }
}, 120_000)
afterAll(async () => {
  await sandbox.leave()
  folder.remove()
})

const comparisonIn = ({ stdout }: Ended): { state: string; comparison: Comparison; shortfalls: { kind: string }[] } =>
  JSON.parse(stdout) as never

const linesOf = (file: string) => [...readChain<RunLine>(readFileSync(join(run, file), 'utf8')).events]

/** Writes a record anew with its chain in order, as somebody would who has the program. */
function writeChain(file: string, events: readonly unknown[]): { head: string; count: number } {
  let head = chainStart
  const lines = events.map((event, seq) => {
    const made = chainLine(seq, head, event)
    head = made.head
    return made.line
  })
  writeFileSync(join(run, file), lines.join(''))
  return { head, count: events.length }
}

test('the nonce stands in the first line of the run, and the mandate lies beside it', () => {
  const mandate = parseJson(readFileSync(join(run, 'witness.json'), 'utf8'))
  const nonce = isObject(mandate) ? mandate.nonce : undefined
  expect(nonce).toMatch(/^[\w-]{43}$/)
  expect(linesOf('run.ndjson')[0]).toMatchObject({ type: 'run-started', witness: { nonce } })
})

test('the journal holds nothing of what was said', () => {
  const journal = readFileSync(at('journal.json'), 'utf8')
  for (const { iin, phone, fullName } of sandbox.facts.clients)
    for (const said of [iin, phone, fullName]) expect(journal).not.toContain(said)
  expect(journal).not.toContain('/v3/')
})

test('journal and evidence agree: the run is witnessed', async () => {
  const ended = await compare()
  expect(ended).toMatchObject({ code: 0, stderr: '' })
  const { state, comparison } = comparisonIn(ended)
  expect(state).toBe('witnessed')
  expect(comparison.agreed).toBeGreaterThan(3)
  expect(comparison.apart.direct).toBeGreaterThan(1)
  expect(comparison.apart.beyond).toBe(0)
})

test('a run that leaves an exchange out is found, though its chain is in order; judge reads it as ever', async () => {
  const lines = linesOf('run.ndjson')
  const attempts = lines.flatMap((line) => (line.type === 'attempt-sealed' ? [line.attempt] : []))
  const seen = (attempt: number): EvidenceEvent[] => [
    ...readChain<EvidenceEvent>(readFileSync(join(run, attemptFile(attempt)), 'utf8')).events,
  ]
  const isSeen = (event: EvidenceEvent): boolean =>
    event.type === 'exchange' && event.exchange.request.via === 'through'
  const attempt = attempts.find((one) => seen(one).some(isSeen)) ?? 0
  const events = seen(attempt)
  const left = events.findIndex(isSeen)
  const seal = writeChain(
    attemptFile(attempt),
    events.filter((_, i) => i !== left),
  )
  writeChain(
    'run.ndjson',
    lines.map((line) => (line.type === 'attempt-sealed' && line.attempt === attempt ? { ...line, ...seal } : line)),
  )
  expect((await synaq(['judge', run])).code).not.toBe(2)
  const one = await compare()
  expect(one.code).toBe(1)
  expect(comparisonIn(one)).toMatchObject({ state: 'not-witnessed', shortfalls: [{ kind: 'disagrees' }] })
  expect(comparisonIn(one).comparison.onlyInJournal).toHaveLength(1)
})

test('verify calls the run witnessed by the operator’s key, and not by another', async () => {
  const verify = (operatorKey: string): Promise<Ended> =>
    synaq(['verify', at('as-it-was'), '--journal', at('journal.json'), '--operator', operatorKey])
  const witnessed = await verify(key)
  expect([witnessed.code, witnessed.stdout]).toEqual([0, expect.stringContaining('Witnessed: intact')])
  const stranger = await verify('A'.repeat(43))
  expect([stranger.code, stranger.stdout]).toEqual([1, expect.stringContaining('✗ manifest.json: Not witnessed')])
}, 60_000)
