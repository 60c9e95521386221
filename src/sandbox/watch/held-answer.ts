import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'

/** More of an answer is not held: no answer of a contract comes near it. */
export const mostHeldBytes = 4 * 1024 * 1024

/** What became of an answer that was held back. */
export type Held =
  /** It was written as a whole and nothing of it was sent yet; its status and header fields are set on the response. */
  | { readonly kind: 'whole'; readonly status: number; readonly body: Buffer }
  /** It is larger than we hold and goes out as it is written. */
  | { readonly kind: 'too-large' }
  /** It was broken off before its end, by whoever asked or by ourselves. */
  | { readonly kind: 'broken'; readonly by: 'peer' | 'platform' }

/** What is taken over of a response while it is held. */
const held = ['writeHead', 'write', 'end', 'destroy', 'headersSent'] as const

/**
 * Holds back what a handler writes until it ends its answer. Afterwards the response is as it was: what is done with it then
 * is done to the connection.
 */
export function heldAnswer(response: ServerResponse, handle: () => void): Promise<Held> {
  const chunks: Buffer[] = []
  let bytes = 0
  let begun = false
  const before = held.map((name) => [name, Object.getOwnPropertyDescriptor(response, name)] as const)
  const keep = (chunk: unknown, encoding: unknown): void => {
    const kept = bytesOf(chunk, encoding)
    bytes += kept.length
    chunks.push(kept)
  }
  return new Promise((resolve) => {
    const release = (ended: Held): void => {
      for (const [name, own] of before) {
        // Whoever looked at the answer before goes on looking.
        if (own) Object.defineProperty(response, name, own)
        else Reflect.deleteProperty(response, name)
      }
      response.off('close', gone)
      resolve(ended)
    }
    const gone = (): void => release({ kind: 'broken', by: 'peer' })
    response.once('close', gone)
    // Whoever writes must see that it has begun, though nothing is on its way.
    Object.defineProperty(response, 'headersSent', { configurable: true, get: () => begun })
    response.writeHead = (status: number, ...rest: unknown[]) => {
      begun = true
      response.statusCode = status
      setHeaders(response, rest.at(-1))
      return response
    }
    response.write = (chunk: unknown, ...rest: unknown[]) => {
      begun = true
      keep(chunk, rest[0])
      const written = rest.find((it) => typeof it === 'function')
      if (written) process.nextTick(written)
      if (bytes <= mostHeldBytes) return true
      release({ kind: 'too-large' })
      return response.write(Buffer.concat(chunks))
    }
    response.end = (...args: unknown[]) => {
      keep(args[0], args[1])
      const sent = args.find((it) => typeof it === 'function')
      if (sent) response.once('finish', () => process.nextTick(sent))
      release({ kind: 'whole', status: response.statusCode, body: Buffer.concat(chunks) })
      return response
    }
    response.destroy = (error?: Error) => {
      release({ kind: 'broken', by: 'platform' })
      return response.destroy(error)
    }
    handle()
  })
}

function bytesOf(chunk: unknown, encoding: unknown): Buffer {
  if (chunk instanceof Uint8Array) return Buffer.from(chunk)
  if (typeof chunk !== 'string') return Buffer.alloc(0)
  return Buffer.from(chunk, typeof encoding === 'string' && Buffer.isEncoding(encoding) ? encoding : 'utf8')
}

/** What `writeHead` is given: an object, or a flat list of names and values. */
function setHeaders(response: ServerResponse, given: unknown): void {
  if (Array.isArray(given)) {
    const list = given as unknown[]
    for (let i = 0; i + 1 < list.length; i += 2) response.appendHeader(String(list[i]), String(list[i + 1]))
  } else if (typeof given === 'object' && given !== null) {
    for (const [name, value] of Object.entries(given as OutgoingHttpHeaders))
      if (value !== undefined) response.setHeader(name, value)
  }
}
