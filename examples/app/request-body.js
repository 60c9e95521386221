/** Bytes of a form or an errand that are read at most. */
const mostBytes = 65_536

/** The text of a request's body. @throws RangeError where it is too large. */
export async function readBody(request) {
  const chunks = []
  let size = 0
  for await (const chunk of request) {
    size += chunk.length
    if (size > mostBytes) throw new RangeError(`a body of more than ${mostBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

export const readForm = async (request) => new URLSearchParams(await readBody(request))
