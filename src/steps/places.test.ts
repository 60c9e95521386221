import fc from 'fast-check'
import { expect, test } from '@jest/globals'
import { MemoryInbox } from '../../tests/support/memory-inbox.js'
import { arrivalsIn, windowBetween, type Place } from './places.js'

/** Windows over an inbox of ten requests: what lies in them by the places that they are named by. */
const inbox = new MemoryInbox(...Array.from({ length: 10 }, () => ({})))
const marksIn = (from: Place, until: Place): number[] =>
  arrivalsIn(windowBetween(from, until), undefined, inbox).map(({ mark }) => mark)
const place = fc.record({ mark: fc.integer({ min: 0, max: 10 }), isArrival: fc.boolean() })
const arrivalAt = (mark: number): Place => ({ mark, isArrival: true })
const momentAt = (mark: number): Place => ({ mark, isArrival: false })
const all = Array.from({ length: 10 }, (_, i) => i + 1)

test('windows that meet at a moment share nothing and leave nothing out', () => {
  fc.assert(
    fc.property(place, fc.nat(10), place, (from, between, until) => {
      fc.pre(from.mark <= between && between <= (until.isArrival ? until.mark - 1 : until.mark))
      const cut = momentAt(between)
      expect([...marksIn(from, cut), ...marksIn(cut, until)]).toEqual(marksIn(from, until))
    }),
  )
})

test('windows that meet at an arrival leave out that one only', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10 }), (mark) => {
      const both = [...marksIn(momentAt(0), arrivalAt(mark)), ...marksIn(arrivalAt(mark), momentAt(10))]
      expect(both).toEqual(all.filter((one) => one !== mark))
    }),
  )
})

test('a window never holds what it is named by', () => {
  fc.assert(
    fc.property(place, place, (from, until) => {
      const held = marksIn(from, until)
      for (const { mark, isArrival } of [from, until]) if (isArrival) expect(held).not.toContain(mark)
      expect(held.every((mark) => mark > from.mark && mark <= until.mark)).toBe(true)
    }),
  )
})
