import { expect, test } from '@jest/globals'
import { sampleContext } from '../../tests/support/sample-context.js'
import { entityTag } from './entity-tag.js'

const weakened = (of: string) => entityTag.run(entityTag.params.parse({ of }), sampleContext().context)

test.each(['"a"', 'W/"a"'])('%s is the same as a weak tag', async (tag) => {
  expect(await weakened(tag)).toEqual({ value: { weak: 'W/"a"' } })
})

test.each(['a', '"a', 'w/"a"'])('%s is no tag', async (tag) => {
  expect(await weakened(tag)).toMatchObject({ trouble: { cause: 'configuration' } })
})
