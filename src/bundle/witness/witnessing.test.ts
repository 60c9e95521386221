import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { at } from '../../../tests/support/sample-exchange.js'
import { sampleWitness } from '../../../tests/support/sample-witness.js'
import { earlier, later } from '../../base/clock.js'
import { parseJson } from '../../base/json.js'
import { isProblemError } from '../../base/problem.js'
import { inLanguage } from '../../base/text.js'
import { ed25519JwkOf, jwkThumbprint } from '../../crypto/detached-jws.js'
import type { Mandate, PlatformJournal } from '../../model/witness.js'
import type { EvidenceOfRun } from './evidence-exchanges.js'
import { journalText, readJournal, signJournal } from './journal.js'
import { newMandate, readMandate, signMandate } from './mandate.js'
import { digestOf } from './signed-json.js'
import { witnessing } from './witnessing.js'
import { witnessingWords } from './words.js'

interface Operator {
  readonly key: KeyObject
  readonly thumbprint: string
}

function newOperator(): Operator {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  return { key: privateKey, thumbprint: jwkThumbprint(ed25519JwkOf(publicKey)) }
}

const operator = newOperator()
const stranger = newOperator()
const trusted = new Set([operator.thumbprint])
const wish = { participant: 'BANK01', term: 'P1D', operator: 'The operator' }
const mandate = newMandate(wish, earlier(at, 60_000))

const bytes = (text: string): Uint8Array => Buffer.from(text)
const edited = (text: string, from: string | RegExp, to: string): string => {
  const changed = text.replace(from, to)
  if (changed === text) throw new Error('nothing was edited')
  return changed
}

describe('a mandate', () => {
  const text = signMandate(mandate, operator.key)

  test('is read back, by whose key it is', () => {
    expect(readMandate(bytes(text), trusted)).toEqual({
      ...{ state: 'trusted', value: mandate, digest: digestOf(mandate), key: operator.thumbprint },
    })
    expect(readMandate(bytes(text), new Set()).state).toBe('unknown-key')
    expect(mandate.nonce).not.toBe(newMandate(wish, at).nonce)
  })

  test.each<[string, string, string]>([
    ['for another participant', edited(text, 'BANK01', 'BANK02'), 'changed'],
    ['of another time', edited(text, '2026-11-22', '2026-11-21'), 'changed'],
    ['with another member', edited(text, '"type"', '"more":1,"type"'), 'unreadable'],
    ['without a signature', edited(text, /,\s*"jws": "[^"]+"/, ''), 'unsigned'],
    ['that is no JSON', text.slice(1), 'unreadable'],
    ['without end', `${text}${' '.repeat(20_000)}`, 'unreadable'],
    ['nested without end', '['.repeat(5000), 'unreadable'],
    [
      'signed as another kind of thing',
      edited(text, /"jws": "[^"]+"/, `"jws": "${'A'.repeat(20)}..AAAA"`),
      'unreadable',
    ],
  ])('%s is refused', (_, wrong, state) => {
    expect(readMandate(bytes(wrong), trusted).state).toBe(state)
  })

  test('is never trusted once a byte of it is another', () => {
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.integer({ min: 32, max: 126 }), (i, code) => {
        const other = text.slice(0, i) + String.fromCharCode(code) + text.slice(i + 1)
        // Blanks between members are no part of what is signed.
        fc.pre(JSON.stringify(parseJson(other)) !== JSON.stringify(parseJson(text)))
        expect(readMandate(bytes(other), trusted).state).not.toBe('trusted')
      }),
      { numRuns: 500 },
    )
  })

  test.each(['P0D', 'P32D', 'tomorrow'])('cannot hold for %s', (term) => {
    const codes: string[] = []
    try {
      newMandate({ ...wish, term }, at)
    } catch (error) {
      if (isProblemError(error)) codes.push(error.problems[0].code)
    }
    expect(codes).toEqual(['witness-term'])
  })
})

/** Both sides of a run under the mandate, as their files are read. */
function witnessed(
  changes: {
    readonly mandate?: Mandate
    readonly journal?: Partial<PlatformJournal>
    readonly run?: (run: EvidenceOfRun) => EvidenceOfRun
    readonly mandateBy?: Operator
    readonly journalBy?: Operator | 'nobody'
    readonly edit?: (text: string) => string
  } = {},
) {
  const given = changes.mandate ?? mandate
  const { journal, run } = sampleWitness([
    [{}, { status: 403 }],
    [{ hasId: false }, { direct: true }],
  ])
  const [start, ...lines] = run.lines
  if (start?.type !== 'run-started') throw new Error('the sample has no first line')
  const recorded = { ...start, witness: { nonce: given.nonce, digest: digestOf(given) } }
  const under: EvidenceOfRun = { ...run, lines: [recorded, ...lines] }
  const full = { ...journal, nonce: given.nonce, mandate: digestOf(given), ...changes.journal }
  const { journalBy = operator, edit = (text: string) => text } = changes
  const text = journalBy === 'nobody' ? journalText(full, given) : signJournal(full, journalBy.key)
  return witnessing(
    readMandate(bytes(signMandate(given, (changes.mandateBy ?? operator).key)), trusted),
    readJournal(bytes(edit(text)), trusted),
    [changes.run ? changes.run(under) : under],
  )
}

const shortfallsOf = (found: ReturnType<typeof witnessing>): string[] =>
  found.state === 'witnessed' ? [] : found.shortfalls.map(({ kind }) => kind)

const withStart =
  (change: Partial<Extract<EvidenceOfRun['lines'][number], { type: 'run-started' }>>) =>
  (run: EvidenceOfRun): EvidenceOfRun => ({
    ...run,
    lines: run.lines.map((line) => (line.type === 'run-started' ? { ...line, ...change } : line)),
  })

describe('a run', () => {
  test('is witnessed where everything agrees, and says so in three languages', () => {
    const found = witnessed()
    expect(found).toMatchObject({ state: 'witnessed', key: operator.thumbprint, comparison: { agreed: 3 } })
    const said = (['ru', 'kk', 'en'] as const).map((language) =>
      inLanguage(witnessingWords(found)[0] ?? { ru: '', en: '' }, language),
    )
    expect(said.map((text) => text.split(' ')[0])).toEqual(['засвидетельствовано', 'оператор', 'witnessed'])
  })

  test.each<[string, Parameters<typeof witnessed>[0], string[]]>([
    ['under a mandate of a stranger', { mandateBy: stranger }, ['unknown-key']],
    ['with a journal of a stranger', { journalBy: stranger }, ['unknown-key']],
    ['with a journal that nobody signed', { journalBy: 'nobody' }, ['unsigned']],
    ['with an edited journal', { edit: (text) => edited(text, '"status":403', '"status":200') }, ['changed']],
    [
      'with a journal in which that is no exchange',
      { edit: (text) => edited(text, '"status":403', '"status":1e9') },
      ['unreadable'],
    ],
    ['with a journal under another nonce', { journal: { nonce: 'z'.repeat(43) } }, ['another-mandate']],
    ['with a journal of another mandate', { journal: { mandate: 'b'.repeat(64) } }, ['another-mandate']],
    [
      'that does not name the mandate',
      { run: withStart({ witness: { nonce: 'z'.repeat(43), digest: 'b'.repeat(64) } }) },
      ['another-mandate'],
    ],
    [
      'of another participant',
      { mandate: newMandate({ ...wish, participant: 'BANK02' }, earlier(at, 60_000)) },
      ['another-participant'],
    ],
    [
      'of another system',
      { mandate: newMandate({ ...wish, system: 'other' }, earlier(at, 60_000)) },
      ['another-system'],
    ],
    ['before the mandate', { mandate: newMandate(wish, later(at, 3_600_000)) }, ['outside-term']],
    ['after the mandate', { mandate: newMandate({ ...wish, term: 'PT1H' }, earlier(at, 7_200_000)) }, ['outside-term']],
    ['that began before the journal', { journal: { from: later(at, 1500) } }, ['not-covered']],
    ['of which something was dropped', { journal: { dropped: 3 } }, ['dropped']],
  ])('%s is not witnessed', (_, changes, expected) => {
    const found = witnessed({ ...changes, edit: (text) => (changes?.edit ?? ((same) => same))(compact(text)) })
    expect(shortfallsOf(found)).toEqual(expected)
  })

  test('of which an exchange was left out is not witnessed, and the exchange is named', () => {
    const found = witnessed({
      run: (run) => ({ ...run, attempts: new Map([...run.attempts].filter(([attempt]) => attempt !== 1)) }),
    })
    expect(shortfallsOf(found)).toContain('disagrees')
    const words = witnessingWords(found).map((text) => inLanguage(text, 'en'))
    expect(
      words.filter((text) => text.startsWith('the evidence lacks an exchange that the platform saw')),
    ).toHaveLength(2)
  })

  test('without mandate or journal is not witnessed', () => {
    expect(shortfallsOf(witnessing(undefined, undefined, []))).toEqual(['no-mandate', 'no-journal'])
  })
})

/** The same document without blanks between its members, which the signature does not cover. */
function compact(text: string): string {
  return JSON.stringify(parseJson(text))
}
