import { X509Certificate } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, request as httpsRequest } from 'node:https'
import type { TLSSocket } from 'node:tls'
import type { Identity } from '../../src/model/target.js'
import { serve, type FakeServer } from './fake-bank.js'

/** What goes wrong with one request; `forward` lets it through to the bank after all. */
export type Fault = (response: ServerResponse, request: IncomingMessage, forward: () => void) => void

/** The fault of a request, if any; `nth` counts the requests since the rule was set, from 1. */
export type FaultRule = (request: IncomingMessage, nth: number) => Fault | undefined

export interface FaultProxy extends FakeServer {
  /** From now on this rule says what goes wrong, and requests are counted anew. */
  follow(rule: FaultRule): void
  /** Method and path of every request since the rule was set. */
  asked(): readonly string[]
}

export interface FaultProxyOptions {
  /** The bank's own server certificate, so that nobody can tell the proxy from the bank. */
  readonly server: Identity
  readonly ca: string
  /** Certificates of callers: each is presented to the bank again as it was presented here. */
  readonly callers: readonly Identity[]
  /** Where the sound bank serves. */
  readonly bank: string
}

/** Stands before a sound bank, ends TLS with the bank's certificate, and spoils the requests that it is told to spoil. */
export async function serveFaults({ server, ca, callers, bank }: FaultProxyOptions): Promise<FaultProxy> {
  const known = new Map(callers.map((caller) => [new X509Certificate(caller.certificate).fingerprint256, caller]))
  let rule: FaultRule = () => undefined
  let asked: string[] = []
  const tls = { cert: server.certificate, key: server.key, ca, requestCert: true, rejectUnauthorized: false }
  const proxy = createServer(tls, (request, response) => {
    asked.push(`${request.method ?? ''} ${request.url ?? ''}`)
    const presented = (request.socket as TLSSocket).getPeerX509Certificate()?.fingerprint256 ?? ''
    const onward = (): void => forward(request, response, { bank, ca, caller: known.get(presented) })
    const fault = rule(request, asked.length)
    if (fault) fault(response, request, onward)
    else onward()
  })
  // A caller that gives up is what some of the faults are about.
  proxy.on('connection', (socket) => socket.on('error', () => socket.destroy()))
  return {
    ...(await serve(proxy)),
    follow: (next) => {
      rule = next
      asked = []
    },
    asked: () => asked,
  }
}

interface Upstream {
  readonly bank: string
  readonly ca: string
  readonly caller: Identity | undefined
}

function forward(request: IncomingMessage, response: ServerResponse, { bank, ca, caller }: Upstream): void {
  const { method, url = '/', headers } = request
  const presented = caller ? { cert: caller.certificate, key: caller.key } : {}
  const onward = httpsRequest(new URL(url, bank), { method, headers, ca, agent: false, ...presented }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.rawHeaders)
    answer.pipe(response)
  })
  // A refusal of TLS by the bank is passed on as the end of the connection.
  onward.on('error', () => response.socket?.destroy())
  request.pipe(onward)
}
