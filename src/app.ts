import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { packageRoot } from './base/root.js'
import { checks } from './checks/index.js'
import { runProgram } from './cli/program.js'
import type { Wiring } from './cli/wiring.js'
import { controlActs, formPerson } from './platform/index.js'
import { steps } from './steps/index.js'
import { createWire } from './wire/index.js'

/** The command line's entry: the only place that knows every part. Answers the exit code. */
export function main(argv: readonly string[]): Promise<number> {
  const root = packageRoot()
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  return runProgram(argv, wiring(root, version))
}

function wiring(root: string, version: string): Wiring {
  return {
    version,
    root,
    vocabulary: { steps, checks },
    openWire: ({ limits }) => createWire(limits),
    openActs: (_target, control) => control && controlActs(control),
    openPerson: (system, target, control) =>
      formPerson({
        script: system.person,
        ca: target.platform.ca,
        timeoutMs: target.limits.timeoutMs,
        inbox: async (phone) => (await control?.inbox(phone))?.[0]?.code,
      }),
    async startSandbox({ system, contract, port = 0 }) {
      // Loaded only here: the sandbox brings an authorization server that no other command needs.
      const { startSandbox } = await import('./sandbox/index.js')
      const fixtures = join(root, 'fixtures', system.id)
      const mock = join(root, 'dist', dirname(system.contract), 'handlers.js')
      return startSandbox({ system: { contract, fixtures, mock }, port })
    },
  }
}
