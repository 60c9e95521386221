import fc from 'fast-check'
import { describe, expect, test } from '@jest/globals'
import { chainLine, chainStart, readChain } from './chain.js'

function written(events: readonly unknown[]): { text: string; head: string } {
  let head = chainStart
  const lines = events.map((event, seq) => {
    const next = chainLine(seq, head, event)
    head = next.head
    return next.line
  })
  return { text: lines.join(''), head }
}

describe('a record', () => {
  test('is read back as it was written', () => {
    const { text, head } = written(['a', { b: 1 }, null])
    expect(readChain(text)).toEqual({ events: ['a', { b: 1 }, null], head, count: 3, tornTail: false })
  })

  test('may be empty', () => {
    expect(readChain('')).toEqual({ events: [], head: chainStart, count: 0, tornTail: false })
  })

  test('whose last line was cut off by a crash is read without it', () => {
    const { text } = written(['a', 'b', 'c'])
    for (let cut = 1; cut < 20; cut++) {
      const torn = readChain(text.slice(0, -cut))
      expect(torn).toMatchObject({ events: ['a', 'b'], tornTail: true })
      expect(torn.broken).toBeUndefined()
    }
  })

  test.each<[string, (lines: string[]) => string[], number, string]>([
    ['a changed line', (l) => l.with(1, l[1]?.replace('"b"', '"x"') ?? ''), 3, 'does not follow the line before'],
    ['a line that is gone', (l) => l.toSpliced(1, 1), 2, 'has the number 2'],
    ['a line that came in between', (l) => l.toSpliced(1, 0, l[0] ?? ''), 2, 'has the number 0'],
    ['lines in another order', (l) => [l[0] ?? '', l[2] ?? '', l[1] ?? '', l[3] ?? ''], 2, 'has the number 2'],
    ['a line that is no JSON', (l) => l.with(2, 'oops'), 3, 'is not JSON'],
    ['a line that is no object', (l) => l.with(2, 'null'), 3, 'is not JSON'],
    ['an empty line', (l) => l.toSpliced(1, 0, ''), 2, 'is not JSON'],
  ])('%s is found and named', (_, change, line, what) => {
    const { text } = written(['a', 'b', 'c', 'd'])
    const changed = change(text.trimEnd().split('\n'))
    expect(readChain(`${changed.join('\n')}\n`).broken).toEqual({ line, what })
  })
})

describe('whatever is done to the lines of a sealed record', () => {
  const events = fc.array(fc.jsonValue(), { minLength: 1, maxLength: 8 })
  /** What sealing compares: the chain is whole, its head and its count are those that were sealed. */
  const intact = (text: string, sealed: { head: string }, count: number) => {
    const reading = readChain(text)
    return !reading.broken && !reading.tornTail && reading.head === sealed.head && reading.count === count
  }

  test('nothing done: it is intact', () => {
    fc.assert(fc.property(events, (list) => intact(written(list).text, written(list), list.length)))
  })

  test('a character changed, put in or taken out', () => {
    fc.assert(
      fc.property(events, fc.nat(), fc.constantFrom('change', 'insert', 'remove'), (list, n, how) => {
        const sealed = written(list)
        const at = n % sealed.text.length
        const put = how === 'remove' ? '' : sealed.text[at] === 'x' ? 'y' : 'x'
        const changed = sealed.text.slice(0, at) + put + sealed.text.slice(how === 'insert' ? at : at + 1)
        fc.pre(changed !== sealed.text)
        expect(intact(changed, sealed, list.length)).toBe(false)
      }),
    )
  })

  test('a line removed, repeated or swapped with another', () => {
    fc.assert(
      fc.property(events, fc.nat(), fc.nat(), fc.constantFrom('remove', 'repeat', 'swap'), (list, n, m, how) => {
        const sealed = written(list)
        const lines = sealed.text.trimEnd().split('\n')
        const [i, j] = [n % lines.length, m % lines.length]
        fc.pre(how !== 'swap' || i !== j)
        const [one = '', other = ''] = [lines[i], lines[j]]
        const changed =
          how === 'swap'
            ? lines.with(i, other).with(j, one)
            : lines.toSpliced(i, 1, ...(how === 'repeat' ? [one, one] : []))
        expect(intact(changed.map((line) => `${line}\n`).join(''), sealed, list.length)).toBe(false)
      }),
    )
  })

  test('an event replaced and the chain after it left as it was', () => {
    fc.assert(
      fc.property(events, fc.nat(), (list, n) => {
        const sealed = written(list)
        const at = n % list.length
        const lines = sealed.text.trimEnd().split('\n')
        const line = JSON.parse(lines[at] ?? '') as { seq: number; prev: string }
        const changed = lines.with(at, JSON.stringify({ ...line, event: 'something else altogether' }))
        expect(intact(`${changed.join('\n')}\n`, sealed, list.length)).toBe(false)
      }),
    )
  })
})
