import { once } from 'node:events'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { isObject, parseJson } from '../base/json.js'
import { isProblemError } from '../base/problem.js'
import type { WatchEvent } from './api.js'
import { reasonOf, refusal, unreachable } from './problems.js'

export interface WatchAddress {
  readonly url: string
  readonly token: string
  readonly path: string
}

/** Longer than a refusal needs. */
const mostRefusalCharacters = 100_000

/**
 * The lines of a watch as they come. Nothing may come for hours, so it goes without the time limits that `fetch` has.
 * @throws ProblemError where it cannot begin, or the sandbox ends it.
 */
export async function* watchEvents(address: WatchAddress, signal: AbortSignal): AsyncGenerator<WatchEvent> {
  const { url, path } = address
  try {
    const response = await begun(address, signal)
    if (response.statusCode !== 200) {
      throw refusal(url, `GET ${path}`, response.statusCode ?? 0, parseJson(await textOf(response)))
    }
    for await (const line of linesOf(response)) {
      const event: unknown = parseJson(line)
      if (isWatchEvent(event)) yield event
    }
  } catch (error) {
    if (signal.aborted) return
    if (isProblemError(error)) throw error
    throw unreachable(url, reasonOf(error, 0))
  }
  if (!signal.aborted) throw unreachable(url, 'it ended the watch of the application')
}

async function begun({ url, token, path }: WatchAddress, signal: AbortSignal): Promise<IncomingMessage> {
  const address = new URL(url.replace(/\/$/, '') + path)
  const open = address.protocol === 'https:' ? httpsRequest : httpRequest
  const request = open(address, { headers: { authorization: `Bearer ${token}` }, agent: false, signal })
  request.end()
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  // What breaks off later is told by the response.
  request.on('error', () => undefined)
  return response
}

async function* linesOf(response: IncomingMessage): AsyncGenerator<string> {
  let rest = ''
  for await (const chunk of response.setEncoding('utf8') as AsyncIterable<string>) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
}

async function textOf(response: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of response.setEncoding('utf8') as AsyncIterable<string>) {
    text += chunk
    if (text.length > mostRefusalCharacters) break
  }
  return text
}

const isWatchEvent = (event: unknown): event is WatchEvent => isObject(event) && typeof event.type === 'string'
