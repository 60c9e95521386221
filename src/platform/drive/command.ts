import { runCommand, type Command } from '../../base/run-command.js'
import { driverLimits } from './message.js'
import type { Messenger } from './program-driver.js'

/** A driver that is a program: the message as JSON on standard in, its answer as JSON on standard out. */
export function commandMessenger(command: Command, timeoutMs: number = driverLimits.timeoutMs): Messenger {
  return {
    name: `command ${command[0]}`,
    send: async (message, signal) => {
      const limits = { timeoutMs, mostBytes: driverLimits.bytes, signal }
      return (await runCommand(command, `${JSON.stringify(message)}\n`, limits)).toString('utf8')
    },
  }
}
