import { Agent, request } from 'undici'
import { isObject } from '../../base/json.js'
import { isProblemError, problem, type ProblemError } from '../../base/problem.js'
import { readBeside, readSecret, secretsRead } from '../../base/secret.js'
import { scrub } from '../../base/scrub.js'
import type { Limits } from './limits.js'
import type { Endpoint } from './settings.js'

/** What is sent, to whom. `setting` is where the address stands in `file`. */
export interface Post {
  readonly endpoint: Endpoint
  readonly file: string
  readonly setting: string
  readonly body: Uint8Array
  readonly type: string
  readonly accept: string
}

/** Of an answer that is no success: enough to say why. */
const longestReason = 300

/**
 * Sends bytes by POST and answers what came. Redirects are not followed: the bytes are for this address.
 * @throws ProblemError `signer-http` where the answer is not 200, too slow or too large, or nobody answers
 */
export async function post({ endpoint, file, setting, body, type, accept }: Post, limits: Limits): Promise<Buffer> {
  const { url, ca, headers = {} } = endpoint
  const trusted = ca === undefined ? {} : { ca: readBeside(ca, file, `${setting}.ca`) }
  const secrets = Object.entries(headers).map(([name, reference]): [string, string] => [
    name,
    readSecret(reference, file, `${setting}.headers.${name}`),
  ])
  const agent = new Agent({ connect: { ...trusted, minVersion: 'TLSv1.2' } })
  try {
    const answer = await request(url, {
      method: 'POST',
      body,
      headers: { ...Object.fromEntries(secrets), 'content-type': type, accept, 'user-agent': 'synaq' },
      dispatcher: agent,
      signal: AbortSignal.timeout(limits.timeoutMs),
    })
    const received = await bounded(answer.body, limits.mostBytes)
    if (!received) throw failed(url, `it answered more than ${limits.mostBytes / 1024} KB`)
    if (answer.statusCode === 200) return received
    throw failed(url, `it answered ${answer.statusCode}${reasonIn(received)}`)
  } catch (error) {
    if (isProblemError(error)) throw error
    throw failed(url, troubleOf(error, limits))
  } finally {
    await agent.destroy()
  }
}

/** All of a body, or undefined where it is larger. */
async function bounded(body: AsyncIterable<Buffer>, mostBytes: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of body) {
    length += chunk.length
    if (length > mostBytes) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** What the answer says, where it says it in words. */
function reasonIn(received: Buffer): string {
  const text = scrub(received.toString('utf8'), secretsRead())
  const words = text
    .replace(/[\p{Cc}\p{Cf}\ufffd]+/gu, ' ')
    .trim()
    .slice(0, longestReason)
  return words === '' ? '' : `: ${words}`
}

function troubleOf(error: unknown, { timeoutMs }: Limits): string {
  if (!isObject(error)) return 'the connection failed'
  if (error.name === 'TimeoutError') return `it did not answer within ${timeoutMs / 1000} s`
  const code = typeof error.code === 'string' ? ` (${error.code})` : ''
  return `the connection failed: ${scrub(String(error.message), secretsRead())}${code}`
}

function failed(url: string, what: string): ProblemError {
  const { origin, pathname } = new URL(url)
  return problem(
    'signer-http',
    `no signature or time stamp came: ${what}`,
    'Look that the address, `ca` and `headers` are right, and try it by hand: curl --data-binary @FILE ADDRESS.',
    { name: `${origin}${pathname}` },
  )
}
