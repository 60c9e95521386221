import { controlClient, createWorkspace, type ControlClient } from '../../src/control/client.js'
import type { WorkspaceAccess, WorkspaceFacts } from '../../src/control/api.js'

/** A workspace of one's own in the sandbox that global-setup.js started. */
export interface TestSandbox extends ControlClient {
  readonly access: WorkspaceAccess
  readonly facts: WorkspaceFacts
  /** The newest code «sent» to a phone. */
  code(phone: string): Promise<string>
  /** Closes the workspace; the sandbox stays. */
  leave(): Promise<void>
}

/** Makes a workspace for a test file. */
export async function enterSandbox(): Promise<TestSandbox> {
  const { SYNAQ_TEST_CONTROL: url = '', SYNAQ_TEST_ADMIN: adminToken = '' } = process.env
  const access = await createWorkspace(url, adminToken)
  const control = controlClient(access.controlUrl, access.token)
  return {
    ...control,
    access,
    facts: await control.workspace(),
    code: async (phone) => (await control.inbox(phone))[0]?.code ?? 'none',
    leave: async () => {
      const headers = { authorization: `Bearer ${adminToken}` }
      const { status } = await fetch(`${url}/workspaces/${access.id}`, { method: 'DELETE', headers })
      if (status !== 204) throw new Error(`the workspace was not closed: ${status}`)
    },
  }
}
