import { generateKeyPairSync } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import { temporaryFolder } from '../../tests/support/folder.js'
import { earlier, later, systemClock, type Instant } from '../base/clock.js'
import { isProblemError } from '../base/problem.js'
import { newMandate, signMandate } from '../bundle/witness/index.js'
import { mandateFor } from './given-mandate.js'

const folder = temporaryFolder()
afterAll(() => folder.remove())

const file = join(folder.path, 'witness.json')
const { privateKey } = generateKeyPairSync('ed25519')
const now = systemClock.now()

/** Writes a mandate of a day for the system «sample». */
function given(issuedAt: Instant = now, edit: (text: string) => string = (text) => text): void {
  const mandate = newMandate({ participant: 'BANK01', system: 'sample', term: 'P1D' }, issuedAt)
  writeFileSync(file, edit(signMandate(mandate, privateKey)))
}

function problemOf(run: { participant: string; system: string }): string {
  try {
    mandateFor(file, run)
    return 'none'
  } catch (error) {
    return isProblemError(error) ? error.problems[0].what : String(error)
  }
}

const run = { participant: 'BANK01', system: 'sample' }
const dayMs = 24 * 3600_000

test('a mandate for this participant and system is taken, in its term', () => {
  given()
  expect(mandateFor(file, run)).toMatchObject({ nonce: expect.stringMatching(/^[\w-]{43}$/) })
})

test.each<[string, () => void, typeof run, RegExp]>([
  ['another participant', given, { ...run, participant: 'BANK02' }, /for the participant BANK01/],
  ['another system', given, { ...run, system: 'other' }, /for the system sample/],
  ['yesterday', () => given(earlier(now, dayMs + 1000)), run, /its term ended/],
  ['tomorrow', () => given(later(now, dayMs)), run, /it was issued at/],
  ['a forger', () => given(now, (text) => text.replace('BANK01', 'BANK02')), run, /is not what the key/],
  ['nobody', () => writeFileSync(file, '{}'), run, /cannot be read/],
])('one of %s is refused', (_, make, of, said) => {
  make()
  expect(problemOf(of)).toMatch(said)
})
