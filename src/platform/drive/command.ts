import { runCommand, type Command } from '../run-command.js'
import { driverLimits } from './message.js'
import type { Messenger } from './program-driver.js'

/** A driver that is a program: the message as JSON on standard in, its answer as JSON on standard out. */
export function commandMessenger(command: Command, timeoutMs: number = driverLimits.timeoutMs): Messenger {
  return {
    name: `command ${command[0]}`,
    send: (message, signal) =>
      runCommand(command, `${JSON.stringify(message)}\n`, { timeoutMs, mostBytes: driverLimits.bytes, signal }),
  }
}
