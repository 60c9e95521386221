import { PassThrough } from 'node:stream'
import { describe, expect, test } from '@jest/globals'
import { streamTerminal } from './terminal.js'

/** Streams that behave as a terminal does; `shown` is what stands on the screen. */
function screen() {
  const input = Object.assign(new PassThrough(), { isTTY: true })
  const output = new PassThrough()
  let shown = ''
  output.on('data', (chunk: Buffer) => (shown += chunk.toString()))
  return { input, terminal: streamTerminal({ input, output }), shown: () => shown }
}

describe('a terminal', () => {
  test('asks and answers the line without the spaces around it, again and again', async () => {
    const { input, terminal, shown } = screen()
    const first = terminal.ask('Name? ')
    input.write('  anna \n')
    expect(await first).toBe('anna')
    const second = terminal.ask('Again? ')
    input.write('\n')
    expect(await second).toBe('')
    expect(shown()).toContain('Name? ')
    expect(shown()).toContain('Again? ')
  })

  test('stops asking on an abort, also one that came before', async () => {
    const { terminal } = screen()
    const stop = new AbortController()
    const question = terminal.ask('> ', stop.signal)
    stop.abort()
    await expect(question).rejects.toMatchObject({ problems: [{ code: 'terminal-aborted' }] })
    await expect(terminal.ask('> ', stop.signal)).rejects.toMatchObject({ problems: [{ code: 'terminal-aborted' }] })
  })

  test('says that the input ended', async () => {
    const { input, terminal } = screen()
    const question = terminal.ask('> ')
    input.end()
    await expect(question).rejects.toMatchObject({ problems: [{ code: 'terminal-closed' }] })
  })

  test('of a pipe can be written to, but refuses to ask', async () => {
    const output = new PassThrough()
    const terminal = streamTerminal({ input: new PassThrough(), output })
    terminal.write('hello')
    expect(String(output.read())).toBe('hello')
    await expect(terminal.ask('> ')).rejects.toMatchObject({
      problems: [{ code: 'terminal-missing', remedy: expect.stringContaining('Start it in a terminal') }],
    })
  })
})
