import { createServer as createPlainServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import { createAuthority } from '../../src/crypto/certificates.js'
import type { PersonScript } from '../../src/model/system.js'
import { serve } from './fake-bank.js'

/** What one of the two servers does with a request. */
export interface Reply {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string | string[]>>
  readonly html?: string
}
export interface Asked {
  readonly cookie: string
  readonly origin: string | undefined
  readonly query: URLSearchParams
  readonly form: URLSearchParams
}
export type Replies = Record<string, (asked: Asked) => Reply>

/** An application and a platform with pages, each with an authority of its own. */
export interface Journey {
  /** Where the client's browser begins. */
  readonly begin: string
  readonly appCa: string
  readonly platformCa: string
  /** What was asked, in order, as `app GET /begin`. */
  readonly asked: string[]
  /** By `GET /path`; a test may change them. */
  readonly app: Replies
  readonly platform: Replies
  close(): Promise<void>
}

export const journeyScript: PersonScript = {
  forms: {
    'sign-in': { fill: { iin: '${person.iin}' }, press: {} },
    consent: { fill: {}, press: { '*': 'decision=approve', decline: 'decision=decline' } },
  },
}

const to = (location: string, headers: Reply['headers'] = {}): Reply => ({
  status: 303,
  headers: { location, ...headers },
})

/** Starts both; the application over https or plain http. */
export async function startJourney(scheme: 'https' | 'http' = 'https'): Promise<Journey> {
  const asked: string[] = []
  const replies: Readonly<Record<'app' | 'platform', Replies>> = { app: {}, platform: {} }
  const answering = (who: 'app' | 'platform') => (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { method = '', headers, url = '' } = request
      const { pathname, searchParams: query } = new URL(url, 'http://any')
      asked.push(`${who} ${method} ${pathname}`)
      const form = new URLSearchParams(Buffer.concat(chunks).toString())
      const reply = replies[who][`${method} ${pathname}`]
      if (!reply) return response.writeHead(404, { 'content-type': 'text/html' }).end('<p>nothing here')
      const {
        status = 200,
        headers: more,
        html = '',
      } = reply({
        cookie: headers.cookie ?? '',
        origin: headers.origin,
        query,
        form,
      })
      response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', ...more }).end(html)
    })
  }
  const [ofApp, ofPlatform] = [await createAuthority('The application'), await createAuthority('The platform')]
  const tls = async (authority: typeof ofApp) => {
    const { certificate, key } = await authority.issueServer({ commonName: 'server' })
    return { cert: certificate, key }
  }
  const app = await serve(
    scheme === 'https' ? createServer(await tls(ofApp), answering('app')) : createPlainServer(answering('app')),
    scheme,
  )
  const platform = await serve(createServer(await tls(ofPlatform), answering('platform')))
  Object.assign(replies.app, appReplies(platform.url, scheme))
  Object.assign(replies.platform, platformReplies(app.url))
  return {
    begin: `${app.url}/begin`,
    appCa: ofApp.certificate,
    platformCa: ofPlatform.certificate,
    asked,
    ...replies,
    close: async () => {
      await Promise.all([app.close(), platform.close()])
    },
  }
}

const state = 'state-of-this-browser'

/** A sound application: takes the client back only in the browser that began, with its state. */
function appReplies(platform: string, scheme: string): Replies {
  let outcome = ''
  const isKnown = ({ cookie }: Asked): boolean => /(^|; )session=s1(;|$)/.test(cookie)
  return {
    'GET /begin': () => ({
      headers: { 'set-cookie': `session=s1; Path=/; HttpOnly; SameSite=Lax${scheme === 'https' ? '; Secure' : ''}` },
      html: `<title>Before</title><p>Bank One will be asked for: accounts.</p>
        <form name=connect method=post action=/connect><input type=hidden name=csrf value=c1><button>Go on</button></form>`,
    }),
    'POST /connect': (asked) =>
      isKnown(asked) && asked.form.get('csrf') === 'c1' ? to(`${platform}/start?state=${state}`) : { status: 400 },
    'GET /callback': (asked) => {
      const sound = isKnown(asked) && asked.query.get('state') === state
      outcome = sound ? (asked.query.has('code') ? 'Accounts are linked.' : 'You declined.') : 'Another session.'
      return to('/result')
    },
    'GET /result': () => ({
      html: `<title>Result</title><script>hide()</script><h1>Result</h1><p>${outcome}</p>
        <form name=unlink method=post action=/unlink><button>Unlink</button></form>`,
    }),
  }
}

function platformReplies(app: string): Replies {
  const back = (query: string): Reply => to(`${app}/callback?${query}&state=${state}`)
  return {
    'GET /start': ({ query }) =>
      to(`/sign-in?state=${query.get('state') ?? ''}`, { 'set-cookie': 'session=p1; Path=/sign-in; Secure' }),
    'GET /sign-in': () => ({
      html: '<form name=sign-in method=post><input name=iin><button name=decision value=continue>Next</button></form>',
    }),
    'POST /sign-in': ({ form }) => (form.get('iin') === '960440000151' ? to('/consent') : to('/sign-in')),
    'GET /consent': () => ({
      html: `<form name=consent method=post><button name=decision value=approve>Yes</button>
        <button name=decision value=decline>No</button></form>`,
    }),
    'POST /consent': ({ form }) => back(form.get('decision') === 'approve' ? 'code=abc' : 'error=access_denied'),
  }
}
