import { describe, expect, test } from '@jest/globals'
import { literal } from '../base/text.js'
import { sampleRecord } from '../../tests/support/sample-record.js'
import { closingLines } from './closing.js'
import type { Paint } from './console.js'

const same = (text: string) => text
const paint: Paint = { bold: same, dim: same, green: same, red: same, yellow: same, cyan: same }

const record = sampleRecord([
  { name: 'a', ends: 'pass' },
  { name: 'b', ends: 'fail', mode: 'through', departures: 5 },
  { name: 'b2', ends: 'fail' },
  { name: 'c', ends: 'inconclusive' },
  { name: 'd', ends: 'inconclusive' },
  { name: 'e', ends: { kind: 'not-provided', what: literal('a second client') } },
])

const documents = {
  protocol: '/r/protocol.pdf',
  translations: [],
  reports: ['/r/report.html'],
  summary: '/r/summary.json',
  actRefusal: { ru: 'Акт не составлен', en: 'No Act' },
}

describe('the closing block', () => {
  const lines = closingLines(record, documents, { language: 'en', paint })

  test('gives outcome and counts, then each thing that is wrong once, with everything that an engineer needs', () => {
    expect(lines[1]).toBe(
      'Does not conform · Object of testing: successful 1 of 6, not successful 2, inconclusive 2, not carried out 1',
    )
    const at = lines.indexOf('✗ Scenario b … and 1 more')
    expect(lines.slice(at + 1, at + 10)).toEqual([
      '    exchange:     GET /v3/accounts/6f1c/balances: HTTP 200 · attempts/0002.ndjson, event 3',
      '    expected:     /balances/0/amount: a decimal string',
      '    actual:       /balances/0/amount: got a number',
      '    clause:       P6.3b, Pilot report, section 6.3',
      '    likely cause: The amount is serialised as a number.',
      '    next:         Send the amount as a string.',
      '    place:        step 2, check conforms',
      '    scripts:      sample/provider/b (through the platform), sample/provider/b2 (direct)',
      '',
    ])
  })

  test('tells one cause of several stops once, with the likely cause', () => {
    const at = lines.indexOf('? Scenario c … and 1 more')
    expect(lines.slice(at + 1, at + 10)).toEqual([
      '    cause:        the environment or the network',
      '    exchange:     GET /v3/accounts/6f1c/balances: HTTP 200 · attempts/0004.ndjson, event 3',
      '    expected:     HTTP 200',
      '    actual:       connection refused: nothing listens on the port',
      expect.stringMatching(/^ {4}likely cause: \S/),
      '    next:         Check that the server runs.',
      '    place:        step 2, check status',
      '    scripts:      sample/provider/c (direct), sample/provider/d (direct)',
      '',
    ])
  })

  test('is no wider than the terminal, but for what cannot be parted', () => {
    const narrow = closingLines(record, documents, { language: 'ru', paint, width: 60 })
    const wide = narrow.slice(2).filter((line) => line.length > 60 && line.trim().includes(' '))
    expect(wide).toEqual([])
    expect(narrow.join(' ').replace(/\s+/g, ' ')).toContain('Сумма сериализуется как число.')
  })

  test('names the documents and why there is no Act', () => {
    expect(lines.slice(-5)).toEqual([
      'Documents:',
      '  /r/protocol.pdf',
      '  /r/report.html',
      '  /r/summary.json',
      'No Act',
    ])
  })
})
