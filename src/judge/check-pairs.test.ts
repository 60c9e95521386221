import fc from 'fast-check'
import { describe, expect, test } from '@jest/globals'
import type { CheckUse } from '../model/scenario.js'
import { position } from '../../tests/support/sample-attempt.js'
import { pairChecks } from './check-pairs.js'

const use = (kind: string, params: number, requirement = 'source'): CheckUse => ({
  kind,
  params,
  requirement,
  position,
})
const inShort = (before: readonly CheckUse[], after: readonly CheckUse[]) =>
  pairChecks(before, after).map((pair) => `${pair.before ?? '-'}>${pair.after ?? '-'}${pair.same ? '' : ' other'}`)

describe('checks of a mended step', () => {
  test.each<[string, CheckUse[], CheckUse[], string[]]>([
    ['moved', [use('a', 1), use('b', 1)], [use('b', 1), use('a', 1)], ['1>0', '0>1']],
    ['with other settings', [use('a', 1)], [use('a', 2)], ['0>0 other']],
    ['added and removed', [use('a', 1)], [use('b', 1)], ['->0 other', '0>- other']],
    ['of another requirement', [use('a', 1)], [use('a', 1, 'choice')], ['0>0']],
    [
      'twice, told apart by requirement',
      [use('a', 1, 'choice'), use('a', 1)],
      [use('a', 1), use('a', 1, 'choice')],
      ['1>0', '0>1'],
    ],
  ])('%s', (_, before, after, pairs) => {
    expect(inShort(before, after)).toEqual(pairs)
  })

  test('every check stands in exactly one pair, and none is paired with another kind', () => {
    const uses = fc.array(
      fc.tuple(fc.constantFrom('a', 'b'), fc.nat(2), fc.constantFrom('source', 'choice')).map((of) => use(...of)),
      { maxLength: 6 },
    )
    fc.assert(
      fc.property(uses, uses, (before, after) => {
        const pairs = pairChecks(before, after)
        expect(pairs.flatMap((pair) => pair.before ?? []).sort()).toEqual([...before.keys()])
        expect(pairs.flatMap((pair) => pair.after ?? []).sort()).toEqual([...after.keys()])
        for (const pair of pairs)
          if (pair.before !== undefined && pair.after !== undefined)
            expect(before[pair.before]?.kind).toBe(after[pair.after]?.kind)
      }),
    )
  })
})
