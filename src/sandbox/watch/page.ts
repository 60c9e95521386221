import type { IncomingMessage, ServerResponse } from 'node:http'
import { kazakhstanTime } from '../../base/clock.js'
import { inLanguage, type Language } from '../../base/text.js'
import type { Arrival } from '../../model/application.js'
import { isSameOrigin, pageHeaders, pageLanguage, readForm, sendPage } from '../pages/page-response.js'
import { renderPage } from '../pages/render.js'
import { wording } from '../pages/wording.js'
import type { WorkspaceState } from '../state.js'
import type { Watches } from './index.js'

export interface TestPageContext {
  readonly issuer: string
  state(): WorkspaceState
  readonly watches: Watches
}

const shownArrivals = 15
const shownMessages = 3
/** A page without scripts asks again by itself: often enough for somebody with a telephone in the other hand. */
const refreshSeconds = 2

/** Where the page of a participant's application is. */
export const testPagePath = (participant: string): string => `/test/${participant}`

/**
 * The page of an application under test: what is awaited, what a person is to do and its buttons, what came last, the codes
 * by SMS. Answers false, and nothing is done, for another path.
 */
export function testPage(context: TestPageContext): (request: IncomingMessage, response: ServerResponse) => boolean {
  return (request, response) => {
    const participant = /^\/test\/([A-Z]{4}\d{2})(?:\?|$)/.exec(request.url ?? '')?.[1]
    if (participant === undefined) return false
    const lang = pageLanguage(request, response)
    if (request.method === 'POST') {
      press(context, participant, request)
        .catch(() => undefined)
        .finally(() => response.writeHead(303, { location: testPagePath(participant) }).end())
    } else show(context, participant, lang, response)
    return true
  }
}

/** A press that comes too late, or from another site, changes nothing: the page then shows what is asked now. */
async function press(
  { watches, issuer }: TestPageContext,
  participant: string,
  request: IncomingMessage,
): Promise<void> {
  const form = isSameOrigin(request, issuer) ? await readForm(request) : undefined
  if (!form || !('fields' in form)) return
  watches.press(participant, form.fields.get('prompt') ?? '', form.fields.get('button') ?? '')
}

function show(context: TestPageContext, participant: string, lang: Language, response: ServerResponse): void {
  const state = context.state()
  const shown = context.watches.shown(participant)
  if (!shown) {
    sendPage(response, 'error', { reason: 'no-page' }, { lang, status: 404 })
    return
  }
  const { watched, stage, latest } = shown
  const { prompt, awaited } = stage
  const data = {
    participant,
    name: state.participants.get(participant)?.name,
    watched,
    ...(awaited ? { awaited: inLanguage(awaited, lang) } : {}),
    ...(prompt
      ? {
          prompt: {
            id: prompt.id,
            lines: inLanguage(prompt.text, lang).split('\n'),
            buttons: prompt.buttons.map(({ id, text }) => ({ id, text: inLanguage(text, lang) })),
          },
        }
      : {}),
    arrivals: latest.slice(0, shownArrivals).map((arrival) => line(arrival, lang)),
    messages: state.inbox.slice(0, shownMessages),
  }
  response.writeHead(200, { ...pageHeaders(), refresh: String(refreshSeconds) }).end(renderPage('test', data, lang))
}

/** No value of an exchange is shown: what was asked, and how it was answered. */
function line({ exchange: { at, request, outcome } }: Arrival, lang: Language) {
  return {
    time: kazakhstanTime(at).time,
    what: request.operation ?? request.method,
    answer: 'response' in outcome ? String(outcome.response.status) : wording('test.none', lang),
    told: request.inbound?.answered === 'as-told',
  }
}
