/**
 * All that a change must pass: types, format, lint and the tests. Lint takes one core longer than the others together, so the
 * tests, which get the arguments, do not wait for it: it is told at the end. Without types and format in order they do not begin.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** Runs a script of package.json, and tells what it wrote once it has ended. */
async function script(name) {
  const child = spawn('npm', ['run', '--silent', name], { stdio: ['ignore', 'pipe', 'pipe'], shell: true })
  let written = ''
  for (const output of [child.stdout, child.stderr]) output.setEncoding('utf8').on('data', (text) => (written += text))
  const [code] = await once(child, 'close')
  return {
    isInOrder: code === 0,
    tell: () => process.stdout.write(`${name}: ${code === 0 ? 'in order' : 'FAILED'}\n${written}`),
  }
}

async function tests(args) {
  const jest = ['--experimental-vm-modules', '--no-warnings=ExperimentalWarning', 'node_modules/jest/bin/jest.js']
  const [code] = await once(spawn(process.execPath, [...jest, ...args], { stdio: 'inherit' }), 'close')
  return code === 0
}

const linted = script('lint')
const first = await Promise.all(['types', 'format:check'].map(script))
for (const { tell } of first) tell()
const passed = first.every(({ isInOrder }) => isInOrder) && (await tests(process.argv.slice(2)))
const lint = await linted
lint.tell()
if (!passed || !lint.isInOrder) process.exitCode = 1
