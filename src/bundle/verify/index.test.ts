import {
  appendFileSync,
  cpSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { checks } from '../../checks/index.js'
import { temporaryFolder } from '../../../tests/support/folder.js'
import { sampleEvents, sampleSigner, sealedRun, recordedRun } from '../../../tests/support/sample-folder.js'
import { at } from '../../../tests/support/sample-exchange.js'
import { sealFolder } from '../seal.js'
import { isIntact, nobody, verify, type Trust, type VerifyReport } from './index.js'

const base = temporaryFolder()
const signer = sampleSigner()
const original = join(base.path, 'original')
let copies = 0

beforeAll(() => sealedRun(original, signer))
afterAll(() => base.remove())

/** A copy of the sealed folder that may be tampered with. */
function copy(): string {
  const folder = join(base.path, `copy-${copies++}`)
  cpSync(original, folder, { recursive: true })
  return folder
}

const knowing = (changes: Partial<Trust> = {}): Trust => ({ ...nobody(at), ...changes })

const look = (path: string, trust: Trust = knowing()): Promise<VerifyReport> =>
  verify({ path, trust, checks, version: '1.2.3' })

/** What fails, as `about where`. */
const failures = ({ statements }: VerifyReport): string[] =>
  statements.filter(({ state }) => state === 'fails').map(({ about, where }) => `${about} ${where}`)

describe('a signed folder', () => {
  it('is intact, and self-attested by a key that nobody knows', async () => {
    const report = await look(original)
    expect(failures(report)).toEqual([])
    expect(report).toMatchObject({ kind: 'folder', level: 'self-attested', signers: [{ kind: 'unknown' }] })
    expect(report.runs).toMatchObject([{ run: 'run-1', outcome: 'pass' }])
  })

  it.each<[string, Partial<Trust>, string]>([
    ['named', { pinned: [signer.thumbprint] }, 'pinned'],
    ['in the list of trust', { keys: [{ name: 'A bank', thumbprint: signer.thumbprint }] }, 'trusted'],
    ['the own one', { own: signer.thumbprint }, 'own'],
  ])('is identified where the key is %s', async (_, trust, kind) => {
    expect(await look(original, knowing(trust))).toMatchObject({ level: 'identified', signers: [{ kind }] })
  })

  it('fails where another key was named', async () => {
    const report = await look(original, knowing({ pinned: [sampleSigner().thumbprint] }))
    expect(failures(report)).toEqual(['key manifest.jws'])
    expect(report.level).toBe('none')
  })

  it.each<[string, (folder: string) => void, string[]]>([
    [
      'a record line edited',
      (folder) => {
        const file = join(folder, 'attempts', '0001.ndjson')
        writeFileSync(file, readFileSync(file, 'utf8').replace('"seq":1', '"seq":7'))
      },
      ['file attempts/0001.ndjson', 'record attempts/0001.ndjson'],
    ],
    [
      'the last record line removed',
      (folder) => {
        const file = join(folder, 'attempts', '0002.ndjson')
        writeFileSync(file, readFileSync(file, 'utf8').trimEnd().split('\n').slice(0, -1).join('\n') + '\n')
      },
      ['file attempts/0002.ndjson', 'record attempts/0002.ndjson'],
    ],
    [
      'an attempt removed',
      (folder) => rmSync(join(folder, 'attempts', '0002.ndjson')),
      ['file attempts/0002.ndjson', 'record attempts/0002.ndjson'],
    ],
    ['a file put in', (folder) => writeFileSync(join(folder, 'act.pdf'), 'x'), ['file act.pdf', 'document act.pdf']],
    ['a report edited', (folder) => appendFileSync(join(folder, 'report.html'), '!'), ['file report.html']],
    [
      'the plan edited',
      (folder) => {
        const file = join(folder, 'plan.json')
        writeFileSync(file, readFileSync(file, 'utf8').replace('MUST', 'MAY'))
      },
      ['file plan.json', 'record plan.json'],
    ],
    [
      'the manifest edited',
      (folder) => {
        const file = join(folder, 'manifest.json')
        writeFileSync(file, readFileSync(file, 'utf8').replace('"pass"', '"open"'))
      },
      ['signature manifest.jws', 'verdict manifest.json'],
    ],
    ['no signature', (folder) => rmSync(join(folder, 'manifest.jws')), ['signature manifest.json']],
    ['two signatures', (folder) => writeFileSync(join(folder, 'manifest.p7s'), 'x'), ['signature manifest.jws']],
    [
      'no manifest that can be read',
      (folder) => writeFileSync(join(folder, 'manifest.json'), '{}'),
      ['manifest manifest.json'],
    ],
  ])('fails with %s, and says where', async (_, tamper, expected) => {
    const folder = copy()
    tamper(folder)
    const report = await look(folder)
    expect(failures(report)).toEqual(expected)
    expect(report.level).toBe('none')
  })

  it('is not followed where a link leads out of it', async () => {
    const folder = copy()
    symlinkSync('/etc/passwd', join(folder, 'passwd'))
    await expect(look(folder)).rejects.toThrow('it is a link or a device, not a file')
  })

  it('whose evidence was made to pass and signed anew by another key is by an unknown key, and not by the named one', async () => {
    const folder = join(base.path, 'forged')
    await sealedRun(folder, sampleSigner(), sampleEvents(200))
    expect((await look(folder)).level).toBe('self-attested')
    expect(failures(await look(folder, knowing({ pinned: [signer.thumbprint] })))).toEqual(['key manifest.jws'])
  })

  it('does not say another outcome than its record gives, even where its signer wants it to', async () => {
    const folder = join(base.path, 'boasting')
    const record = recordedRun(folder, sampleEvents(500))
    await sealFolder(folder, { at, version: '1.2.3', runs: [{ ...record, outcome: 'pass' }] }, signer)
    expect(failures(await look(folder))).toEqual(['verdict manifest.json'])
  })
})

describe('a run that was cut off', () => {
  it('is intact up to there, and nobody attests its end', async () => {
    const folder = join(base.path, 'cut')
    recordedRun(folder, sampleEvents().slice(0, 5))
    const report = await look(folder)
    expect(isIntact(report)).toBe(true)
    expect(report.level).toBe('none')
    expect(report.statements.map(({ text }) => text.en)).toContain(
      'The record is intact to event 4; its end is not attested: the run was cut off',
    )
  })
})

describe('what is no run', () => {
  it.each(['nothing', 'empty.txt'])('is refused: %s', async (name) => {
    if (name === 'empty.txt') writeFileSync(join(base.path, name), '')
    await expect(look(join(base.path, name))).rejects.toMatchObject({ code: 'SYNAQ_PROBLEM' })
  })
})

/** Changes at random that a test of every commit makes; `SYNAQ_CHANGES=1000` makes more of them. */
const changes = Number(process.env.SYNAQ_CHANGES ?? 150)

describe('any change at random', () => {
  it('of a byte, a line or a file is found', async () => {
    const files = readdirSync(original, { recursive: true, encoding: 'utf8' }).filter((path) =>
      statSync(join(original, path)).isFile(),
    )
    const change = fc.record({
      path: fc.constantFrom(...files),
      how: fc.constantFrom('flip', 'cut', 'line', 'remove', 'exchange', 'append'),
      at: fc.nat(1_000_000),
      bits: fc.integer({ min: 1, max: 255 }),
    })
    await fc.assert(
      fc.asyncProperty(change, fc.constantFrom(...files), async ({ path, how, at: place, bits }, other) => {
        const bytes = readFileSync(join(original, path))
        const changed = tampered(bytes, readFileSync(join(original, other)), how, place, bits)
        fc.pre(!changed?.equals(bytes))
        const folder = copy()
        try {
          if (changed) writeFileSync(join(folder, path), changed)
          else rmSync(join(folder, path))
          const report = await look(folder, knowing({ pinned: [signer.thumbprint] }))
          expect({ path, how, level: report.level }).toEqual({ path, how, level: 'none' })
        } finally {
          rmSync(folder, { recursive: true })
        }
      }),
      { numRuns: changes },
    )
  })
})

/** The bytes of a file after one change; undefined where it is removed. */
function tampered(bytes: Buffer, other: Buffer, how: string, place: number, bits: number): Buffer | undefined {
  const at = place % bytes.length
  switch (how) {
    case 'flip': {
      const copied = Buffer.from(bytes)
      copied[at] = (copied[at] ?? 0) ^ bits
      return copied
    }
    case 'cut':
      return bytes.subarray(0, at)
    case 'append':
      return Buffer.concat([bytes, Buffer.from([bits])])
    case 'line': {
      const lines = bytes.toString('latin1').split('\n')
      lines.splice(at % lines.length, 1)
      return Buffer.from(lines.join('\n'), 'latin1')
    }
    case 'exchange':
      return other
    default:
      return undefined
  }
}
