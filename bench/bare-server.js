import { createServer } from 'node:https'

/** The least that answers over mutual TLS: one body, always the same. What it is told comes as one line on stdin. */
process.stdin.setEncoding('utf8').once('data', (line) => {
  const { cert, key, ca, body } = JSON.parse(line)
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
  const server = createServer({ cert, key, ca, requestCert: true, rejectUnauthorized: true }, (_, response) => {
    response.writeHead(200, headers).end(body)
  })
  server.listen(0, '127.0.0.1', () => {
    process.stdout.write(`${JSON.stringify({ port: server.address().port })}\n`)
  })
})
