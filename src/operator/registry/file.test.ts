import { X509Certificate } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { arbitraryEntries, registryWith } from '../../../tests/support/sample-registry.js'
import { isProblemError, placeText } from '../../base/problem.js'
import { createAuthority } from '../../crypto/certificates.js'
import { checkEntries, type Surroundings } from './check.js'
import { readRegistryFile, readRegistryText, registryText } from './file.js'

const folder = mkdtempSync(join(tmpdir(), 'synaq-registry-'))
let pem: string
let key: string

beforeAll(async () => {
  const authority = await createAuthority('УЦ')
  const identity = await authority.issueClient({ commonName: 'TULP01', organization: 'АО «Тюльпан Банк»' })
  pem = identity.certificate
  key = identity.key
})
afterAll(() => rmSync(folder, { recursive: true }))

/** Systems and target files that are known here. */
const around: Surroundings = {
  systems: ['sample'],
  sight: () => ({ system: 'sample', role: 'provider', participant: 'A', environment: 'test' }),
}

/** Problems of a text as `line code: what`. */
function problems(text: string): string[] {
  const line = (place: string): string => place.replace(/^.*registry\.yaml:(\d+):\d+$/, '$1')
  try {
    const file = readRegistryText(text, join(folder, 'registry.yaml'))
    const { troubles } = checkEntries(file.entries, registryWith({}), around)
    return file.problems(troubles).map(({ place, code, what }) => `${line(placeText(place))} ${code}: ${what}`)
  } catch (error) {
    if (!isProblemError(error)) throw error
    return error.problems.map(({ place, code, what }) => `${line(placeText(place))} ${code}: ${what}`)
  }
}

const bank = `participants:
  - { id: A, name: Bank, roles: [provider], accredited: true, blocked: false }
`

test('the example is in order', () => {
  const { entries } = readRegistryFile('examples/registry.yaml')
  const known = { ...around, systems: [entries.apis[0]?.system ?? ''] }
  expect(checkEntries(entries, registryWith({}), known).troubles).toEqual([])
})

test('every departure from the description is told with its line', () => {
  const text = `participants:
  - id: 'a b'
    name: Bank
    roles: [bank]
    accredited: yes please
    blocked: false
    colour: red
apis:
  - { id: x, participant: A, system: sample, name: X, budget: 1921, state: published }
certificates:
  - { participant: A }
`
  expect(problems(text)).toEqual([
    expect.stringMatching(/^2 .*«participants\.0\.id» must match pattern/),
    expect.stringMatching(/^4 .*expected provider or user/),
    expect.stringMatching(/^5 .*must be boolean/),
    expect.stringMatching(/^7 .*«participants\.0\.colour» is not known here/),
    expect.stringMatching(/^9 .*«apis\.0\.budget» must be <= 1920/),
    // Publication is moved by decisions and never entered.
    expect.stringMatching(/^9 .*«apis\.0\.state» is not known here/),
    expect.stringMatching(/^11 .*expected 2 settings/),
  ])
})

test('every entry that contradicts another one, or names what is not there, is told with its line', () => {
  const text = `${bank}  - { id: A, name: Twice, roles: [user], accredited: true, blocked: false }
  - { id: B, name: Other, roles: [user], accredited: true, blocked: false, bin: '150540000018' }
apis:
  - { id: x, participant: C, system: samble, name: X, budget: 1 }
  - { id: y, participant: B, system: sample, name: Y, budget: 1, targets: { live: y.yaml } }
applications:
  - { id: app, participant: A, name: App, apis: [x, z] }
certificates:
  - { application: ap, pem: nothing }
  - { participant: A, application: app }
`
  expect(problems(text)).toEqual([expect.stringMatching(/^12 .*«participant» or of an «application»/)])
  expect(problems(text.split('\n').slice(0, -2).join('\n'))).toEqual([
    expect.stringMatching(/^3 registry-twice/),
    expect.stringMatching(/^4 registry-bin: it is no BIN/),
    expect.stringMatching(/^6 registry-unknown: there is no participant «C»/),
    expect.stringMatching(/^6 registry-system: there is no system «samble». Did you mean «sample»/),
    expect.stringMatching(/^7 registry-target: the target file is of another participant: «A», and «B»/),
    expect.stringMatching(/^7 registry-target: the target file is of another environment: «test», and «live»/),
    expect.stringMatching(/^9 registry-unknown: there is no API «z»/),
    expect.stringMatching(/^11 certificate-none/),
    expect.stringMatching(/^11 registry-unknown: there is no application «ap». Did you mean «app»/),
  ])
})

test('a certificate is read from a file; a key is refused and not repeated', () => {
  writeFileSync(join(folder, 'a.pem'), pem)
  writeFileSync(join(folder, 'key.pem'), pem + key)
  const file = readRegistryText(`${bank}certificates: [{ participant: A, file: a.pem }]`, join(folder, 'registry.yaml'))
  const { certificates } = checkEntries(file.entries, registryWith({}), around)
  expect(certificates).toMatchObject([{ participant: 'A', subject: 'O=АО «Тюльпан Банк», CN=TULP01', issuer: 'CN=УЦ' }])
  const { serialNumber, validTo } = new X509Certificate(pem)
  expect([certificates[0]?.serial, certificates[0]?.notAfter]).toEqual([
    serialNumber.toLowerCase(),
    new Date(validTo).toISOString(),
  ])
  const [told, ...others] = problems(`${bank}certificates: [{ participant: A, file: key.pem }]`)
  expect(told).toMatch(/^3 certificate-key/)
  expect(others).toEqual([])
  expect(told).not.toContain(key.split('\n')[1])
  expect(problems(`${bank}certificates: [{ participant: A, file: nowhere.pem }]`)).toEqual([
    expect.stringMatching(/^3 file-missing/),
  ])
})

test('what is exported is read as the same entries, whatever they are', () => {
  fc.assert(
    fc.property(arbitraryEntries([pem]), (entries) => {
      const text = registryText(registryWith(entries))
      const read = readRegistryText(text, join(folder, 'registry.yaml'))
      expect(read.entries).toEqual(entries)
    }),
    { numRuns: 40 },
  )
})
