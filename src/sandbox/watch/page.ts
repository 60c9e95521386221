import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Language } from '../../base/text.js'
import { isSameOrigin, pageHeaders, pageLanguage, readForm, sendPage } from '../pages/page-response.js'
import { pageScript, renderPage } from '../pages/render.js'
import type { WorkspaceState } from '../state.js'
import type { Watches } from './index.js'
import { pageEvents } from './page-events.js'
import { pageParts, testPagePath } from './page-parts.js'

export interface TestPageContext {
  readonly issuer: string
  state(): WorkspaceState
  readonly watches: Watches
}

const scriptPath = '/test/page.js'
/** Where scripts are off: often enough for somebody with a telephone in the other hand. */
const reloadSeconds = 5

/**
 * The page of an application under test: what is awaited, what a person is to do and its buttons, what came last, the codes by
 * SMS; live by server-sent events. Answers false, and does nothing, for another path.
 */
export function testPage(context: TestPageContext): (request: IncomingMessage, response: ServerResponse) => boolean {
  const events = pageEvents(context)
  const script = pageScript('test')
  return (request, response) => {
    const { url = '', method = '' } = request
    const [path = ''] = url.split('?', 1)
    if (path === scriptPath) sendScript(response, script)
    const [, participant, under] = /^\/test\/([A-Z]{4}\d{2})(\/events)?$/.exec(path) ?? []
    if (participant === undefined) return path === scriptPath
    const reading = method === 'GET' || method === 'HEAD'
    if (under !== undefined && reading) events(participant, request, response)
    else if (under === undefined && reading) show(context, participant, request, response)
    else if (under === undefined && method === 'POST') pressed(context, participant, request, response)
    else response.writeHead(405, { allow: under === undefined ? 'GET, HEAD, POST' : 'GET, HEAD' }).end()
    return true
  }
}

function sendScript(response: ServerResponse, script: string): void {
  response
    .writeHead(200, {
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    })
    .end(script)
}

/** A press that comes too late, or from another site, changes nothing: the page then shows what is asked now. */
function pressed(
  context: TestPageContext,
  participant: string,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  press(context, participant, request)
    .catch(() => undefined)
    .finally(() => response.writeHead(303, { location: testPagePath(participant), 'cache-control': 'no-store' }).end())
}

async function press(
  { watches, issuer }: TestPageContext,
  participant: string,
  request: IncomingMessage,
): Promise<void> {
  const form = isSameOrigin(request, issuer) ? await readForm(request) : undefined
  if (!form || !('fields' in form)) return
  watches.press(participant, form.fields.get('prompt') ?? '', form.fields.get('button') ?? '')
}

function show(context: TestPageContext, participant: string, request: IncomingMessage, response: ServerResponse): void {
  const lang: Language = pageLanguage(request, response)
  const parts = pageParts(context, participant, lang)
  if (!parts) {
    sendPage(response, 'error', { reason: 'no-page' }, { lang, status: 404 })
    return
  }
  const live = { seconds: reloadSeconds, script: scriptPath }
  const { name } = context.state().participants.get(participant) ?? {}
  const html = renderPage('test', { wide: true, participant, name, parts, live }, lang)
  response.writeHead(200, pageHeaders(undefined, true)).end(html)
}
