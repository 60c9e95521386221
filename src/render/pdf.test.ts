import { describe, expect, test } from '@jest/globals'
import { libraryRemedy, missingLibrary } from './browser.js'
import { fontCss } from './fonts.js'
import { reproducible } from './pdf.js'

describe('what chance puts into a PDF', () => {
  const printed = (stamp: string) =>
    Buffer.from(
      `%PDF-1.4\n<</Title <FEFF0041> /CreationDate (D:${stamp}) /ModDate (D:${stamp})>>\n\u00ff%%EOF`,
      'latin1',
    )

  test('the dates are those of the run, so that two printings are equal byte by byte', () => {
    const first = reproducible(printed("20261122080000+00'00'"), '2026-11-22T07:42:16.123Z')
    const second = reproducible(printed("20270101000000+00'00'"), '2026-11-22T07:42:16.123Z')
    expect(Buffer.compare(first, second)).toBe(0)
    expect(Buffer.from(first).toString('latin1')).toContain("/CreationDate (D:20261122074216+00'00')")
  })

  test('ids of table heads are numbered in their order', () => {
    const heads = (...ids: string[]) => Buffer.from(ids.map((id) => `/ID (node${id})`).join('\n'), 'latin1')
    const first = reproducible(heads('00000018', '00000031', '00000018'), '2026-11-22T07:42:16.123Z')
    const second = reproducible(heads('00000020', '00000033', '00000020'), '2026-11-22T07:42:16.123Z')
    expect(Buffer.from(first).toString('latin1')).toBe('/ID (node00000001)\n/ID (node00000002)\n/ID (node00000001)')
    expect(Buffer.compare(first, second)).toBe(0)
  })

  test('every field keeps its length, so that the cross-reference table stays right', () => {
    for (const stamp of ["20261122080000+00'00'", '20261122080000Z']) {
      expect(reproducible(printed(stamp), '2026-11-22T07:42:16.123Z').length).toBe(printed(stamp).length)
    }
  })
})

describe('a browser that does not start', () => {
  test('names the library that the system lacks', () => {
    const said = '/opt/chromium: error while loading shared libraries: libnss3.so: cannot open shared object file'
    expect(missingLibrary(said)).toBe('libnss3.so')
    expect(missingLibrary('error while loading shared libraries: /usr/lib/libgbm.so.1: file too short')).toBe(
      'libgbm.so.1',
    )
    expect(missingLibrary('No usable sandbox!')).toBeUndefined()
  })

  test('says how to get it', () => {
    expect(libraryRemedy('libnss3.so')).toContain('apt-get install libnss3')
    expect(libraryRemedy('libunheard.so.9')).toContain('apt-file search libunheard.so.9')
  })
})

test('the embedded fonts hold the letters of Kazakh, ₸ and №, in three faces', () => {
  const css = fontCss()
  for (const range of ['U+0400-045F', 'U+2116', 'U+04B0-04B1', 'U+0460-052F', 'U+20AD-20C0'])
    expect(css).toContain(range)
  expect(css.match(/font-weight: 700/g)).toHaveLength(4)
  expect(css.match(/font-style: italic/g)).toHaveLength(4)
  expect(css).not.toContain('url(./')
})
