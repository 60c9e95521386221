import { join } from 'node:path'
import { Agent, request } from 'undici'
import { createAuthority } from '../dist/src/crypto/certificates.js'
import { cores, end, firstLine, startNode } from './child.js'
import { userToken } from './journey.js'
import { median, spread } from './statistics.js'

const connections = 64
const rounds = 3
const warmUpMs = 1500
const measureMs = 4000
const path = '/v3/accounts'

/**
 * Requests per second of the gateway's account list, with every check on (certificate, token, binding, participant,
 * consent, scope, limited mode), beside a bare node:https server with mutual TLS that sends as many bytes.
 */
export async function measureGateway(sandbox) {
  const { facts, bank } = sandbox
  const { token, identity } = await userToken(sandbox, ['accounts'])
  const headers = { authorization: `Bearer ${token}`, 'x-participant-id': bank.id }
  const gateway = {
    port: new URL(facts.api).port,
    identity: { ...identity, ca: facts.ca },
    headers,
    serverPid: sandbox.pid,
  }
  const body = await oneAnswer(facts.api, gateway)
  const bare = await startBareServer(body)

  const results = { gateway: [], bare: [] }
  for (let round = 0; round < rounds; round++) {
    results.gateway.push(await measured(gateway))
    results.bare.push(await measured({ ...bare.access, headers }))
  }
  await end(bare.child)

  const gatewaySide = summary(results.gateway)
  const bareSide = summary(results.bare)
  return {
    gateway: gatewaySide,
    bare: bareSide,
    ratio: gatewaySide.perSecond / bareSide.perSecond,
    cpuRatio: gatewaySide.perCpuSecond / bareSide.perCpuSecond,
    setting: { connections, rounds, seconds: measureMs / 1000, bodyBytes: Buffer.byteLength(body), cores },
  }
}

/** Medians of the rounds, and how far their rates lie apart. */
function summary(rounds) {
  const names = ['perSecond', 'perCpuSecond', 'p50', 'p99', 'busy']
  const medians = names.map((name) => [name, median(rounds.map((round) => round[name]))])
  return { ...Object.fromEntries(medians), spread: spread(rounds.map(({ perSecond }) => perSecond)) }
}

async function oneAnswer(api, { identity, headers }) {
  const dispatcher = new Agent({ connect: identity })
  const { statusCode, body } = await request(`${api}${path}`, { dispatcher, headers })
  const text = await body.text()
  await dispatcher.close()
  if (statusCode !== 200) throw new Error(`the gateway answered ${statusCode}: ${text}`)
  return text
}

async function startBareServer(body) {
  const authority = await createAuthority('Bench')
  const server = await authority.issueServer({ commonName: 'bare' })
  const client = await authority.issueClient({ commonName: 'load' })
  const ca = authority.certificate
  const child = startNode([join(import.meta.dirname, 'bare-server.js')], { core: 0 })
  child.stdin.write(`${JSON.stringify({ cert: server.certificate, key: server.key, ca, body })}\n`)
  const { port } = await firstLine(child)
  return { child, access: { port, identity: { cert: client.certificate, key: client.key, ca }, serverPid: child.pid } }
}

async function measured(access) {
  const child = startNode([join(import.meta.dirname, 'load.js')], { core: 1 })
  child.stdin.end(`${JSON.stringify({ ...access, path, connections, warmUpMs, measureMs })}\n`)
  const result = await firstLine(child)
  if (result.wrong > 0) throw new Error(`${result.wrong} answers were not 200: nothing to compare`)
  return result
}
