import { afterAll, expect, test } from '@jest/globals'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '../../../tests/support/folder.js'
import type { AppErrand } from '../../model/application.js'
import { commandMessenger } from './command.js'
import { programDriver } from './program-driver.js'

const folder = temporaryFolder()
afterAll(() => folder.remove())

const errand: AppErrand = {
  act: 'show',
  client: { name: 'anna', has: ['accounts'], iin: '960440000151', phone: '+77010000001' },
  providers: [{ id: 'BANK01', name: 'First' }],
  scopes: [],
  goal: 'approve',
}
const { signal } = new AbortController()

/** A driver that is a program of this text: `message` is what it is given. */
function driver(text: string, timeoutMs?: number) {
  const script = join(folder.path, 'drive.mjs')
  writeFileSync(
    script,
    `import { readFileSync } from 'node:fs'\nconst message = JSON.parse(readFileSync(0, 'utf8'))\n${text}\n`,
  )
  return programDriver({
    messenger: commandMessenger([process.execPath, script], timeoutMs),
    person: { visit: () => Promise.reject(new Error('nobody visits')) },
    language: 'kk',
  })
}

const problemOf = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => (error as { problems: readonly unknown[] }).problems[0],
  )

test('a program is given the errand and the question, and answers on standard out', async () => {
  const shows = driver('console.log(JSON.stringify({ shows: `${message.act} ${message.client.name}` }))')
  expect(await shows.drive(errand, signal)).toEqual({ shows: 'show anna', pages: [] })
  const answers = driver("console.log(JSON.stringify({ answer: message.ask === 'Көріне ме?' ? 'yes' : 'no' }))")
  expect(await answers.ask({ ru: 'Видно?', en: 'Seen?', kk: 'Көріне ме?' }, signal)).toBe('yes')
})

test('it may say nothing of what the client sees, in up to 1 MB', async () => {
  expect(await driver("console.log('{}')").drive(errand, signal)).toEqual({ pages: [] })
  const long = await driver("console.log(JSON.stringify({ shows: 'x'.repeat(900_000) }))").drive(errand, signal)
  expect(long.shows).toHaveLength(900_000)
})

test.each([
  [
    'ends with an error',
    "console.error('no such client'); process.exit(3)",
    { code: 'command-failed', what: expect.stringContaining('no such client') },
  ],
  ['prints no JSON', "console.log('done')", { code: 'driver-answer' }],
  ['prints too much', "console.log('x'.repeat(1_200_000))", { code: 'command-output' }],
])('a program that %s', async (_, text, expected) => {
  expect(await problemOf(driver(text).drive(errand, signal))).toMatchObject(expected)
})

test('a program that takes too long is ended', async () => {
  const found = await problemOf(driver('setInterval(() => undefined, 1000)', 400).drive(errand, signal))
  expect(found).toMatchObject({ code: 'command-timeout' })
})
