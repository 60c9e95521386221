import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Frame, Pages } from './pages.js'
import type { Visitor } from './visitor.js'

/** What every page of ours is made with. */
export interface PageTools {
  readonly pages: Pages
  readonly known: (request: FastifyRequest) => Promise<Visitor>
  readonly frameOf: (request: FastifyRequest, title: string, visitor?: Visitor) => Frame
  readonly html: (reply: FastifyReply, text: string) => FastifyReply
}
