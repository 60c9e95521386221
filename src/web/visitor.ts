import type { FastifyRequest } from 'fastify'
import type { Clock } from '../base/clock.js'
import { whoseToken } from '../operator/tokens.js'
import type { Database } from '../store/database.js'
import type { Actor } from '../store/journal-rows.js'

/** Who asks, and what may be seen and done. */
export interface Visitor extends Actor {
  readonly role: 'operator' | 'participant' | 'auditor'
  /** Of a participant: it sees its own alone. */
  readonly participant?: string
}

/** True where the visitor may see what belongs to a participant. */
export const maySee = (visitor: Visitor, participant: string): boolean =>
  visitor.role !== 'participant' || visitor.participant === participant

/** The name of the cookie that pages are opened with. */
export const cookieName = '__Host-synaq'

export interface Door {
  /** Who asks; undefined for nobody who is known. */
  visitor(request: FastifyRequest): Promise<Visitor | undefined>
  byToken(token: string): Promise<Visitor | undefined>
}

/** Where it is open, on loopback alone, everybody is the operator; otherwise a token says who it is. */
export function createDoor({ db, clock, open }: { db: Database; clock: Clock; open: boolean }): Door {
  const byToken = async (token: string): Promise<Visitor | undefined> => {
    const row = await whoseToken(db, token, clock.now())
    if (!row) return undefined
    const { name, role, participant } = row
    return { name, role, ...(participant === null ? {} : { participant }) }
  }
  return {
    byToken,
    visitor: async (request) => {
      if (open) return { name: 'loopback', role: 'operator' }
      const token = presented(request)
      return token === undefined ? undefined : byToken(token)
    },
  }
}

/** As a header for programs, as a cookie for pages. */
function presented({ headers }: FastifyRequest): string | undefined {
  const bearer = /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1]
  if (bearer !== undefined) return bearer
  const cookies = (headers.cookie ?? '').split(';').map((pair) => pair.trim().split('=', 2))
  return cookies.find(([name]) => name === cookieName)?.[1]
}
