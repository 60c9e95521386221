import { Agent, fetch as fetchBy } from 'undici'
import { addressProblem, isAddressRefused, type AddressGuard } from '../base/address-guard.js'
import { isObject, parseJson } from '../base/json.js'
import type { PlatformAct, PlatformActResult } from '../model/act.js'
import type { AnswerRule, Mark } from '../model/application.js'
import type { KnownDefect } from '../model/defect.js'
import type { TargetClient } from '../model/target.js'
import type { WitnessedExchanges, WitnessRequest } from '../model/witness.js'
import type {
  ApplicationIssue,
  ApplicationRegistration,
  InboxMessage,
  ProviderIssue,
  ProviderRegistration,
  Stage,
  WatchEvent,
  WorkspaceAccess,
  WorkspaceFacts,
} from './api.js'

import { reasonOf, refusal, unreachable } from './problems.js'
import { watchEvents } from './watch-events.js'

/** A workspace of a sandbox, reached by its control API. Every call throws a ProblemError where it does not succeed. */
export interface ControlClient {
  workspace(): Promise<WorkspaceFacts>
  act<A extends PlatformAct>(act: A): Promise<PlatformActResult<A>>
  /** An application under test joins, or joins anew. */
  joinApplication(participant: string, registration: ApplicationRegistration): Promise<ApplicationIssue>
  /**
   * Everything that the application does at the platform, as it happens, until the signal ends it. The first event says that
   * nothing is missed from now on.
   */
  watch(participant: string, signal: AbortSignal): AsyncIterable<WatchEvent>
  /** The watch has ended when this is answered: the application can be watched again. */
  endWatch(participant: string): Promise<void>
  /** The number of the last arrival, once all that had begun by now has arrived. */
  mark(participant: string): Promise<Mark>
  rule(participant: string, rule: AnswerRule): Promise<void>
  /** Everything is answered normally again. */
  normal(participant: string): Promise<void>
  stage(participant: string, stage: Stage): Promise<void>
  registerProvider(id: string, registration: ProviderRegistration): Promise<ProviderIssue>
  /** Messages «sent» by SMS, newest first; of one phone where it is given. */
  inbox(phone?: string): Promise<readonly InboxMessage[]>
  /** Makes the codes sent to a phone older by an ISO 8601 duration; no clock is moved. */
  ageInbox(phone: string, by: string): Promise<void>
  /** Clients of a bank that joined become known to the platform, so that they can sign in and give consent. */
  registerClients(clients: readonly TargetClient[]): Promise<void>
  /** Everything that can be planted. */
  defects(): Promise<readonly KnownDefect[]>
  setDefects(defects: readonly string[]): Promise<void>
  /** From now on the platform keeps a journal of the exchanges of a participant's runs. */
  witness(request: WitnessRequest): Promise<void>
  /** That journal until now, by the nonce of its mandate. */
  witnessed(nonce: string): Promise<WitnessedExchanges>
  /** State as at the start; certificates and journals stay. */
  reset(): Promise<void>
}

const defaultTimeoutMs = 10_000
/** The longest that an application can be kept waiting, with some time to spare. */
const settlingMs = 310_000

/** A client for the workspace that `token` opens. `guard` decides which addresses may be connected to. */
export function controlClient(
  url: string,
  token: string,
  timeoutMs = defaultTimeoutMs,
  guard?: AddressGuard,
): ControlClient {
  const access = { url, token, timeoutMs, ...(guard ? { guard } : {}) }
  const call = caller(access)
  return {
    workspace: () => call('GET', '/workspace'),
    act: (act) => call('POST', '/acts', act),
    registerProvider: (id, registration) => call('PUT', `/providers/${encodeURIComponent(id)}`, registration),
    joinApplication: (participant, registration) => call('PUT', ofApplication(participant), registration),
    watch: (participant, signal) => watchEvents({ url, token, path: `${ofApplication(participant)}/arrivals` }, signal),
    endWatch: (participant) => call('DELETE', `${ofApplication(participant)}/arrivals`),
    mark: async (participant) => {
      const settling = caller({ ...access, timeoutMs: Math.max(timeoutMs, settlingMs) })
      return (await settling<{ mark: Mark }>('GET', `${ofApplication(participant)}/mark`)).mark
    },
    rule: (participant, rule) => call('POST', `${ofApplication(participant)}/rules`, rule),
    normal: (participant) => call('DELETE', `${ofApplication(participant)}/rules`),
    stage: (participant, stage) => call('PUT', `${ofApplication(participant)}/stage`, stage),
    inbox: async (phone) => {
      const query = phone === undefined ? '' : `?${new URLSearchParams({ phone }).toString()}`
      return (await call<{ messages: readonly InboxMessage[] }>('GET', `/inbox${query}`)).messages
    },
    ageInbox: async (phone, by) => {
      await call('POST', '/inbox/age', { phone, by })
    },
    registerClients: (clients) => call('PUT', '/clients', { clients }),
    defects: async () => (await call<{ defects: readonly KnownDefect[] }>('GET', '/defects')).defects,
    setDefects: (defects) => call('PUT', '/defects', { defects }),
    witness: (request) => call('POST', '/witnesses', request),
    witnessed: (nonce) => call('GET', `/witnesses/${encodeURIComponent(nonce)}`),
    reset: () => call('POST', '/reset'),
  }
}

/** A new workspace, by the sandbox's admin token. @throws ProblemError */
export function createWorkspace(
  adminUrl: string,
  adminToken: string,
  timeoutMs = defaultTimeoutMs,
): Promise<WorkspaceAccess> {
  return caller({ url: adminUrl, token: adminToken, timeoutMs })('POST', '/workspaces', {})
}

const ofApplication = (participant: string): string => `/applications/${encodeURIComponent(participant)}`

interface Access {
  readonly url: string
  readonly token: string
  readonly timeoutMs: number
  readonly guard?: AddressGuard
}

/** Calls the API; the answer's type is what api.ts agrees with the server. */
function caller(access: Access) {
  const base = access.url.replace(/\/$/, '')
  return async <T>(method: string, path: string, body?: object): Promise<T> => {
    const { status, text } = await exchange(access, `${base}${path}`, method, body)
    const answer = parseJson(text)
    if (status >= 200 && status < 300 && (answer !== undefined || text === '')) return answer as T
    throw refusal(access.url, `${method} ${path.split('?')[0] ?? ''}`, status, answer)
  }
}

async function exchange(
  { url, token, timeoutMs, guard }: Access,
  address: string,
  method: string,
  body: object | undefined,
): Promise<{ status: number; text: string }> {
  const agent = guard && new Agent({ connect: { lookup: guard.lookup } })
  try {
    const refused = guard?.refusal(new URL(address).hostname)
    if (refused) throw refused
    const request = {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? null : JSON.stringify(body),
      redirect: 'manual' as const,
      signal: AbortSignal.timeout(timeoutMs),
    }
    const response = await (agent ? fetchBy(address, { ...request, dispatcher: agent }) : fetch(address, request))
    return { status: response.status, text: await response.text() }
  } catch (error) {
    const refused = [error, isObject(error) ? error.cause : undefined].find(isAddressRefused)
    throw refused ? addressProblem(refused, { name: 'sandbox.control' }) : unreachable(url, reasonOf(error, timeoutMs))
  } finally {
    await agent?.destroy()
  }
}
