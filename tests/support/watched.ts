import type { ApplicationIssue, ApplicationRegistration } from '../../src/control/api.js'
import type { Identity } from '../../src/model/target.js'
import type { AppInbox } from '../../src/platform/app-inbox.js'
import { openAppInbox } from '../../src/platform/app-inbox.js'
import { TestApplication } from './application.js'
import type { TestSandbox } from './sandbox.js'
import { Walker } from './walker.js'

/** An application that joined a workspace, as its developers would run it. */
export interface UnderTest {
  readonly participant: string
  readonly issue: ApplicationIssue
  readonly identity: Identity
  readonly application: TestApplication
  readonly redirectUri: string
}

/** Lets an application join with what the sandbox issues, unless it brings something of its own. */
export async function joined(
  sandbox: TestSandbox,
  participant = 'MYAP01',
  brought: Partial<ApplicationRegistration> & { readonly identity?: Identity } = {},
): Promise<UnderTest> {
  const { identity: own, ...registration } = brought
  const redirectUri = registration.redirectUris?.[0] ?? `https://${participant.toLowerCase()}.example/callback`
  const issue = await sandbox.joinApplication(participant, {
    name: `Приложение ${participant}`,
    redirectUris: [redirectUri],
    hosts: [],
    ...(own ? { certificate: own.certificate } : {}),
    ...registration,
  })
  const identity = own ?? issue.client
  if (!identity || issue.keyJwk === undefined) throw new Error('neither brought nor issued')
  const { clientId, keyJwk } = issue
  const mine = { clientId, keyJwk, participant, redirectUri, certificate: participant }
  const facts = {
    ...sandbox.facts,
    applications: { ...sandbox.facts.applications, [participant]: mine },
    identities: { ...sandbox.facts.identities, [participant]: identity },
  }
  return { participant, issue, identity, redirectUri, application: new TestApplication(facts, participant) }
}

/** Watches an application; what is not closed by the test closes with the workspace. */
export const watched = (sandbox: TestSandbox, participant = 'MYAP01'): Promise<AppInbox> =>
  openAppInbox(sandbox, participant)

/** How a client walks, and which one; what the application asks for beside the usual. */
export interface Walk {
  readonly goal?: 'approve' | 'decline'
  readonly fields?: Readonly<Record<string, string>>
  readonly trait?: string
}

/** A client's way from the application through the pages of the platform and back; answers what she comes back with. */
export async function walk(
  sandbox: TestSandbox,
  { application, redirectUri }: UnderTest,
  { goal = 'approve', fields = {}, trait = 'two-banks' }: Walk = {},
): Promise<Record<string, string>> {
  const client = sandbox.facts.clients.find(({ has }) => has.includes(trait))
  if (!client) throw new Error('there is no client')
  const walker = new Walker(sandbox.facts.ca, redirectUri)
  try {
    const pushed = await application.push(fields)
    await walker.open(String(pushed.body.url))
    await walker.send('sign-in', { iin: client.iin, phone: client.phone })
    await walker.send('liveness', {}, 'passed')
    await walker.send('sms-code', { code: await sandbox.code(client.phone) }, 'send')
    await walker.send('consent', {}, goal)
    await walker.send('result', {}, 'continue')
    return walker.returned
  } finally {
    await walker.close()
  }
}

/** An access token of the application, for accounts and balances at every bank. */
export async function consented(sandbox: TestSandbox, app: UnderTest, way: Walk = {}): Promise<string> {
  const { code = '' } = await walk(sandbox, app, way)
  const { status, body } = await app.application.token(code)
  if (status !== 200) throw new Error(`no token: ${status}`)
  return String(body.access_token)
}
