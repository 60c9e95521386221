import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import type { PlatformAct } from '../model/act.js'
import { commandActs } from './command-acts.js'
import { lastLines, type Command } from '../base/run-command.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'synaq-command-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const limited: PlatformAct = { act: 'limited-mode', participant: 'ABCD01', on: true }

/** A program as a participant would write it. */
const program = (script: string): Command => [process.execPath, '-e', script]
const perform = <A extends PlatformAct>(act: A, command: Command, timeoutMs = 20_000, signal?: AbortSignal) =>
  commandActs(command, { timeoutMs, cwd: folder, ...(signal ? { signal } : {}) }).perform(act)
const answering = (output: string) => program(`process.stdout.write(${JSON.stringify(output)})`)

describe('an act by a command', () => {
  test('goes in as JSON and comes out as its result, without what else was written', async () => {
    const act = { act: 'participant-state', participant: 'A $(touch x); B', state: 'blocked' } as const
    const script = `let text = ''
      process.stdin.on('data', (part) => (text += part)).on('end', () => {
        require('fs').writeFileSync('seen', text)
        console.log(JSON.stringify({ before: 'registered', note: 1 }))
      })`
    expect(await perform(act, program(script))).toEqual({ before: 'registered' })
    expect(JSON.parse(readFileSync(join(folder, 'seen'), 'utf8'))).toEqual(act)
  })

  test.each(['', '{}', '{"ok":true}\n'])('without a result may write «%s»', async (output) => {
    expect(await perform({ act: 'revoke-consent', consentId: 'c' }, answering(output))).toEqual({})
  })

  test('is started without a shell', async () => {
    await perform({ act: 'revoke-consent', consentId: 'c' }, [
      process.execPath,
      '-e',
      "require('fs').writeFileSync('args', process.argv[1])",
      '$HOME; exit 1',
    ])
    expect(readFileSync(join(folder, 'args'), 'utf8')).toBe('$HOME; exit 1')
  })
})

describe('a problem', () => {
  const problemOf = async (result: Promise<unknown>) =>
    result.then(
      () => undefined,
      (error: unknown) => (error as { problems: readonly { code: string; what: string }[] }).problems[0],
    )

  test.each([
    ['nonsense', 'no JSON'],
    ['{}', 'before: Invalid input'],
    ['{"before":"yes"}', 'before: Invalid input: expected boolean'],
    ['"true"', 'Invalid input: expected object'],
  ])('names a result that is not as expected: %s', async (output, what) => {
    expect(await problemOf(perform(limited, answering(output)))).toMatchObject({
      code: 'act-command-result',
      what: expect.stringContaining(what),
      remedy: 'Let the command write {"before":false} to standard out and nothing else.',
    })
  })

  test('of an exit code brings the last lines of standard error, without long numbers', async () => {
    const script = `console.error('line 1\\nclient 960440000151 is not there'); process.exit(3)`
    expect(await problemOf(perform(limited, program(script)))).toMatchObject({
      code: 'command-failed',
      what: 'The command ended with 3: line 1 / client ••• is not there.',
    })
  })

  test('names a program that is not there', async () => {
    expect(await problemOf(perform(limited, [join(folder, 'missing')]))).toMatchObject({ code: 'command-start' })
  })

  test('ends a program that writes without end', async () => {
    const script = `const more = () => process.stdout.write('x'.repeat(10000), more); more()`
    expect(await problemOf(perform(limited, program(script)))).toMatchObject({ code: 'command-output' })
  })

  test('ends a program that takes too long', async () => {
    expect(await problemOf(perform(limited, program('setInterval(() => {}, 1000)'), 50))).toMatchObject({
      code: 'command-timeout',
      what: expect.stringContaining('within 50 ms'),
    })
  })

  test('ends with the program everything that it started', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const inner = `require('net').connect(${port}, '127.0.0.1').on('close', () => process.exit())`
    const outer = `require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(inner)}], { stdio: 'inherit' })`
    const stop = new AbortController()
    const result = problemOf(perform(limited, program(outer), 20_000, stop.signal))
    const [socket] = (await once(server, 'connection')) as [Socket]
    stop.abort()
    await once(socket.resume(), 'close')
    expect(await result).toMatchObject({ code: 'command-interrupted' })
    server.close()
  })

  test('ends a program whose run was interrupted before', async () => {
    const script = program('setInterval(() => {}, 1000)')
    expect(await problemOf(perform(limited, script, 20_000, AbortSignal.abort()))).toMatchObject({
      code: 'command-interrupted',
    })
  })
})

test('what is shown of standard error is short and holds no token, no long number and no control character', () => {
  const jwt = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln'
  expect(lastLines(`1\n2\n\n3\n4\n5\nBearer ${jwt}\r\n\u001b[31mKZ54125KZT1002300104\n`)).toBe(
    '3 / 4 / 5 / Bearer ••• / [31m•••',
  )
  expect(lastLines('123456789012 12345678901')).toBe('••• 12345678901')
  expect(lastLines('x'.repeat(2000))).toHaveLength(500)
})
