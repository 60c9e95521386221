import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isProblemError } from '../base/problem.js'
import { packageRoot } from '../base/root.js'
import { gate } from './gate.js'
import { gatedDigests, gatedFile } from './gated.js'
import { readSource } from './source.js'

/** A step of the build: passes the contracts of mocks/ through the gate once, so that no run has to. */
const known = gatedDigests()
const mocks = join(packageRoot(), 'mocks')
const passed: string[] = []
for (const system of readdirSync(mocks).sort()) {
  const file = join(mocks, system, 'openapi.yaml')
  if (!existsSync(file)) continue
  const source = await readSource(file)
  try {
    // A contract with files of its own beside it is gated at every start: its digest covers only itself.
    const whole =
      known.includes(source.digest) || JSON.stringify((await gate(source)).document) === JSON.stringify(source.value)
    if (whole) passed.push(source.digest)
  } catch (error) {
    if (!isProblemError(error)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exitCode = 2
  }
}
writeFileSync(gatedFile(), `${JSON.stringify(passed)}\n`)
