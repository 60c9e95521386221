import type { IncomingMessage } from 'node:http'
import { finished } from 'node:stream/promises'
import { hasBody } from '../request-body.js'

/** More of a request's body is not kept: no request of a contract comes near it. */
const mostBodyBytes = 1024 * 1024
/** How long a body that nobody wanted is waited for. */
const unwantedMs = 1000

/** The body of a request as it is being read by whoever serves it. */
export interface ReceivedBody {
  /** What was read, as text; what nobody has read is read now. Bounded in size and time. */
  whole(): Promise<string>
}

/** Listens in on a body: every way of reading a request emits `data`. */
export function receivedBody(request: IncomingMessage): ReceivedBody {
  const chunks: Buffer[] = []
  let bytes = 0
  const emit = request.emit.bind(request)
  request.emit = (event: string | symbol, ...args: unknown[]) => {
    const [chunk] = args
    if (event === 'data' && chunk instanceof Uint8Array && bytes < mostBodyBytes) {
      const kept = Buffer.from(chunk.subarray(0, mostBodyBytes - bytes))
      bytes += kept.length
      chunks.push(kept)
    }
    return emit(event, ...args)
  }
  return {
    whole: async () => {
      if (hasBody(request) && !request.readableEnded && !request.destroyed && bytes < mostBodyBytes) {
        request.resume()
        // A body that never ends, or breaks off, is what there is of it.
        await finished(request, { writable: false, signal: AbortSignal.timeout(unwantedMs) }).catch(() => undefined)
      }
      return Buffer.concat(chunks).toString('utf8')
    },
  }
}
