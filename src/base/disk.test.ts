import { writeFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { diskProblem } from './disk.js'

test('a full disk is told with the file and what to do', () => {
  expect(diskProblem({ code: 'ENOSPC' }, 'a.ndjson')?.problems).toEqual([
    {
      code: 'disk',
      place: { file: 'a.ndjson' },
      what: 'the disk is full (ENOSPC)',
      remedy: 'Free space there, or choose another folder.',
    },
  ])
})

test('the device that is always full says so', () => {
  let said: string | undefined
  try {
    writeFileSync('/dev/full', 'x')
  } catch (error) {
    said = diskProblem(error)?.message
  }
  expect(said).toContain('the disk is full (ENOSPC)')
})

test.each([new TypeError('x'), { code: 'ENOENT' }, undefined])('any other error is none of the disk: %p', (error) => {
  expect(diskProblem(error)).toBeUndefined()
})
