import { expect, test } from '@jest/globals'
import { runStep, sampleContext } from '../../tests/support/sample-context.js'
import { filler } from './filler.js'

test('a text of that many characters', async () => {
  const { context } = sampleContext()
  expect(await runStep(filler, { characters: 5 }, context)).toEqual({ value: { text: 'xxxxx' } })
  expect(await runStep(filler, { characters: 3, of: ' ' }, context)).toEqual({ value: { text: '   ' } })
})

test.each([{ characters: 0 }, { characters: 2_000_000 }, { characters: 2, of: 'ab' }])('%j is refused', (args) => {
  expect(filler.params.safeParse(args).success).toBe(false)
})
