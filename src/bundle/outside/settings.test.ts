import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import { packageRoot } from '../../base/root.js'
import { temporaryFolder } from '../../../tests/support/folder.js'
import { readSignerSettings } from './index.js'

const folder = temporaryFolder()
afterAll(() => folder.remove())
const file = join(folder.path, 'signer.yaml')

function read(yaml: string) {
  writeFileSync(file, yaml)
  return readSignerSettings(file)
}

function refused(yaml: string): string[] {
  try {
    read(yaml)
  } catch (error) {
    const { problems } = error as { problems: { what: string; place: { line: number; column: number } }[] }
    return problems.map(({ what, place }) => `${place.line}:${place.column} ${what}`)
  }
  return []
}

test('a command, an address or a time stamping authority alone', () => {
  expect(read('command: [openssl, cms, -sign]\n')).toEqual({ file, command: ['openssl', 'cms', '-sign'] })
  const http = { url: 'https://sign.example/cms', ca: 'ca.pem', headers: { Authorization: { env: 'TOKEN' } } }
  expect(
    read('http: { url: "https://sign.example/cms", ca: ca.pem, headers: { Authorization: { env: TOKEN } } }\n'),
  ).toEqual({ file, http })
  expect(read('timeStamp: { url: "http://time.example" }\n')).toEqual({
    file,
    timeStamp: { url: 'http://time.example' },
  })
})

test.each([
  ['comand: [openssl]\n', ['1:1 there is no setting «comand». Did you mean «command»?']],
  ['command: openssl cms\n', ['1:10 «command»: expected a list: the program and its arguments']],
  ['command: []\n', ['1:1 «command»: expected a list: the program and its arguments']],
  ['http: { url: "http://sign.example" }\n', ['http:// only for a program on this machine']],
  ['http: { adress: "https://x.example", url: "https://x.example" }\n', ['no setting «http.adress»']],
  ['http: {}\n', ['the setting «http.url» is missing']],
  ['http: { url: "https://x.example", headers: { Authorization: secret } }\n', ['it never stands here itself']],
  ['timeStamp: { url: "http://x.example", headers: { A: { env: B } } }\n', ['must begin with https://']],
  ['{}\n', ['the file: expected { command: […] }, { http: … } or { timeStamp: … }']],
  ['command: [a]\nhttp: { url: "https://x.example" }\n', ['either `command` or `http` signs, not both']],
])('%j is refused with its place', (yaml, expected) => {
  const problems = refused(yaml)
  expect(problems).toHaveLength(expected.length)
  for (const [index, text] of expected.entries()) expect(problems[index]).toContain(text)
})

test.each(['signing.md', 'signing.ru.md'])('the settings that %s shows are sound', (page) => {
  const shown = readFileSync(join(packageRoot(), 'docs', page), 'utf8').matchAll(/```yaml\n([\s\S]*?)```/g)
  const kinds = [...shown].map(([, yaml = '']) => Object.keys(read(yaml)).filter((key) => key !== 'file'))
  expect(kinds).toEqual([['command'], ['http'], ['timeStamp']])
})
