/** Runs scripts of package.json at the same time, each on a core of its own, and tells what each wrote once it has ended. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'

const run = async (script) => {
  const child = spawn('npm', ['run', '--silent', script], { stdio: ['ignore', 'pipe', 'pipe'], shell: true })
  let written = ''
  for (const output of [child.stdout, child.stderr]) output.setEncoding('utf8').on('data', (text) => (written += text))
  const [code] = await once(child, 'close')
  process.stdout.write(`${script}: ${code === 0 ? 'in order' : 'FAILED'}\n${written}`)
  return code === 0
}

const inOrder = await Promise.all(process.argv.slice(2).map(run))
if (inOrder.includes(false)) process.exitCode = 1
