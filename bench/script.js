import { once } from 'node:events'
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { stringify } from 'yaml'
import { startNode } from './child.js'
import { root, system } from './sandbox.js'
import { median, spread } from './statistics.js'

const requests = 200
const rounds = 7
const scenario = `${system}/provider/bench-many-requests`

/** Seconds from cold start to exit of a script with many requests, run by Synaq and by a bare undici loop. */
export async function measureScript(sandbox) {
  const synaq = prepareSynaq(sandbox)
  const bare = await prepareBare(sandbox)
  const seconds = { synaq: [], bare: [] }
  for (let round = 0; round < rounds; round++) {
    seconds.synaq.push(await timed(synaq))
    seconds.bare.push(await timed(bare))
  }
  const summary = (side) => ({ seconds: median(seconds[side]), spread: spread(seconds[side]) })
  return {
    synaq: summary('synaq'),
    bare: summary('bare'),
    ratio: median(seconds.synaq) / median(seconds.bare),
    setting: { requests, rounds },
  }
}

/** A copy of the program that has one scenario more, and a target: a bank of the sandbox, asked directly. */
function prepareSynaq({ folder, controlUrl, bank }) {
  const copy = join(folder, 'program')
  mkdirSync(copy)
  for (const name of ['bin', 'dist', 'scenarios', 'package.json'])
    cpSync(join(root, name), join(copy, name), { recursive: true })
  for (const name of ['node_modules', 'mocks', 'fixtures', 'templates']) symlinkSync(join(root, name), join(copy, name))
  writeFileSync(
    join(copy, 'scenarios', `${scenario}.yaml`),
    stringify(manyRequests(), { aliasDuplicateObjects: false }),
  )
  const target = join(folder, 'target.yaml')
  writeFileSync(
    target,
    stringify({
      name: 'bench',
      system,
      role: 'provider',
      participant: { id: bank.id, name: bank.name, invented: true },
      modes: ['direct'],
      direct: { url: bank.url },
      sandbox: { control: controlUrl, token: { file: 'sandbox/control.token' } },
    }),
  )
  const reports = join(folder, 'reports')
  const args = ['run', target, '--only', scenario, '--no-documents', '--json', '--reports', reports]
  return { args: [join(copy, 'bin', 'synaq.js'), ...args], input: '' }
}

function manyRequests() {
  const ask = { request: { operation: 'listAccounts', with: 'consent' }, checks: [{ status: 200 }] }
  return {
    id: scenario,
    title: { ru: 'Много запросов', en: 'Many requests' },
    script: 'success',
    requires: ['P6.3a'],
    catches: [],
    effects: ['consent'],
    client: { has: ['two-currencies'] },
    steps: [
      { consent: { client: '${client}', scopes: ['accounts'], as: 'consent' } },
      ...Array.from({ length: requests }, () => ask),
    ],
  }
}

async function prepareBare({ control, facts, bank, client }) {
  const scopes = ['accounts']
  const by = facts.applications.default.participant
  const { iin } = client
  const { consentId } = await control.act({ act: 'grant-consent', iin, scopes, providers: [bank.id], by })
  const { token } = await control.act({
    act: 'mint-token',
    consentId,
    audience: bank.id,
    scopes,
    iin,
    by,
    secondsLeft: 3600,
  })
  const { certificate: cert, key } = facts.identities.platform
  const input = { url: `${bank.url}/v3/accounts`, token, count: requests, ca: facts.ca, cert, key }
  return {
    args: [join(import.meta.dirname, 'bare-script.js')],
    input: `${JSON.stringify(input)}\n`,
  }
}

async function timed({ args, input }) {
  const start = performance.now()
  const child = startNode(args, { core: 1 })
  child.stdin.end(input)
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')])
  const seconds = (performance.now() - start) / 1000
  // One script alone leaves a run open (3): the others that an Act rests on were not chosen.
  if (code !== 0 && code !== 3) throw new Error(`${args.join(' ')} ended with code ${code}:\n${output}`)
  return seconds
}
