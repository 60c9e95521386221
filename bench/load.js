import { connect } from 'node:tls'
import { cpuSeconds } from './child.js'

/**
 * The load, in a process of its own: each connection sends a request, reads the whole answer and sends the next.
 * It writes bytes made beforehand and looks only for status and length, so that it costs less than any server.
 * What it is told comes as one line on stdin; its figures go to stdout as one line.
 */
process.stdin.setEncoding('utf8').once('data', async (line) => {
  const { port, identity, path, headers, connections, warmUpMs, measureMs, serverPid } = JSON.parse(line)
  const lines = Object.entries({ host: `127.0.0.1:${port}`, ...headers }).map(([name, value]) => `${name}: ${value}`)
  const request = Buffer.from(`GET ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
  const counter = { answers: 0, wrong: 0, waited: [] }
  const sockets = await Promise.all(Array.from({ length: connections }, () => open(port, identity)))
  for (const socket of sockets) keepAsking(socket, request, counter)

  await pause(warmUpMs)
  Object.assign(counter, { answers: 0, wrong: 0, waited: [] })
  const cpu = process.cpuUsage()
  const serverCpu = cpuSeconds(serverPid)
  const start = performance.now()
  await pause(measureMs)
  const seconds = (performance.now() - start) / 1000
  const serverSeconds = cpuSeconds(serverPid) - serverCpu
  const { user, system } = process.cpuUsage(cpu)
  const { answers, wrong, waited } = counter
  for (const socket of sockets) socket.destroy()
  waited.sort((a, b) => a - b)
  const result = {
    perSecond: answers / seconds,
    wrong,
    /** Does not depend on what else uses the machine; null where the system does not tell. */
    perCpuSecond: answers / serverSeconds,
    p50: waited[Math.floor(waited.length * 0.5)],
    p99: waited[Math.floor(waited.length * 0.99)],
    /** Share of one core that the load itself took: near 1, it would be the load that is measured. */
    busy: (user + system) / 1e6 / seconds,
  }
  process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit())
})

function open(port, identity) {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, ...identity }, () => resolve(socket)).once('error', reject)
    socket.setNoDelay(true)
  })
}

function keepAsking(socket, request, counter) {
  let received = Buffer.alloc(0)
  let sentAt = performance.now()
  socket.write(request)
  socket.on('data', (chunk) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk])
    const answer = readAnswer(received)
    if (answer === undefined) return
    counter.answers++
    if (answer.status !== '200') counter.wrong++
    const now = performance.now()
    counter.waited.push(now - sentAt)
    received = received.subarray(answer.length)
    sentAt = now
    socket.write(request)
  })
}

/** Status and length of the answer at the beginning of the bytes; undefined while it is not whole. */
function readAnswer(bytes) {
  const headEnd = bytes.indexOf('\r\n\r\n')
  if (headEnd < 0) return undefined
  const head = bytes.latin1Slice(0, headEnd)
  const [, bodyLength] = /\r\ncontent-length: *(\d+)/i.exec(head) ?? []
  if (bodyLength === undefined) throw new Error('an answer without Content-Length: this load cannot count it')
  const length = headEnd + 4 + Number(bodyLength)
  return bytes.length < length ? undefined : { status: head.slice(9, 12), length }
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
