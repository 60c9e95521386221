import { Agent, request, type Dispatcher } from 'undici'
import { systemClock } from '../../src/base/clock.js'
import { createAuthority } from '../../src/crypto/certificates.js'
import { Governor } from '../../src/operator/governor.js'
import { readPolicy } from '../../src/operator/policy/read.js'
import { issueToken } from '../../src/operator/tokens.js'
import { saveApi, saveParticipant } from '../../src/store/registry-rows.js'
import type { TokenRole } from '../../src/store/token-rows.js'
import { startWeb } from '../../src/web/server.js'
import { noReports } from './no-reports.js'
import { testDatabase, type TestDatabase } from './database.js'

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
}

/** The operator's pages over TLS, with tokens, on a database of their own; nothing is probed. */
export interface WebRig {
  readonly own: TestDatabase
  readonly governor: Governor
  readonly routes: readonly string[]
  readonly url: string
  /** What went wrong inside. */
  readonly warnings: readonly string[]
  /** A new token; `headers` show it. */
  token(name: string, role: TokenRole, participant?: string): Promise<{ readonly id: string; readonly token: string }>
  ask(
    path: string,
    as?: string | Readonly<Record<string, string>>,
    form?: Readonly<Record<string, string>>,
    /** POST with a form, GET without, where absent. */
    method?: Dispatcher.HttpMethod,
  ): Promise<Answer>
  close(): Promise<void>
}

/** Two participants, P and Q, with an API each, `api-P` and `api-Q`, both published. */
export async function startWebRig(policy: string): Promise<WebRig> {
  const own = await testDatabase()
  const { db } = own
  const clock = systemClock
  for (const id of ['P', 'Q']) {
    const state = { accredited: true, blocked: false, limited: false, contacts: [] }
    await saveParticipant(db, { id, name: `Bank ${id}`, roles: ['provider'], ...state }, clock.now())
    const probe = { environment: 'test', effects: ['none'], only: [], tags: [] } as const
    const entry = { id: `api-${id}`, participant: id, system: 's', name: 'API', targets: {}, budget: 0, probe }
    await saveApi(db, entry, clock.now())
    await db.run(`update api set state = 'published' where id = $1`, [entry.id])
  }
  const authority = await createAuthority('Authority of the test')
  const { certificate: cert, key } = await authority.issueServer({ commonName: 'pages' })
  const notAsked = (): never => {
    throw new Error('not asked')
  }
  const gate = { report: notAsked }
  const examiner = { systems: ['s'], sight: notAsked, footing: notAsked, prove: notAsked, keep: notAsked }
  const governor = new Governor({ db, clock, policy: readPolicy(policy, 'test'), leaseMs: 30_000, gate })
  const warnings: string[] = []
  const planted: string[] = []
  const web = await startWeb({
    ...{ db, clock, governor, wake: () => undefined },
    registry: { gate, examiner, targets: '', runs: '' },
    queue: { send: () => Promise.resolve() },
    reports: noReports,
    engine: { page: () => Promise.resolve('<p>a run</p>'), plan: () => Promise.reject(new Error('not asked')) },
    trial: {
      defects: () => Promise.resolve([{ id: 'd' }]),
      planted: () => planted,
      plant: (_, defects) => Promise.resolve(void planted.push(...defects)),
    },
    ...{ host: '127.0.0.1', port: 0, access: { cert, key } },
    warn: (what, error) => warnings.push(`${what}: ${String(error)}`),
  })
  const agent = new Agent({ connect: { ca: authority.certificate } })
  return {
    ...{ own, governor, routes: web.routes, url: web.url, warnings },
    token: (name, role, participant) =>
      issueToken(db, { name, role, ...(participant === undefined ? {} : { participant }) }, clock.now()),
    ask: async (path, as, form, method = form ? 'POST' : 'GET') => {
      const headers = typeof as === 'string' ? { authorization: `Bearer ${as}` } : { ...as }
      const response = await request(web.url + path, {
        dispatcher: agent,
        method,
        headers: form ? { ...headers, 'content-type': 'application/x-www-form-urlencoded' } : headers,
        body: form ? new URLSearchParams(form).toString() : null,
      })
      return { status: response.statusCode, headers: response.headers, text: await response.body.text() }
    },
    close: async () => {
      await web.close()
      await agent.destroy()
      await own.drop()
    },
  }
}
