import { describe, expect, test } from '@jest/globals'
import { CookieJar } from './cookies.js'

const at = (path: string, host = 'a.example') => new URL(`https://${host}${path}`)

function jarWith(...lines: string[]): CookieJar {
  const jar = new CookieJar()
  jar.store(at('/dir/page'), lines)
  return jar
}

describe('CookieJar', () => {
  test('sends what the host set, to that host only', () => {
    const jar = jarWith('a=1; Path=/; Secure; HttpOnly', 'b=x=y; path=/')
    expect(jar.header(at('/other'))).toBe('a=1; b=x=y')
    expect(jar.header(at('/other', 'b.example'))).toBe('')
  })

  test('keeps to the path, which is the folder of the page where none is set', () => {
    const jar = jarWith('a=1', 'b=2; Path=/dir/page')
    expect(jar.header(at('/dir/page/sub'))).toBe('a=1; b=2')
    expect(jar.header(at('/dir/pages'))).toBe('a=1')
    expect(jar.header(at('/directory'))).toBe('')
  })

  test('replaces a cookie of the same name and path', () => {
    const jar = jarWith('a=1', 'a=2', 'a=3; Path=/')
    expect(jar.header(at('/dir/x'))).toBe('a=2; a=3')
  })

  test.each(['Max-Age=0', 'Expires=Thu, 01 Jan 1970 00:00:00 GMT'])('forgets a cookie with %s', (attribute) => {
    const jar = jarWith('a=1')
    jar.store(at('/dir/page'), [`a=; ${attribute}`])
    expect(jar.header(at('/dir/page'))).toBe('')
  })

  test('sends a secure one over https, and to this machine', () => {
    const jar = jarWith('a=1; Secure', 'b=2')
    expect(jar.header(new URL('http://a.example/dir/x'))).toBe('b=2')
    const local = new CookieJar()
    local.store(new URL('http://127.0.0.1:5000/'), ['a=1; Secure; Path=/'])
    expect(local.header(new URL('http://127.0.0.1:5000/'))).toBe('a=1')
  })

  test('passes over what is no cookie', () => {
    expect(jarWith('nonsense', '=1', '').header(at('/dir/page'))).toBe('')
  })
})
