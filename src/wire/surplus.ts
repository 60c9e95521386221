import type { TLSSocket } from 'node:tls'

/** Heads of answers are shorter. */
const mostKept = 64 * 1024

/**
 * What came over a connection since a request was sent. HTTP's parser drops what follows an answer without content, and who
 * sends such a thing confuses every client: here it can be counted.
 */
export class Overheard {
  #chunks: Buffer[] = []
  #size = 0

  /** Hears what the socket receives, beside whoever reads it. */
  listenTo(socket: TLSSocket): void {
    const push = socket.push.bind(socket)
    socket.push = (chunk: unknown, encoding?: BufferEncoding) => {
      if (Buffer.isBuffer(chunk)) this.#keep(chunk)
      return push(chunk, encoding)
    }
  }

  /** Forgets what came before. */
  begin(): void {
    this.#chunks = []
    this.#size = 0
  }

  /** Bytes behind the head of the final answer that were there when it ended; 0 where its end was not heard. */
  behindHead(): number {
    const bytes = Buffer.concat(this.#chunks)
    for (let from = 0; ;) {
      const end = bytes.indexOf('\r\n\r\n', from)
      if (end < 0) return 0
      const isInterim = /^HTTP\/1\.[01] 1\d\d\b/.test(bytes.subarray(from, from + 12).toString('latin1'))
      if (!isInterim) return bytes.length - end - 4
      from = end + 4
    }
  }

  #keep(chunk: Buffer): void {
    if (this.#size > mostKept) return
    this.#chunks.push(chunk)
    this.#size += chunk.length
  }
}
