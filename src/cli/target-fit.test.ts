import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { temporaryFolder } from '../../tests/support/folder.js'
import { isProblemError, placeText } from '../base/problem.js'
import { readRequired } from '../target/required.js'
import { readTargetFile, type TargetFile } from '../target/target-file.js'
import { refuseUnknownScenarios, unusedTraits } from './target-fit.js'

const scenarios = [
  { id: 'sample/provider/balances', client: { has: ['two-currencies'] } },
  { id: 'sample/provider/account-list', client: { has: ['accounts'] }, other: { has: ['no-accounts'] } },
]

let folder: ReturnType<typeof temporaryFolder>
beforeAll(() => {
  folder = temporaryFolder()
})
afterAll(() => folder.remove())

/** A target file with these further lines, and beside it the operator's list. */
function target(lines: string, required?: string): TargetFile {
  const file = join(folder.path, 'target.yaml')
  const least = `name: My bank
system: sample
role: provider
participant: { id: BANK01, name: My bank }
direct: { url: https://bank.example }
sandbox: { control: http://127.0.0.1:7080, token: { env: SYNAQ_TOKEN } }
`
  writeFileSync(file, `${least}${required === undefined ? '' : 'required: required.yaml\n'}${lines}`)
  if (required !== undefined) writeFileSync(join(folder.path, 'required.yaml'), required)
  return readTargetFile(file)
}

/** Each as `file:line:column what`. */
function problemsOf(file: TargetFile): string[] {
  try {
    const sets = file.required === undefined ? undefined : readRequired(join(folder.path, file.required))
    refuseUnknownScenarios(file, sets, scenarios)
    return []
  } catch (error) {
    if (!isProblemError(error)) throw error
    return error.problems.map(({ place, what }) => `${placeText(place).replace(`${folder.path}/`, '')} ${what}`)
  }
}

describe('scenarios that a target names', () => {
  test('are there', () => {
    const required = 'requiredSets:\n  - { role: provider, mode: direct, scenarios: [sample/provider/balances] }\n'
    const lines = 'notApplicable:\n  - { scenario: sample/provider/account-list, why: none }\n'
    expect(problemsOf(target(lines, required))).toEqual([])
  })

  test('or are told with their place and what may have been meant, in both files at once', () => {
    const required = `requiredSets:
  - role: provider
    mode: direct
    scenarios:
      - sample/provider/account-list
      - sample/provider/acount-list
`
    const lines =
      'notApplicable:\n  - { scenario: sample/provider/balance, why: none }\n  - { scenario: x, why: none }\n'
    expect(problemsOf(target(lines, required))).toEqual([
      'target.yaml:9:17 there is no scenario «sample/provider/balance». Did you mean «sample/provider/balances»?',
      'target.yaml:10:17 there is no scenario «x».',
      'required.yaml:6:9 there is no scenario «sample/provider/acount-list». Did you mean «sample/provider/account-list»?',
    ])
  })
})

describe('traits of customers', () => {
  const customer = (has: string) =>
    target(`customers:\n  - { name: askar, iin: '930218450130', phone: '+77000000101', has: [${has}] }\n`)

  test('that scenarios wish for, or that say what a customer is, are in order', () => {
    expect(unusedTraits(customer('accounts, no-accounts, two-currencies, legal-entity'), scenarios)).toEqual([])
    expect(unusedTraits(target(''), scenarios)).toEqual([])
  })

  test('that none wishes for are worth a look', () => {
    const [warning, ...others] = unusedTraits(customer('accounts, two-currency'), scenarios)
    expect(others).toEqual([])
    expect(warning).toMatchObject({ id: 'customers.askar.two-currency', state: 'yellow' })
    expect(warning?.what).toEqual({
      ru: 'Клиенты: признака «two-currency», который записан за «askar», не просит ни один сценарий. Может быть, «two-currencies»?',
      en: 'Customers: no scenario asks for the trait «two-currency» of «askar». Did you mean «two-currencies»?',
    })
    expect(warning?.remedy?.en).toContain('accounts, legal-entity, no-accounts, two-currencies')
  })
})
