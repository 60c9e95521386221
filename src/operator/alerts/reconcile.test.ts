import { expect, test } from '@jest/globals'
import type { Instant } from '../../base/clock.js'
import { literal } from '../../base/text.js'
import type { AlertKind, AlertRecord, Trouble } from '../../model/alert.js'
import { reconcile } from './reconcile.js'

const start = Date.parse('2026-11-29T10:00:00.000Z')
const minute = (n: number): Instant => new Date(start + n * 60_000).toISOString()
const calmMs = 600_000

const trouble = (kind: AlertKind, thing = 'api a'): Trouble => ({ thing, kind, ground: 'departs', why: literal(kind) })

/** Goes through moments, each a minute after the one before; answers what changed, as «minute change kind». */
function course(moments: readonly (readonly Trouble[] | 'unclear')[]): string[] {
  let open: AlertRecord[] = []
  const told: string[] = []
  moments.forEach((moment, n) => {
    const now = minute(n)
    const found =
      moment === 'unclear'
        ? { troubles: [], unclear: new Set(['api a']) }
        : { troubles: moment, unclear: new Set<string>() }
    for (const step of reconcile(open, found, now, calmMs)) {
      const kind = step.change === 'close' ? step.alert.kind : step.trouble.kind
      if (step.change !== 'see') told.push(`${n} ${step.change} ${kind}`)
      if (step.change === 'open') open.push({ ...step.trouble, id: n, openedAt: now, seenAt: now })
      else {
        open = open.filter(({ id }) => id !== step.alert.id)
        if (step.change !== 'close') open.push({ ...step.alert, ...step.trouble, seenAt: now })
      }
    }
  })
  return told
}

const times = <T>(n: number, what: T): T[] => Array.from({ length: n }, () => what)
const departs = [trouble('departs')]

test('a trouble is one alert as long as it lasts, and over once it stayed away for long enough', () => {
  expect(course([...times(30, departs), ...times(12, [])])).toEqual(['0 open departs', '39 close departs'])
})

test('what flaps is one alert', () => {
  const flapping = times(20, [departs, [], [], departs, []]).flat()
  expect(course([...flapping, ...times(12, [])])).toEqual(['0 open departs', '108 close departs'])
})

test('of one API the worse takes the place of the lesser, and is over the moment that somebody put it back', () => {
  const off = [trouble('taken-off')]
  expect(course([departs, [trouble('down')], off, off, []])).toEqual([
    '0 open departs',
    '1 grow down',
    '2 grow taken-off',
    '4 close taken-off',
  ])
})

test('what is put back and still departs is an alert anew', () => {
  expect(course([[trouble('taken-off')], departs])).toEqual(['0 open taken-off', '1 close taken-off', '1 open departs'])
})

test('an API that answers again, but wrongly, is no longer down after a while', () => {
  expect(course([[trouble('down')], ...times(10, departs)])).toEqual([
    '0 open down',
    '10 close down',
    '10 open departs',
  ])
})

test('where nothing can be said nothing changes: our own fault neither accuses nor acquits', () => {
  expect(course([departs, ...times(30, 'unclear' as const), ...times(2, departs)])).toEqual(['0 open departs'])
  expect(course(times(3, 'unclear' as const))).toEqual([])
})

test('things do not mind each other', () => {
  const both = [trouble('worker', 'worker 1'), trouble('departs')]
  expect(course([both, departs])).toEqual(['0 open worker', '0 open departs', '1 close worker'])
})
