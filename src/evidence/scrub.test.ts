import fc from 'fast-check'
import { describe, expect, test } from '@jest/globals'
import { Scrubber } from './scrub.js'

const secret = 'S3cret+/="ключ"\n'
const bytes = Buffer.from(secret)

function knowing(...secrets: readonly string[]): Scrubber {
  const scrubber = new Scrubber()
  for (const one of secrets) scrubber.add(one)
  return scrubber
}

describe('a secret goes', () => {
  test.each([
    ['plain', secret],
    ['in base64', bytes.toString('base64')],
    ['in base64url', bytes.toString('base64url')],
    ['in hexadecimal', bytes.toString('hex')],
    ['in capital hexadecimal', bytes.toString('hex').toUpperCase()],
    ['URL-encoded', encodeURIComponent(secret)],
    ['URL-encoded in small letters', encodeURIComponent(secret).toLowerCase().replace('s3cret', 'S3cret')],
    ['JSON-escaped', JSON.stringify(secret).slice(1, -1)],
  ])('%s', (_, text) => {
    const clean = knowing(secret).text(`before ${text} after`)
    expect(clean).toMatch(/^before \[scrubbed\]=* after$/)
  })

  test.each([0, 1, 2, 3, 4])('from the middle of something in base64, %i bytes in', (offset) => {
    const basic = Buffer.from(`${'u'.repeat(offset)}${secret}:more`).toString('base64')
    const left = Buffer.from(knowing(secret).text(basic).replace('[scrubbed]', ''), 'base64').toString()
    expect(left).not.toContain('cret')
    expect(left).not.toContain('ключ')
  })

  test('as a whole where another one is its beginning', () => {
    expect(knowing('abcdef', 'abcdefghij').text('abcdefghij')).toBe('[scrubbed]')
    expect(knowing('abcdefghij', 'abcdef').text('abcdefghij abcdef')).toBe('[scrubbed] [scrubbed]')
  })

  test('as often as it comes', () => {
    expect(knowing('abcdef').text('abcdef-abcdef')).toBe('[scrubbed]-[scrubbed]')
  })

  test('from every place of a value: names, texts, numbers', () => {
    const value = { iin_960440000151: ['a 960440000151', 960440000151, { deep: '960440000151' }], n: 96044, ok: null }
    expect(knowing('960440000151').value(value)).toEqual({
      'iin_[scrubbed]': ['a [scrubbed]', '[scrubbed]', { deep: '[scrubbed]' }],
      n: 96044,
      ok: null,
    })
  })

  test('without breaking the value where it looks like JSON itself', () => {
    expect(knowing('","b":"').value({ a: 'x', b: 'y' })).toEqual({ a: 'x', b: 'y' })
  })

  test('even where it is no well-formed text', () => {
    expect(knowing('secret\ud800').text('a secret\ud800')).toBe('a [scrubbed]')
  })
})

describe('a JWT goes, known or not', () => {
  const header = Buffer.from('{"alg":"ES256"}').toString('base64url')
  const payload = Buffer.from('{"sub":"960440000151"}').toString('base64url')

  test.each([`${header}.${payload}.c2lnbmF0dXJl`, `${header}.${payload}.`])('%s', (jwt) => {
    expect(knowing().text(`Bearer ${jwt}, please`)).toBe('Bearer [scrubbed], please')
    expect(knowing().value({ message: `token ${jwt}` })).toEqual({ message: 'token [scrubbed]' })
  })
})

describe('a number of somebody whom nobody told of goes where it stands alone', () => {
  test.each([
    'IIN960440000151',
    'ИИН 960440000151,',
    'KZ54 125K ZT10 0230 0104',
    'KZ54125KZT1002300104',
    '+7 (701) 123-45-67',
  ])('%s', (text) => {
    expect(knowing().value({ detail: `the server said: ${text}` }).detail).toMatch(
      /^the server said: (\D{0,4})\[scrubbed\],?$/,
    )
  })

  test.each([
    ['a digest', 'a960440000151bcd'],
    ['a UUID', '0b3e4f6e-2a0b-4e7b-9c1e-960440000151'],
    ['a wrong check digit', '960440000152'],
    ['a part of a longer number', '1960440000151'],
    ['a fraction', '0.960440000151'],
  ])('but not in %s', (_, text) => {
    expect(knowing().text(text)).toBe(text)
  })
})

describe('honest text stays', () => {
  test('where a secret would be too short to tell from it', () => {
    expect(knowing('HTTP', '12345').text('HTTP 12345')).toBe('HTTP 12345')
  })

  test('where no secret is', () => {
    const value = { at: '2026-11-22T07:42:16.123Z', totalMs: 12.5, file: 'app.example.kz' }
    expect(knowing(secret).value(value)).toEqual(value)
  })
})

test('no secret is left in any value that holds it', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 6, maxLength: 40 }), fc.string(), fc.string(), (known, before, after) => {
      const clean = knowing(known).value({ [`${before}${known}`]: [`${before}${known}${after}`] })
      // The replacement itself may complete what its neighbours spell; the secret as it stood is gone.
      for (const text of Object.entries(clean).flat(2)) expect(text).toContain('[scrubbed]')
    }),
  )
})
