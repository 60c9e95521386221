import { randomBytes } from 'node:crypto'
import { contractDefects } from '../contract/defects/index.js'
import { loadContract } from '../contract/index.js'
import type { WorkspaceAccess } from '../control/api.js'
import { createAuthorization } from './authorization/index.js'
import { readAnswers } from './answers.js'
import { createBankRouter } from './bank-router.js'
import { completed } from './contract-mock.js'
import { startControl } from './control.js'
import { doorsOf, withFreePorts } from './doors.js'
import { loadWorld } from './fixtures.js'
import { loadMock } from './mock-module.js'
import { refusalsOf } from './refusal-shape.js'
import { createWorkspace } from './workspace.js'

export interface SandboxOptions {
  readonly system: {
    /** Path of the OpenAPI file. */
    readonly contract: string
    /** Folder with the invented participants, clients and what the mock needs. */
    readonly fixtures: string
    /** Path of the module that exports the mock; operations that it does not have are answered from fixtures and contract. */
    readonly mock?: string
    /** SHA-256 of code that does not come with the package, for those who ask what they were tested against. */
    readonly codeDigest?: string
  }
  /** Where API and pages are served: loopback unless it is asked for. The control API stays on loopback whatever stands here. */
  readonly host?: string
  /** How a bank that cannot reach `host` calls the first workspace, `https://host[:port]`; issuer and addresses follow it. */
  readonly publicUrl?: string
  /** Of the control API; any free one by default. */
  readonly port?: number
  /** For `POST /workspaces`; made by lot by default. */
  readonly adminToken?: string
}

export interface Sandbox {
  readonly controlUrl: string
  readonly adminToken: string
  createWorkspace(name?: string): Promise<WorkspaceAccess>
  close(): Promise<void>
}

const loopback = '127.0.0.1'

/** Starts a sandbox without workspaces. @throws ProblemError where contract, fixtures or mock are wrong. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { system, host = loopback, publicUrl, port = 0, adminToken = randomBytes(32).toString('base64url') } = options
  let doors = doorsOf({ host, ...(publicUrl === undefined ? {} : { publicUrl }) })
  const [contract, own] = await Promise.all([
    loadContract(system.contract),
    system.mock === undefined ? undefined : loadMock(system.mock),
  ])
  const world = loadWorld(system.fixtures)
  const router = await createBankRouter(contract)
  const shape = refusalsOf(contract)
  const mock = completed(own, { contract, answers: readAnswers(system.fixtures, contract, world), shape })
  const ofContract = { contract, contractDefects: contractDefects(contract), router, shape }
  const code = system.codeDigest === undefined ? {} : { codeDigest: system.codeDigest }
  const shared = { world, mock, ...ofContract, ...code, createAuthorization }
  const control = await startControl({
    host: loopback,
    port,
    adminToken,
    startWorkspace: async (id, controlUrl) => {
      const own = doors
      doors = withFreePorts(doors)
      return createWorkspace(id, { ...shared, doors: own, controlUrl })
    },
  })
  return {
    controlUrl: control.url,
    adminToken,
    createWorkspace: (name) => control.createWorkspace(name),
    close: () => control.close(),
  }
}
