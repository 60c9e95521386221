import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { packageRoot } from '../../src/base/root.js'
import type { InboxMessage, PlatformAct, WorkspaceAccess, WorkspaceFacts } from '../../src/control/api.js'

/** The built sandbox with one workspace. */
export interface TestSandbox {
  readonly facts: WorkspaceFacts
  act(act: PlatformAct): Promise<unknown>
  /** The newest code «sent» to a phone. */
  code(phone: string): Promise<string>
  reset(): Promise<void>
  stop(): Promise<void>
}

/** Starts dist/tests/support/sandbox-process.js; needs `npm run build`. */
export async function startTestSandbox(): Promise<TestSandbox> {
  const child = fork(join(packageRoot(), 'dist', 'tests', 'support', 'sandbox-process.js'), { stdio: 'inherit' })
  const ended = once(child, 'exit')
  const [access] = (await Promise.race([
    once(child, 'message'),
    ended.then(() => Promise.reject(new Error('the sandbox ended before it was ready'))),
  ])) as [WorkspaceAccess]
  const control = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(access.controlUrl + path, {
      method,
      headers: {
        authorization: `Bearer ${access.token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
    return response.status === 204 ? undefined : await response.json()
  }
  return {
    facts: (await control('GET', '/workspace')) as WorkspaceFacts,
    act: (act) => control('POST', '/acts', act),
    code: async (phone) => {
      const { messages } = (await control('GET', `/inbox?phone=${encodeURIComponent(phone)}`)) as {
        messages: InboxMessage[]
      }
      return messages[0]?.code ?? 'none'
    },
    reset: async () => {
      await control('POST', '/reset')
    },
    stop: async () => {
      child.disconnect()
      await ended
    },
  }
}
