import type { IncomingMessage, ServerResponse } from 'node:http'
import type { WorkspaceFacts } from '../control/api.js'
import type { ContractInForce } from '../model/contract.js'
import { inLanguage } from '../base/text.js'
import { firstCallCommands } from './first-call.js'
import type { World } from './fixtures.js'
import type { Journal } from './journal.js'
import { pageLanguage, sendPage } from './pages/page-response.js'
import type { WorkspaceState } from './state.js'
import { testPagePath } from './watch/page-parts.js'

/** Requests and messages that the page shows. */
const shownRequests = 20
const shownMessages = 5

export interface HomeContext {
  readonly facts: WorkspaceFacts
  readonly world: World
  readonly contract: ContractInForce
  readonly state: WorkspaceState
  readonly journal: Journal
  readonly controlUrl: string
}

/** The workspace's home page: what this is, the first call with curl, who takes part, the latest messages and requests. */
export function sendHomePage(request: IncomingMessage, response: ServerResponse, context: HomeContext): void {
  const { facts, world, contract, state, controlUrl } = context
  const lang = pageLanguage(request, response)
  const { entries, dropped } = context.journal.latest(shownRequests)
  const [client] = world.clients
  const operation = [...contract.operations.values()].find(
    ({ servedBy, path }) => servedBy === 'bank' && !path.includes('{'),
  )
  const callable = operation && (operation.withoutToken || client) ? operation : undefined
  const data = {
    wide: true,
    system: inLanguage(world.title, lang),
    contract: { title: contract.title, version: contract.version },
    api: facts.api,
    ...(facts.jwks === undefined ? {} : { issuer: facts.issuer, jwks: facts.jwks }),
    controlUrl,
    bank: facts.providers[0]?.id,
    commands: callable ? firstCallCommands({ facts, controlUrl, client: client?.iin ?? '', operation: callable }) : {},
    participants: [...state.participants.values()].map(({ id, name, bin, state: registered, limited, provider }) => ({
      id,
      name,
      bin,
      state: registered,
      limited,
      url: provider?.url,
      publication: provider?.publication,
      testPage: facts.joined.some(({ participant }) => participant === id) ? testPagePath(id) : undefined,
    })),
    clients: world.clients.map((shown) => ({ ...shown, traits: shown.has.join(', ') })),
    messages: state.inbox.slice(0, shownMessages),
    requests: entries,
    dropped,
  }
  sendPage(response, 'home', data, { lang })
}
