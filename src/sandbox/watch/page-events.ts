import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Language } from '../../base/text.js'
import { pageLanguage } from '../pages/page-response.js'
import type { WorkspaceState } from '../state.js'
import type { Watches } from './index.js'
import { pageParts } from './page-parts.js'

/** Pages that are kept up to date at the same time: more than anybody opens. */
const mostReaders = 50
/** What a page that reads no more may leave unread. */
const mostUnreadBytes = 1024 * 1024

/** Serves a stream of server-sent events (HTML Living Standard, section 9.2): the parts of a page, now and after each change. */
export type PageEvents = (participant: string, request: IncomingMessage, response: ServerResponse) => void

/** Nobody reads to begin with. */
export function pageEvents(context: { readonly watches: Watches; state(): WorkspaceState }): PageEvents {
  let readers = 0
  return (participant, request, response) => {
    const lang: Language = pageLanguage(request, response)
    // A browser does not come again after these two.
    if (readers >= mostReaders || !context.watches.shown(participant)) {
      response.writeHead(204, { 'cache-control': 'no-store' }).end()
      return
    }
    readers += 1
    let due = false
    const tell = (): void => {
      due = false
      const parts = pageParts(context, participant, lang) ?? []
      if (response.destroyed) return
      response.write(`event: shown\ndata: ${JSON.stringify(parts)}\n\n`)
      if (response.writableLength > mostUnreadBytes) response.destroy()
    }
    // What changes within a turn is told at once.
    const stop = context.watches.onChange(() => {
      if (!due) setImmediate(tell)
      due = true
    })
    response.once('close', () => {
      readers -= 1
      stop()
    })
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    if (request.method === 'HEAD') response.end()
    else tell()
  }
}
