import { describe, expect, test } from '@jest/globals'
import { isProblemError, placeText } from '../base/problem.js'
import { parseYaml } from '../base/yaml-file.js'
import { documentDataFrom, languagesOf } from './document-data.js'

const read = (text: string) => documentDataFrom(parseYaml(text, 'document.yaml'))

/** Problems of a data file as `place what`. */
function problemsOf(text: string): string[] {
  try {
    read(text)
  } catch (error) {
    if (!isProblemError(error)) throw error
    return error.problems.map((p) => `${placeText(p.place)} ${p.what}`)
  }
  return []
}

describe('the data file for documents', () => {
  test('may leave everything out', () => {
    expect(read('')).toEqual({})
    expect(read('# nothing yet\n')).toEqual({})
  })

  test('takes a number written as a number, and letters of the form that the font has', () => {
    expect(read('number: 12\ndate: 2026-11-22\n')).toEqual({ number: '12', date: '2026-11-22' })
    expect(read('place: А → Б\n').place).toBe('А -> Б')
  })

  test('names every fault at once, with line and column', () => {
    const faults = problemsOf(
      'numbr: 12\ndate: 2026-13-01\nparticipants:\n  - organization: АО\n  - 5\nlanguages: [de]\n',
    )
    expect(faults).toEqual(
      expect.arrayContaining([
        'document.yaml:1:1 There is no field «numbr». Did you mean «number»?',
        'document.yaml:2:7 «date»: expected a date of the calendar as year-month-day, e.g. 2026-11-22.',
        'document.yaml:4:5 There is no field «participants.0.organization». Did you mean «organisation»?',
        'document.yaml:6:13 «languages.0»: expected ru, kk or en.',
      ]),
    )
    expect(faults.some((fault) => fault.startsWith('document.yaml:5:5 «participants.1»'))).toBe(true)
  })

  test('refuses a text that turns the direction of reading, and one without end', () => {
    expect(problemsOf('conclusion: "годен\\u202Eне"\n')).toEqual([
      'document.yaml:1:13 «conclusion»: holds characters that cannot be printed.',
    ])
    expect(problemsOf(`object: ${'x'.repeat(5000)}\n`)[0]).toContain('at most 4000 characters')
  })

  test('refuses a list where keys are expected', () => {
    expect(problemsOf('- a\n')[0]).toContain('document.yaml:1:')
  })
})

test('Russian is always printed, and first', () => {
  expect(languagesOf({}, [])).toEqual(['ru'])
  expect(languagesOf({ languages: ['en'] }, ['kk'])).toEqual(['ru', 'kk', 'en'])
})
