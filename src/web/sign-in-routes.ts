import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Actor } from '../store/journal-rows.js'
import { note } from '../store/journal-rows.js'
import { languageOf } from './language.js'
import type { PageTools } from './page-tools.js'
import type { WebParts } from './parts.js'
import { cookieName, type Door } from './visitor.js'
import { wordings } from './wording/index.js'

/** A working day. */
const signedInSeconds = 43_200
/** From one address (a /64 of IPv6) in a minute: a person mistypes, a program that guesses goes on. */
const attempts = { max: 10, timeWindow: 60_000 }

/** Without a token nobody is somebody. */
const nobody: Actor = { name: '', role: 'nobody' }

/** Where a person shows a token to a browser, which then sends it as a cookie that no script and no other site can use. */
export function signInRoutes(server: FastifyInstance, { db, clock }: WebParts, door: Door, tools: PageTools): void {
  const { pages, frameOf, html } = tools
  const cookie = (value: string, seconds: number): string =>
    // The prefix makes browsers insist on all of it (RFC 6265bis, section 4.1.3). Where tokens are asked for, it is over TLS.
    `${cookieName}=${value}; Path=/; HttpOnly; SameSite=Strict; Secure; Max-Age=${seconds}`

  server.get('/sign-in', (request, reply) => {
    const { wrong } = z.object({ wrong: z.string().optional() }).parse(request.query)
    const { signIn } = wordings[languageOf(request)]
    const view = { words: signIn, wrong: wrong !== undefined }
    return html(reply, pages.page('sign-in', frameOf(request, signIn.title), view))
  })

  server.post('/sign-in', { config: { rateLimit: attempts } }, async (request, reply) => {
    const { token } = z.object({ token: z.string().max(200).default('') }).parse(request.body ?? {})
    const visitor = await door.byToken(token.trim())
    const { participant } = visitor ?? {}
    await note(db, visitor ?? nobody, {
      at: clock.now(),
      did: visitor ? 'sign-in' : 'sign-in.refused',
      object: request.ip,
      ...(participant === undefined ? {} : { participant }),
    })
    if (!visitor) return reply.redirect('/sign-in?wrong', 303)
    return reply.header('set-cookie', cookie(token.trim(), signedInSeconds)).redirect('/', 303)
  })

  server.post('/sign-out', async (request, reply) => {
    const visitor = await door.visitor(request)
    if (visitor) {
      const { participant } = visitor
      const whose = participant === undefined ? {} : { participant }
      await note(db, visitor, { at: clock.now(), did: 'sign-out', object: request.ip, ...whose })
    }
    return reply.header('set-cookie', cookie('', 0)).redirect('/sign-in', 303)
  })
}
