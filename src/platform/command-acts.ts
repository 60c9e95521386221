import { parseJson } from '../base/json.js'
import { problem } from '../base/problem.js'
import type { PlatformAct, PlatformActResult } from '../model/act.js'
import type { PlatformActs } from '../model/ports.js'
import { actResults } from './act-results.js'
import { runCommand, type Command, type CommandOptions } from '../base/run-command.js'

/**
 * Acts carried out by a program of the participant or the operator: the act as JSON on standard in, its result as
 * JSON on standard out (nothing where the act has no result), exit code 0 when it was done.
 */
export function commandActs(command: Command, options: CommandOptions): PlatformActs {
  return {
    async perform<A extends PlatformAct>(act: A): Promise<PlatformActResult<A>> {
      const output = await runCommand(command, `${JSON.stringify(act)}\n`, options)
      return resultOf(act.act, output.toString('utf8'), command[0]) as PlatformActResult<A>
    },
  }
}

/** The result as its schema has it; a problem names what is wrong with it, never the values. */
function resultOf(act: PlatformAct['act'], output: string, file: string): unknown {
  const written = output.trim() === '' ? {} : parseJson(output)
  const read = actResults[act].safeParse(written)
  if (read.success) return read.data
  const wrong = read.error.issues.map(({ path, message }) => [...path, message].join(': ')).join('; ')
  throw problem(
    'act-command-result',
    written === undefined
      ? `The result of «${act}» is no JSON.`
      : `The result of «${act}» is not as expected: ${wrong}.`,
    `Let the command write ${examples[act]} to standard out and nothing else.`,
    { name: `command ${file}` },
  )
}

const examples: Readonly<Record<PlatformAct['act'], string>> = {
  'grant-consent': '{"consentId":"…"}',
  'revoke-consent': '{}',
  'narrow-consent': '{}',
  'age-consent': '{}',
  'mint-token': '{"token":"…"}',
  'participant-state': '{"before":"registered"}',
  'limited-mode': '{"before":false}',
  'rate-limit': '{}',
  'register-participant': '{"participant":"ABCD01"}',
  connection: '{"before":false}',
  'api-check': '{"before":{"check":"passed","publication":"published"}}',
  publication: '{"before":{"check":"passed","publication":"published"}}',
}
