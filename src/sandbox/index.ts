import { randomBytes } from 'node:crypto'
import { contractDefects } from '../contract/defects/index.js'
import { loadContract } from '../contract/index.js'
import type { WorkspaceAccess } from '../control/api.js'
import { createAuthorization } from './authorization/index.js'
import { createBankRouter } from './bank-router.js'
import { startControl } from './control.js'
import { doorsOf, withFreePorts } from './doors.js'
import { loadWorld } from './fixtures.js'
import { loadMock } from './mock-module.js'
import { createWorkspace } from './workspace.js'

export interface SandboxOptions {
  readonly system: {
    /** Path of the OpenAPI file. */
    readonly contract: string
    /** Folder with the invented participants, clients and what the mock needs. */
    readonly fixtures: string
    /** Path of the built module that exports the mock. */
    readonly mock: string
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
  const [contract, mock] = await Promise.all([loadContract(system.contract), loadMock(system.mock)])
  const world = loadWorld(system.fixtures)
  const router = await createBankRouter(contract)
  const shared = { world, contract, mock, contractDefects: contractDefects(contract), router, createAuthorization }
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
