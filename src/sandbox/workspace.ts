import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { TLSSocket } from 'node:tls'
import { durationMs, systemClock } from '../base/clock.js'
import type { Json } from '../base/json.js'
import { didYouMean } from '../base/suggest.js'
import type {
  ApplicationIssue,
  ApplicationRegistration,
  InboxMessage,
  OrderAnswer,
  ProviderIssue,
  ProviderRegistration,
  WorkspaceFacts,
} from '../control/api.js'
import type { ContractDefect } from '../contract/defects/index.js'
import { keysPath } from '../contract/keys-path.js'
import { certificateThumbprint } from '../crypto/thumbprint.js'
import { publicJwk } from '../crypto/public-jwk.js'
import type { PlatformAct } from '../model/act.js'
import type { ContractInForce } from '../model/contract.js'
import type { KnownDefect } from '../model/defect.js'
import type { PlatformOrder } from '../model/order.js'
import type { AccessRule, Mock } from '../system/index.js'
import { performAct } from './acts.js'
import { createKeys, type AgreedKeys } from './agreed-keys.js'
import { guarded, sendRefusal } from './answer.js'
import { ageCodes } from './authorization/sms-code.js'
import type { Authorization, AuthorizationContext } from './authorization/types.js'
import { hasConsents } from './authorization/operations.js'
import { createInventedBanks } from './bank.js'
import type { BankRouter } from './bank-router.js'
import { isCareless, takenFor } from './careless-handshake.js'
import { createConsentQuery } from './consent-query.js'
import { controlError } from './control-error.js'
import { createCredentials } from './credentials.js'
import type { Credentials } from './credentials.js'
import { createDirectBanks } from './direct.js'
import type { World } from './fixtures.js'
import type { Doors } from './doors.js'
import { createGateway } from './gateway.js'
import { sendHomePage } from './home.js'
import { entered, initialState } from './initial-state.js'
import { enter, isBrought, joinApplication, type Joined } from './joined-application.js'
import { createJournal } from './journal.js'
import { listenForApi, listenForPages } from './listeners.js'
import { createOrders } from './orders.js'
import { platformDefectsOf } from './platform-defects.js'
import { createPlatformTokens } from './platform-token.js'
import type { RefusalShape } from './refusal-shape.js'
import { createRelay } from './relay.js'
import { createShowcase } from './showcase.js'
import type { Client, WorkspaceState } from './state.js'
import { testPage } from './watch/page.js'
import { createWatches, noAttempt, type Watches } from './watch/index.js'
import { createWitnesses, type Witnesses } from './witness/index.js'

/** Requests that a workspace remembers. */
const journalCapacity = 1000

/** What all workspaces of a sandbox share. */
export interface WorkspaceParts {
  readonly doors: Doors
  readonly world: World
  readonly contract: ContractInForce
  readonly mock: Mock<Json>
  /** What the contract yields by itself. */
  readonly contractDefects: readonly ContractDefect[]
  readonly router: BankRouter
  /** Refusals as the contract has them. */
  readonly shape: RefusalShape
  /** SHA-256 of code that did not come with the package. */
  readonly codeDigest?: string
  readonly controlUrl: string
  createAuthorization(context: AuthorizationContext): Authorization
}

/** A platform of one's own: certification authority, listeners, state, invented banks. */
export interface Workspace {
  readonly id: string
  facts(): WorkspaceFacts
  /** @throws ControlError */
  perform(act: PlatformAct): Promise<Json>
  /** An operator's decision, by the id of its webhook. @throws ControlError */
  follow(id: string, order: PlatformOrder): OrderAnswer
  /** A bank that is not ours joins, or joins anew. @throws ControlError */
  register(id: string, registration: ProviderRegistration): Promise<ProviderIssue>
  /** An application under test joins, or joins anew. @throws ControlError */
  join(participant: string, registration: ApplicationRegistration): Promise<ApplicationIssue>
  /** Who is watched. */
  readonly watches: Watches
  /** For whose runs a journal is kept; a reset leaves them as they are. */
  readonly witnesses: Pick<Witnesses, 'open' | 'read'>
  /** Newest first. */
  inbox(phone: string | undefined): readonly InboxMessage[]
  /** Makes the codes sent to a phone older by an ISO 8601 duration. @throws ControlError where none was sent. */
  ageInbox(phone: string, by: string): number
  /** Clients of a bank that joined: from now on the platform knows them. */
  registerClients(clients: readonly Client[]): void
  /** Everything that `setDefects` takes. */
  defects(): readonly KnownDefect[]
  /** From now on exactly these defects. @throws ControlError naming what is unknown. */
  setDefects(ids: readonly string[]): void
  /** The state as at the start; certificates, keys and addresses stay. */
  reset(): void
  close(): Promise<void>
}

/** Starts a workspace: both listeners are open when this is done. */
export async function createWorkspace(id: string, parts: WorkspaceParts): Promise<Workspace> {
  const { world, contract, mock } = parts
  const credentials = await createCredentials(world, parts.doors.names)
  const { authority, platform, signingKey } = credentials
  const platformThumbprint = certificateThumbprint(platform.certificate)
  const now = () => systemClock.now()

  let skippedRules: ReadonlySet<AccessRule> = new Set()
  /** Applications under test; they outlive a reset, as their certificates do. */
  const joined = new Map<string, Joined>()
  /** Set once the listeners are open: a connection may come before that. */
  const late: { watches?: Watches } = {}
  const doors: { api: RequestListener; pages: RequestListener } = { api: notReady, pages: notReady }
  const trust = {
    ca: authority.certificate,
    crl: credentials.revocationList,
    admitsAnyone: () => skippedRules.has('certificate') || isCareless(current),
    speaksOldTls: () => skippedRules.has('tls-version') || current.defects.has('platform-accepts-tls-1.1'),
    admitsOthers: () => [...joined.values()].some(({ brought }) => brought !== undefined),
    takenFor: (socket: TLSSocket) => broughtBy(socket, joined) ?? takenFor(socket, current, credentials.thumbprints),
  }
  const presentation = {
    presentations: credentials.presentations,
    presented: () => late.watches?.presented(),
    connecting: () => late.watches?.connecting() ?? noAttempt,
  }
  const api = await listenForApi(parts.doors.api, credentials.server, trust, presentation, (request, response) =>
    doors.api(request, response),
  )
  const pages = await listenForPages(parts.doors.pages, credentials.server, (request, response) =>
    doors.pages(request, response),
  ).catch(async (error: unknown) => {
    await api.close()
    throw error
  })

  let current = initialState(world, credentials.registered, api.url)
  const state = () => current
  const watches = createWatches({
    contract,
    api: api.url,
    issuer: pages.url,
    signingKey,
    state,
    now,
    renewConnections: (...whose) => api.renewConnections(...whose),
  })
  late.watches = watches
  const authorization = parts.createAuthorization({
    issuer: pages.url,
    api: api.url,
    signingKey,
    state,
    contract,
    now,
    fixturesTitle: world.title,
    codeSent: () => watches.changed(),
  })
  const banks = createInventedBanks(mock, mock.initial(world.forMock), parts.router, parts.contractDefects, parts.shape)
  const keys = createKeys(contract)
  const tokens = await createPlatformTokens(pages.url, signingKey, platformThumbprint)
  const relay = createRelay(platform, authority.certificate)
  const journal = createJournal(journalCapacity)
  const orders = createOrders()
  const verifyUserToken = (token: string) => authorization.verifyUserToken(token)
  const gateway = createGateway({ contract, state, now, verifyUserToken, tokens, banks, relay, journal })
  const direct = createDirectBanks({
    contract,
    issuer: pages.url,
    platformThumbprint,
    publicKey: publicJwk(signingKey),
    state,
    now,
    banks,
    keys,
    router: parts.router,
    skippedRules: () => skippedRules,
  })
  /** Client certificates of banks that joined; a reset forgets the bank, not its certificate. */
  const providerCertificates = new Map<string, string>()
  const consentQuery = createConsentQuery({
    contract,
    state,
    now,
    providerOf: (thumbprint) => providerCertificates.get(thumbprint),
  })
  const showcase = createShowcase({ contract, state })

  const serve: RequestListener = (request, response) => {
    if (gateway.handle(request, response) || direct(request, response)) return
    if (consentQuery(request, response) || showcase(request, response)) return
    authorization.api(request, response)
  }
  const witnesses = createWitnesses({
    contract,
    now,
    owners: () => ({ participants: current.participants, applications: joined.values(), banks: providerCertificates }),
  })
  doors.api = guarded(witnesses.witnessing(watches.observing(guarded(serve))))
  const { controlUrl } = parts
  const clientPages = watches.observingPages(guarded((request, response) => authorization.pages(request, response)))
  const ofTests = testPage({ issuer: pages.url, state, watches })
  doors.pages = guarded((request, response) => {
    if (ofTests(request, response)) return
    if (!isHome(request)) clientPages(request, response)
    else sendHomePage(request, response, { facts: facts(), world, contract, state: current, journal, controlUrl })
  })

  const facts = (): WorkspaceFacts => ({
    ...workspaceFacts(id, credentials, current, world, api.url, pages.url, keys, parts),
    joined: [...joined.values()].map(({ certificate, application: { participant, name, clientId, redirectUris } }) => ({
      certificate,
      participant,
      name,
      clientId,
      redirectUris,
    })),
  })

  const knownDefects = listDefects(contract, mock, parts.contractDefects)
  const setDefects = (ids: readonly string[]) => {
    const known = knownDefects.map((defect) => defect.id)
    const unknown = ids.find((defect) => !known.includes(defect))
    if (unknown !== undefined) {
      const what = `There is no defect «${unknown}».${didYouMean(unknown, known)}`
      throw controlError(400, 'defect-unknown', what, 'GET /defects lists all there are.')
    }
    current.defects.clear()
    for (const defect of ids) current.defects.add(defect)
    for (const application of credentials.unregistered) {
      if (current.defects.has('platform-accepts-unregistered'))
        current.applications.set(application.clientId, entered(application, current.participants))
      else current.applications.delete(application.clientId)
    }
    const careless = mock.defects.filter((defect) => defect.at === 'access').filter((defect) => ids.includes(defect.id))
    skippedRules = new Set(careless.flatMap((defect) => defect.skips))
    banks.setDefects(current.defects)
  }

  return {
    id,
    facts,
    perform: (act) => performAct(act, { state, now, tokens }),
    follow: (webhook, order) => orders.follow(current, webhook, order),
    register: async (providerId, { name, bin, url, ca, issue }) => {
      const existing = current.participants.get(providerId)
      const hasApplication = joined.has(providerId)
      if (existing && existing.provider?.invented !== false && !hasApplication) {
        const remedy = 'Choose an id that no invented participant has.'
        throw controlError(409, 'participant-exists', `${providerId} is already another participant.`, remedy)
      }
      const { check = 'none', publication = 'draft' } = existing?.provider ?? {}
      const provider = { url, invented: false, ...(ca === undefined ? {} : { ca }), check, publication }
      current.participants.set(providerId, {
        id: providerId,
        name,
        bin: bin ?? '',
        roles: hasApplication ? ['provider', 'user'] : ['provider'],
        state: 'registered',
        limited: false,
        provider,
      })
      // A bank is tested through the gateway before it is published: the sandbox's own applications reach it at once.
      for (const { clientId, connected } of [
        ...credentials.registered,
        ...[...joined.values()].map((it) => it.application),
      ])
        if (connected) current.applications.get(clientId)?.connectedTo.add(providerId)
      await relay.close(providerId)
      if (!issue) return {}
      const host = new URL(url).hostname.replace(/^\[(.*)\]$/, '$1')
      const server = await authority.issueServer({ commonName: providerId, organization: name }, [host])
      const client = await authority.issueClient({ commonName: providerId, organization: name })
      providerCertificates.set(certificateThumbprint(client.certificate), providerId)
      return { server, client }
    },
    join: async (participant, registration) => {
      const made = await joinApplication(participant, registration, {
        state: current,
        authority: credentials.authority,
        issuer: hasConsents(contract) ? pages.url : undefined,
      })
      joined.set(participant, made.joined)
      enter(current, made.joined)
      watches.changed()
      return made.issue
    },
    watches,
    witnesses,
    inbox: (phone) => current.inbox.filter((message) => phone === undefined || message.phone === phone),
    ageInbox: (phone, by) => {
      const aged = ageCodes(current, phone, durationMs(by) ?? 0)
      if (aged > 0) return aged
      throw controlError(404, 'not-found', 'No code was sent to this phone.', 'Let the client sign in first.')
    },
    registerClients: (clients) => {
      for (const client of clients) current.clients.set(client.iin, client)
    },
    defects: () => knownDefects,
    setDefects,
    reset: () => {
      current = initialState(world, credentials.registered, api.url)
      for (const application of joined.values()) enter(current, application)
      setDefects([])
      watches.reset()
      authorization.reset()
      gateway.forget()
      tokens.forget()
      journal.clear()
      orders.forget()
    },
    close: async () => {
      watches.close()
      await Promise.all([api.close(), pages.close(), relay.close()])
    },
  }
}

/** Of the platform, of the invented banks, and what the contract yields by itself. */
function listDefects(
  contract: ContractInForce,
  mock: Mock<Json>,
  contractDefects: readonly ContractDefect[],
): KnownDefect[] {
  return [
    ...platformDefectsOf(contract).map(([id, breaks]): KnownDefect => ({ id, of: 'platform', breaks })),
    ...mock.defects.map(({ id, breaks }): KnownDefect => ({ id, of: 'provider', breaks })),
    ...contractDefects.map(({ id, of, family, operation, about }): KnownDefect => ({
      id,
      of,
      family,
      about,
      ...(operation === undefined ? {} : { operation }),
    })),
  ]
}

/** Thumbprint of the certificate that an application under test brought, where this connection shows it. */
function broughtBy(socket: TLSSocket, joined: ReadonlyMap<string, Joined>): string | undefined {
  const certificate = socket.getPeerX509Certificate()
  const holder = certificate && [...joined.values()].find((it) => isBrought(it, certificate, Date.now()))
  return holder?.application.certificateThumbprint
}

/** In the moments between listening and being wired. */
function notReady(_: IncomingMessage, response: ServerResponse): void {
  sendRefusal(response, systemClock.now(), { status: 503, code: 'starting', message: 'The sandbox is starting' })
}

const isHome = ({ method, url }: IncomingMessage) =>
  (method === 'GET' || method === 'HEAD') && /^\/(\?|$)/.test(url ?? '')

function workspaceFacts(
  id: string,
  credentials: Credentials,
  state: WorkspaceState,
  world: World,
  api: string,
  issuer: string,
  keys: AgreedKeys,
  { contract, codeDigest }: WorkspaceParts,
): Omit<WorkspaceFacts, 'joined'> {
  const jwks = keysPath(contract)
  return {
    id,
    api,
    pages: issuer,
    issuer,
    ...(jwks === undefined ? {} : { jwks: issuer + jwks }),
    ...(codeDigest === undefined ? {} : { codeDigest }),
    ca: credentials.authority.certificate,
    crl: credentials.revocationList,
    identities: credentials.identities,
    applications: credentials.applications,
    clients: world.clients.map(targetClient),
    ...(Object.keys(keys).length === 0 ? {} : { credentials: keys }),
    providers: [...state.participants.values()].flatMap(({ id: providerId, name, state: providerState, provider }) =>
      provider
        ? [
            {
              id: providerId,
              name,
              state: providerState,
              url: provider.url,
              invented: provider.invented,
              publication: provider.publication,
            },
          ]
        : [],
    ),
  }
}

function targetClient({ name, fullName, has, iin, phone, representative }: Client) {
  return {
    name,
    fullName,
    has,
    iin,
    phone,
    ...(representative ? { representative: { iin: representative.iin, phone: representative.phone } } : {}),
  }
}
