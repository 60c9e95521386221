import type { FastifyInstance } from 'fastify'
import { Refusal } from './refusal.js'

const loopback = /^(?:127(?:\.\d{1,3}){3}|localhost|\[::1\])(?::\d+)?$/

/**
 * What a foreign page makes a browser send is refused: changes only from pages of our own, and where no token is
 * asked for, nothing under a name that is not this machine's (a name that was pointed at it later: DNS rebinding).
 */
export function guardOrigin(server: FastifyInstance, open: boolean): void {
  server.addHook('onRequest', async (request, reply) => {
    void reply.headers({
      'content-security-policy':
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
    })
    const { host = '', origin } = request.headers
    if (open && !loopback.test(host)) {
      throw new Refusal(403, 'host', `This page is not served as «${host}».`, 'Open it by 127.0.0.1 or localhost.')
    }
    const changes = request.method !== 'GET' && request.method !== 'HEAD'
    if (changes && origin !== undefined && hostOf(origin) !== host) {
      throw new Refusal(
        403,
        'origin',
        'The request comes from a page of somebody else.',
        'Use the pages themselves, or a program.',
      )
    }
  })
}

function hostOf(origin: string): string {
  try {
    return new URL(origin).host
  } catch {
    return ''
  }
}
