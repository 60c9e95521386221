import { X509Certificate } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, request as httpsRequest } from 'node:https'
import type { Socket } from 'node:net'
import type { Transform } from 'node:stream'
import type { TLSSocket } from 'node:tls'
import type { Identity } from '../../src/model/target.js'
import { serve, type FakeServer } from './fake-bank.js'

/** What becomes of the bank's answer: these headers in place of its own, the body led through this. */
export interface Changes {
  readonly headers?: Readonly<Record<string, string>>
  readonly through?: Transform
}

/** A request that is to be spoiled. */
export interface Victim {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** Lets it through to the bank after all, and its answer back, changed or not. */
  readonly forward: (changes?: Changes) => void
  /** Resets the connection (RST), under TLS. */
  readonly reset: () => void
}

/** What goes wrong with one request. */
export type Fault = (victim: Victim) => void

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
  const connections = new Map<number | undefined, Socket>()
  const proxy = createServer(tls, (request, response) => {
    asked.push(`${request.method ?? ''} ${request.url ?? ''}`)
    const caller = known.get(presentedBy(request))
    const onward = (changes?: Changes): void => forward(request, response, { bank, ca, caller }, changes)
    const reset = (): void => void connections.get(request.socket.remotePort)?.resetAndDestroy()
    const fault = rule(request, asked.length)
    if (fault) fault({ request, response, forward: onward, reset })
    else onward()
  })
  proxy.on('connection', (socket: Socket) => {
    const { remotePort } = socket
    connections.set(remotePort, socket)
    socket.on('close', () => connections.delete(remotePort))
    // A caller that gives up is what some of the faults are about.
    socket.on('error', () => socket.destroy())
  })
  return {
    ...(await serve(proxy)),
    follow: (next) => {
      rule = next
      asked = []
    },
    asked: () => asked,
  }
}

/** SHA-256 of the caller's certificate; an empty text where there is none. */
function presentedBy({ socket }: IncomingMessage): string {
  return 'getPeerX509Certificate' in socket
    ? ((socket as TLSSocket).getPeerX509Certificate()?.fingerprint256 ?? '')
    : ''
}

interface Upstream {
  readonly bank: string
  readonly ca: string
  readonly caller: Identity | undefined
}

function forward(
  request: IncomingMessage,
  response: ServerResponse,
  { bank, ca, caller }: Upstream,
  { headers: changed = {}, through }: Changes = {},
): void {
  const { method, url = '/', headers } = request
  const presented = caller ? { cert: caller.certificate, key: caller.key } : {}
  const onward = httpsRequest(new URL(url, bank), { method, headers, ca, agent: false, ...presented }, (answer) => {
    const { 'content-length': length, ...others } = answer.headers
    const sized = through || length === undefined ? {} : { 'content-length': length }
    response.writeHead(answer.statusCode ?? 502, { ...others, ...sized, ...changed })
    if (through) answer.pipe(through).pipe(response)
    else answer.pipe(response)
  })
  // A refusal of TLS by the bank is passed on as the end of the connection.
  onward.on('error', () => response.socket?.destroy())
  request.pipe(onward)
}
