import type { ServerResponse } from 'node:http'
import type { Language } from '../base/text.js'
import type { Board } from './board.js'
import type { Rows } from './rows.js'
import { maySee, type Visitor } from './visitor.js'

/** Somebody who watches the grid, or one API of it. */
interface Watcher {
  readonly visitor: Visitor
  readonly language: Language
  readonly api?: string
}

/** Sends changed rows to open pages (server-sent events). */
export interface Live {
  /** Holds the response until the page is closed. */
  open(response: ServerResponse, watcher: Watcher): void
  /** Alerts are different: pages ask for what they show of them. */
  alerts(): void
  readonly watching: number
  close(): void
}

/** Keeps ways through proxies open. */
const beatMs = 20_000

export function createLive(board: Board, rows: Rows): Live {
  const open = new Map<ServerResponse, Watcher>()
  const unwatch = board.watch((changed) => {
    for (const [response, { visitor, language, api }] of open) {
      const seen = changed.filter(
        ({ id, participant }) => maySee(visitor, participant) && (api === undefined || api === id),
      )
      if (seen.length === 0) continue
      const changedRows = api === undefined ? seen.map((entry) => ({ id: entry.id, html: rows(entry, language) })) : []
      response.write(`event: rows\ndata: ${JSON.stringify(changedRows)}\n\n`)
    }
  })
  const beat = setInterval(() => {
    for (const response of open.keys()) response.write(': here\n\n')
  }, beatMs)
  return {
    open: (response, watcher) => {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
      response.write('retry: 2000\n\n')
      open.set(response, watcher)
      response.once('close', () => open.delete(response))
    },
    alerts: () => {
      for (const response of open.keys()) response.write('event: alerts\ndata:\n\n')
    },
    get watching() {
      return open.size
    },
    close: () => {
      clearInterval(beat)
      unwatch()
      for (const response of open.keys()) response.end()
    },
  }
}
