import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { isLoopback } from '../../base/loopback.js'
import { problem } from '../../base/problem.js'
import type { WorkspaceAccess, WorkspaceFacts } from '../../control/api.js'
import { controlClient, type ControlClient } from '../../control/client.js'
import { simpleOperations } from '../../doctor/bank-access.js'
import type { ContractInForce } from '../../model/contract.js'
import { exitCodes, type ExitCode } from '../exit-codes.js'
import { loadProject } from '../project.js'
import { untilTold } from '../until-told.js'
import { allowedCode } from '../system-code.js'
import type { Output, Wiring } from '../wiring.js'

export interface SandboxOptions {
  readonly system: string
  /** Of the control API; 0 takes a free one. */
  readonly port: number
  /** Where API and pages are served; loopback where absent. */
  readonly host?: string
  /** How a bank that cannot reach loopback calls them, https://host[:port]. */
  readonly publicUrl?: string
  /** Where certificates, keys and the token are written, for their owner only. */
  readonly state: string
}

/** One line on standard out for whoever started the sandbox as a child process. */
export interface SandboxReady {
  readonly ready: true
  readonly controlUrl: string
  readonly token: string
  /** Where an operator's decisions are taken, and the file of what they are signed with. */
  readonly webhook: { readonly url: string; readonly secretFile: string }
  /** Opens further workspaces. */
  readonly adminToken: string
  readonly api: string
  readonly pages: string
  readonly state: string
}

const webhookSecretFile = 'webhook.secret'
/** A day: long enough to try things out by hand. */
const exampleTokenSeconds = 86_400

/** `synaq sandbox` — starts the platform with its invented banks and stays up until it is told to end. */
export async function sandbox(options: SandboxOptions, wiring: Wiring, out: Output): Promise<ExitCode> {
  const project = await loadProject(options.system, wiring)
  const { system, contract, home } = project
  const code = allowedCode(project, wiring)
  const { port, host, publicUrl } = options
  const listening = {
    port,
    ...(host === undefined ? {} : { host }),
    ...(publicUrl === undefined ? {} : { publicUrl }),
  }
  const running = await wiring
    .startSandbox({ ...listening, system, home, contract: contract.file, ...(code ? { code } : {}) })
    .catch((error: unknown) => {
      throw portTaken(error, port)
    })
  try {
    const access = await running.createWorkspace('default')
    const control = controlClient(access.controlUrl, access.token)
    const facts = await control.workspace()
    const state = resolve(options.state)
    const first = await writeState(state, facts, control, access, contract)
    const ready: SandboxReady = {
      ready: true,
      controlUrl: access.controlUrl,
      token: access.token,
      webhook: { url: access.webhook.url, secretFile: join(state, webhookSecretFile) },
      adminToken: running.adminToken,
      api: facts.api,
      pages: facts.pages,
      state,
    }
    // Before the line that says «ready»: whoever reads it may end the sandbox at once.
    const told = untilTold()
    if (out.json) process.stdout.write(`${JSON.stringify(ready)}\n`)
    else startMessage(ready, facts, first).forEach((line) => out.line(line))
    await told
  } finally {
    await running.close()
  }
  return exitCodes.conforms
}

/** The error, for people where the port is what was in the way. */
function portTaken(error: unknown, port: number): unknown {
  if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) return error
  return problem(
    'port-taken',
    'another program listens on this port already, perhaps another sandbox',
    'End it, or take another port: --port 0 takes a free one.',
    { name: `127.0.0.1:${port}` },
  )
}

/** A call that can be made at once, as the platform makes it. */
interface FirstCall {
  readonly url: string
  readonly needsToken: boolean
}

/** Writes what a first call needs, and answers where it goes; undefined where every operation needs more than a token. */
async function writeState(
  state: string,
  facts: WorkspaceFacts,
  control: ControlClient,
  access: WorkspaceAccess,
  contract: ContractInForce,
): Promise<FirstCall | undefined> {
  const bank = facts.providers.find(({ invented, state: registered }) => invented && registered === 'registered')
  const [operation] = simpleOperations(contract)
  const by = facts.applications.default?.participant
  if (!bank || by === undefined) throw incomplete(bank ? 'no application called «default»' : 'no provider')
  mkdirSync(state, { recursive: true, mode: 0o700 })
  const write = (name: string, text: string): void => writeFileSync(join(state, name), text, { mode: 0o600 })
  write('ca.pem', facts.ca)
  for (const [name, { certificate, key }] of Object.entries(facts.identities)) {
    write(`${name}.pem`, certificate)
    write(`${name}.key`, key)
  }
  write('control.token', access.token)
  write(webhookSecretFile, access.webhook.secret)
  if (!operation) return undefined
  const url = bank.url + operation.path
  if (operation.withoutToken) return { url, needsToken: false }
  const [client] = facts.clients
  if (!client) throw incomplete('no client')
  const { iin } = client
  const scopes = operation.scopes.length > 0 ? operation.scopes : ['any']
  const { consentId } = await control.act({ act: 'grant-consent', iin, scopes, providers: [bank.id], by })
  const secondsLeft = exampleTokenSeconds
  const minted = await control.act({ act: 'mint-token', consentId, audience: bank.id, scopes, iin, by, secondsLeft })
  write('example.token', minted.token)
  return { url, needsToken: true }
}

const incomplete = (what: string) =>
  problem('fixtures-incomplete', `the fixtures have ${what}`, 'Add it in fixtures/ or to the contract.')

function startMessage(ready: SandboxReady, facts: WorkspaceFacts, first: FirstCall | undefined): string[] {
  const { state } = ready
  return [
    'The sandbox is up. It stays up until Ctrl-C.',
    '',
    `  home page     ${facts.pages}`,
    `  API           ${facts.api}   (mutual TLS)`,
    `  control API   ${ready.controlUrl}   (token in ${join(state, 'control.token')})`,
    `  webhook       ${ready.webhook.url}   (signed with the secret in ${ready.webhook.secretFile})`,
    `  certificates  ${state}`,
    '',
    ...(isLoopback(new URL(facts.api).hostname) ? [] : [reachableByOthers, '']),
    ...(first ? firstCall(state, first) : []),
  ]
}

function firstCall(state: string, first: FirstCall): string[] {
  return [
    'A first call, to an invented bank as the platform calls it:',
    '',
    `  curl --cacert ${state}/ca.pem --cert ${state}/platform.pem --key ${state}/platform.key \\`,
    ...(first.needsToken ? [`    -H "authorization: Bearer $(cat ${state}/example.token)" \\`] : []),
    `    ${first.url}`,
    '',
  ]
}

const reachableByOthers =
  'Home page, pages and API can be reached from other machines: anybody there sees what the home page shows. The control API cannot.'
