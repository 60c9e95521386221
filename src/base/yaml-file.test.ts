import { describe, expect, test } from '@jest/globals'
import { isProblemError } from './problem.js'
import { parseYaml, readYamlFile } from './yaml-file.js'

/** The problems that parsing a text raises, as `code line:column`. */
function problemsOf(text: string): string[] {
  try {
    parseYaml(text, 'a.yaml')
  } catch (error) {
    if (!isProblemError(error)) throw error
    return error.problems.map((p) => {
      const place = p.place && 'file' in p.place ? `${p.place.line ?? '-'}:${p.place.column ?? '-'}` : 'nowhere'
      return `${p.code} ${place}`
    })
  }
  return []
}

describe('a YAML file', () => {
  const text =
    'title:\n  ru: Баланс\nsteps:\n  - request: { operation: list }\n    as: list\n  - two\nno: no\ncount: 3\n'
  const yaml = parseYaml(text, 'a.yaml')

  test('is a plain JSON value in which «no» is a text', () => {
    expect(yaml.value).toEqual({
      title: { ru: 'Баланс' },
      steps: [{ request: { operation: 'list' }, as: 'list' }, 'two'],
      no: 'no',
      count: 3,
    })
  })

  test('knows where each value and key was written', () => {
    expect(yaml.position(['title', 'ru'])).toEqual({ file: 'a.yaml', line: 2, column: 7 })
    expect(yaml.position(['title', 'ru'], 'key')).toEqual({ file: 'a.yaml', line: 2, column: 3 })
    expect(yaml.position(['steps'])).toEqual({ file: 'a.yaml', line: 3, column: 1 })
    expect(yaml.position(['steps', 0, 'request', 'operation'])).toEqual({ file: 'a.yaml', line: 4, column: 27 })
    expect(yaml.position(['steps', 1])).toEqual({ file: 'a.yaml', line: 6, column: 5 })
    expect(yaml.position([])).toEqual({ file: 'a.yaml', line: 1, column: 1 })
  })

  test('answers the nearest place above a value that is not there', () => {
    expect(yaml.position(['title', 'en'])).toEqual({ file: 'a.yaml', line: 1, column: 1 })
    expect(yaml.position(['steps', 7, 'as'])).toEqual({ file: 'a.yaml', line: 3, column: 1 })
  })

  test('finds its way through an alias', () => {
    const aliased = parseYaml('a: &x { b: 1 }\nc: *x\n', 'a.yaml')
    expect(aliased.value).toEqual({ a: { b: 1 }, c: { b: 1 } })
    expect(aliased.position(['c', 'b']).line).toBe(1)
  })

  test.each([
    ['a repeated key', 'a: 1\na: 2\n', 'yaml-syntax 2:1'],
    ['a broken flow collection', 'a: [1,\nb: 2\n', 'yaml-syntax'],
    ['__proto__', 'a:\n  __proto__: { x: 1 }\n', 'yaml-syntax 2:3'],
    ['a key that is a list', '? [a]\n: 1\n', 'yaml-syntax 1:3'],
    ['an unknown tag', 'a: !!js/function "x"\n', 'yaml-syntax 1:4'],
    ['a number that JSON lacks', 'a: .nan\n', 'yaml-syntax 1:4'],
    ['two documents', 'a: 1\n---\nb: 2\n', 'yaml-syntax'],
  ])('refuses %s', (_, source, expected) => {
    expect(problemsOf(source).join()).toContain(expected)
  })

  test('refuses what multiplies by aliases, nests without end or is too large', () => {
    const levels = 'bcdefghijk'.split('').map((name, i) => {
      const previous = String.fromCharCode(name.charCodeAt(0) - 1)
      return `${name}: &${name} [${Array.from({ length: 9 }, () => (i === 0 ? '*a' : `*${previous}`)).join(', ')}]`
    })
    expect(problemsOf(['a: &a [x, x, x]', ...levels].join('\n'))).toEqual(['yaml-syntax -:-'])
    expect(problemsOf('['.repeat(50_000)).length).toBeGreaterThan(0)
    expect(problemsOf(`a: ${'x'.repeat(1024 * 1024)}`)).toEqual(['yaml-too-large -:-'])
  })

  test('says which file cannot be read', () => {
    expect(() => readYamlFile('/nowhere/at/all.yaml')).toThrow(/\/nowhere\/at\/all\.yaml: There is no such file/)
  })
})
