import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import type { ZodType } from 'zod'
import { packageRoot } from '../../src/base/root.js'
import { checks } from '../../src/checks/index.js'
import { knownKeys } from '../../src/base/known-keys.js'
import { procedureShape, scenarioShape } from '../../src/language/shapes.js'
import { steps } from '../../src/steps/index.js'

/** docs/scenario-language.md is written by hand; these tests keep it and the vocabulary equal. */
const page = readFileSync(join(packageRoot(), 'docs', 'scenario-language.md'), 'utf8')

/** The text under a heading, up to the next one of the same level or above. */
function section(text: string, level: number, title: string): string {
  const [, after] = text.split(`\n${'#'.repeat(level)} ${title}\n`)
  if (after === undefined) throw new Error(`there is no heading «${title}»`)
  return after.split(new RegExp(`\n#{1,${level}} `))[0] ?? ''
}

/** What stands in code style in the first column of the section's tables. */
const rows = (text: string): string[] => [...text.matchAll(/^\| `([^`]+)` +\|/gm)].map(([, key = '']) => key)

const headings = (text: string): string[] => [...text.matchAll(/^### `([^`]+)`$/gm)].map(([, name = '']) => name)

const parts: readonly [string, ReadonlyMap<string, { readonly params: ZodType }>][] = [
  ['Steps', steps],
  ['Checks', checks],
]

describe.each(parts)('%s', (title, kinds) => {
  const part = section(page, 2, title)

  test('every kind has a heading, and no other', () => {
    expect(headings(part).sort()).toEqual([...kinds.keys()].sort())
  })

  test.each([...kinds])('%s: every setting has a row, and no other', (name, { params }) => {
    expect(rows(section(part, 3, `\`${name}\``)).sort()).toEqual(knownKeys(params, []).sort())
  })
})

test.each([
  ['Scenario file', scenarioShape],
  ['Procedures', procedureShape],
])('%s: every key has a row', (title, shape) => {
  const [table] = section(page, 2, title).split('\n\nThose of')
  expect(rows(table ?? '').sort()).toEqual(knownKeys(shape, []).sort())
})

test('the example is the scenario that we ship', () => {
  const file = join(packageRoot(), 'scenarios', 'npck-accounts', 'provider', 'balance-without-scope.yaml')
  expect(page).toContain(readFileSync(file, 'utf8'))
})
