import type { IncomingMessage } from 'node:http'
import { participantIdHeader } from '../../model/headers.js'
import type { SeenFrom } from '../../model/witness.js'
import type { Joined } from '../joined-application.js'
import { peerThumbprint } from '../peer.js'
import type { Participant } from '../state.js'

/** Who holds which certificate in a workspace. */
export interface Owners {
  readonly participants: ReadonlyMap<string, Participant>
  /** Applications under test. */
  readonly applications: Iterable<Pick<Joined, 'application'>>
  /** Participant ids of banks that joined, by the thumbprint of their client certificate. */
  readonly banks: ReadonlyMap<string, string>
}

/**
 * Whose request this is in a run of the participant; undefined where it belongs to none: another participant's application
 * sends it, a bank asks the platform something, or it goes to a bank itself and not through the platform. Whoever holds one
 * of the sandbox's own certificates tests, and whom unless another bank that joined is named.
 */
export function senderOf(request: IncomingMessage, participant: string, owners: Owners): SeenFrom | undefined {
  if (request.url?.startsWith('/banks/')) return undefined
  const thumbprint = peerThumbprint(request.socket)
  for (const { application } of owners.applications)
    if (application.certificateThumbprint === thumbprint)
      return application.participant === participant ? 'application' : undefined
  if (owners.banks.has(thumbprint)) return undefined
  const named = request.headers[participantIdHeader]
  if (typeof named !== 'string' || named === participant) return 'harness'
  return owners.participants.get(named)?.provider?.invented === false ? undefined : 'harness'
}
