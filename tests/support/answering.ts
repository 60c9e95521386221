import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'

/** A server on this machine for a test, and how to end it. */
export interface Answering {
  readonly url: string
  close(): Promise<void>
}

export type Answer = (body: Buffer, request: IncomingMessage, response: ServerResponse) => void | Promise<void>

/** Answers each request as it is told, over TLS where a certificate and key are given. */
export async function answering(
  answer: Answer,
  tls?: { readonly cert: string; readonly key: string },
): Promise<Answering> {
  const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => void answer(Buffer.concat(chunks), request, response))
  }
  const server = tls ? createTlsServer(tls, onRequest) : createServer(onRequest)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}/sign`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
