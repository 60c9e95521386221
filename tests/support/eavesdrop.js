import { EventEmitter } from 'node:events'
import { appendFileSync } from 'node:fs'
import { ServerResponse } from 'node:http'

/**
 * For `node --import`: writes every request and answer of the servers in this process, unmasked, to a file.
 * So a test knows every secret that ever went over the wire.
 */
const file = process.env.SYNAQ_TEST_EAVESDROP

const emit = EventEmitter.prototype.emit
EventEmitter.prototype.emit = function (name, request, response, ...rest) {
  if (file !== undefined && name === 'request' && response instanceof ServerResponse) listen(request, response)
  return emit.call(this, name, request, response, ...rest)
}

function listen(request, response) {
  const sent = copied(request, ['push'])
  const answered = copied(response, ['write', 'end'])
  response.once('close', () => {
    const { method, url, headers } = request
    const set = response.getHeaders()
    const line = { method, url, headers, body: text(sent), answer: { headers: set, body: text(answered) } }
    appendFileSync(file, `${JSON.stringify(line)}\n`)
  })
}

/** Everything that goes through these methods of a stream. */
function copied(stream, methods) {
  const chunks = []
  for (const method of methods) {
    const original = stream[method]
    stream[method] = function (chunk, ...rest) {
      if (typeof chunk === 'string' || chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk))
      return original.call(this, chunk, ...rest)
    }
  }
  return chunks
}

const text = (chunks) => Buffer.concat(chunks).toString('utf8')
