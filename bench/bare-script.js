import { Agent, request } from 'undici'

/** The least that does the same requests: a loop. What it is told comes as one line on stdin. */
process.stdin.setEncoding('utf8').once('data', async (line) => {
  const { url, token, count, ...identity } = JSON.parse(line)
  const dispatcher = new Agent({ connect: identity })
  for (let i = 0; i < count; i++) {
    const { statusCode, body } = await request(url, { dispatcher, headers: { authorization: `Bearer ${token}` } })
    await body.json()
    if (statusCode !== 200) throw new Error(`answer ${i} was ${statusCode}`)
  }
  await dispatcher.close()
  process.stdin.destroy()
})
