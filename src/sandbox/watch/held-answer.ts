import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'

/** An answer that was written and not sent yet; its header fields are set on the response. */
export interface HeldAnswer {
  readonly status: number
  readonly body: Buffer
}

/**
 * Holds back what a handler writes until it ends its answer; undefined where the peer went away before that. Afterwards
 * the response is as it was, its status and header fields set.
 */
export function heldAnswer(response: ServerResponse, handle: () => void): Promise<HeldAnswer | undefined> {
  const chunks: Buffer[] = []
  const keep = (chunk: unknown): void => {
    if (typeof chunk === 'string') chunks.push(Buffer.from(chunk))
    else if (chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk))
  }
  return new Promise((resolve) => {
    const gone = (): void => resolve(undefined)
    response.once('close', gone)
    response.writeHead = (status: number, ...rest: unknown[]) => {
      response.statusCode = status
      setHeaders(response, rest.at(-1))
      return response
    }
    response.write = (chunk: unknown, ...rest: unknown[]) => {
      keep(chunk)
      const written = rest.find((it) => typeof it === 'function')
      if (written) process.nextTick(written)
      return true
    }
    response.end = (...args: unknown[]) => {
      keep(args[0])
      for (const name of ['writeHead', 'write', 'end']) Reflect.deleteProperty(response, name)
      response.off('close', gone)
      resolve({ status: response.statusCode, body: Buffer.concat(chunks) })
      return response
    }
    handle()
  })
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

/** Header fields as they will be sent, each as one text. */
export function sentHeaders(response: ServerResponse): Record<string, string> {
  return Object.fromEntries(
    Object.entries(response.getHeaders()).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : String(value)]],
    ),
  )
}
