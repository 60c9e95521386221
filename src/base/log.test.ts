import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import { temporaryFolder } from '../../tests/support/folder.js'
import { createLog, forPeople, type LogLevel } from './log.js'
import { problem } from './problem.js'
import { readSecret } from './secret.js'

const folder = temporaryFolder()
afterAll(() => folder.remove())

function logging(level: LogLevel = 'debug', secrets: readonly string[] = []) {
  const lines: string[] = []
  return { lines, log: createLog({ level, secrets, to: { write: (line) => lines.push(line) } }) }
}

test('a line is JSON with a time, a level, words and fields', () => {
  const { log, lines } = logging('info')
  log.info('round', { api: 'a', tests: 8 })
  log.debug('not told at this level')
  log.warn('outbox', problem('full', 'the disk is full', 'Make room.'))
  expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { level: 'info', msg: 'round', api: 'a', tests: 8, time: expect.stringMatching(/^\d{4}-.*Z$/) as unknown },
    { level: 'warn', msg: 'outbox', error: 'the disk is full\n  → Make room.' },
  ])
})

test('no secret is told, wherever it stands', () => {
  const canary = 'cAnArY-7f3a91'
  writeFileSync(join(folder.path, 'secret'), `${canary}-read\n`)
  readSecret({ file: 'secret' }, join(folder.path, 'settings.yaml'), 'mail.password')
  const { log, lines } = logging('debug', [`${canary}-given`])
  const said = [
    `${canary}-read`,
    `${canary}-given`,
    `postgresql://synaq:${canary}@db.inner:5432/synaq`,
    `Authorization: Bearer ${canary}.abc`,
    `authorization: Basic ${canary}==`,
    `cookie: synaq=synaq_${canary}`,
    `GET /sign-in?token=${canary}&to=/`,
    `GET https://app.example/back?state=s&code=${canary}`,
    `{"password": "${canary}", "client_secret":"${canary}"}`,
    `eyJhbGciOiJub25lIn0.${canary}.`,
    `-----BEGIN EC PRIVATE KEY-----\n${canary}\n-----END EC PRIVATE KEY-----`,
  ]
  for (const text of said) {
    log.info(text, { field: text })
    log.warn(text, Object.assign(new Error(text), { request: { headers: { authorization: canary } } }))
    log.warn('cause', new Error('failed', { cause: text }))
  }
  expect(lines).toHaveLength(33)
  expect(lines.filter((line) => line.includes(canary))).toEqual([])
  expect(lines.join('')).toContain('postgresql://synaq:[secret]@db.inner:5432/synaq')
})

test('a person reads a line without its stack', () => {
  let text = ''
  const log = createLog({ level: 'info', to: forPeople((more) => (text += more)) })
  log.warn('queue', new Error('connection lost'))
  expect(text).toMatch(/^\d\d:\d\d:\d\d warn queue: Error: connection lost\n$/)
})
