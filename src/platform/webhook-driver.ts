import { Agent, request } from 'undici'
import { isObject, parseJson } from '../base/json.js'
import { problem, type ProblemError } from '../base/problem.js'
import { inLanguage, type Language } from '../base/text.js'
import type { AppDriver, AppErrand } from '../model/application.js'
import type { Person } from '../model/ports.js'
import type { DriveWay } from '../model/target.js'

/** An application may wait for a bank and try again before it gives up; longer than this no scenario keeps it waiting. */
const mostMs = 120_000
const mostBytes = 1_000_000

export interface WebhookOptions {
  /** Walks the pages where the application answers with an address for the client's browser. */
  readonly person: Person
  /** PEM of the authority of the application's own pages; the public ones where absent. */
  readonly ca?: string
  readonly language: Language
}

/** An application that is made to act by its own webhook: errands and questions as JSON by POST. */
export function webhookDriver(way: Extract<DriveWay, { kind: 'webhook' }>, options: WebhookOptions): AppDriver {
  const { person, ca, language } = options
  const trusted = way.ca ?? ca
  const post = (body: object, signal: AbortSignal): Promise<Record<string, unknown>> => posted(way, trusted, body, signal)
  return {
    async drive(errand, signal) {
      const { url, shows } = await post(asTold(errand), signal)
      if (typeof url === 'string') return walked(url, errand, person, ca)
      return { pages: [], ...(typeof shows === 'string' ? { shows } : {}) }
    },
    async ask(question, signal, topic) {
      const asked = { ask: inLanguage(question, language), language, ...(topic === undefined ? {} : { topic }) }
      const { answer } = await post(asked, signal)
      return answer === 'yes' || answer === 'no' ? answer : undefined
    },
  }
}

/** The client's browser takes over where the application says, and comes back into it. */
async function walked(url: string, { client, goal }: AppErrand, person: Person, ca: string | undefined) {
  if (person.walkThrough) return person.walkThrough(url, client, goal, ca === undefined ? {} : { ca })
  throw problem(
    'drive-pages',
    'The application sends the client to its pages, and nobody here can walk them.',
    'Take «visits» out of the target file, or let the driver walk the pages itself.',
  )
}

function asTold({ act, client, providers, scopes }: AppErrand): object {
  const { name, iin, phone, has, representative } = client
  const legalEntity = has.includes('legal-entity')
  return {
    act,
    client: { name, iin, phone, legalEntity, ...(representative ? { representative } : {}) },
    providers,
    scopes,
  }
}

async function posted(
  { url, token }: Extract<DriveWay, { kind: 'webhook' }>,
  ca: string | undefined,
  body: object,
  signal: AbortSignal,
): Promise<Record<string, unknown>> {
  const agent = new Agent({ headersTimeout: mostMs, bodyTimeout: mostMs, ...(ca === undefined ? {} : { connect: { ca } }) })
  const place = { name: `POST ${url}` }
  try {
    const response = await request(url, {
      method: 'POST',
      dispatcher: agent,
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
      signal: AbortSignal.any([signal, AbortSignal.timeout(mostMs)]),
    })
    const text = await bounded(response.body, url)
    const answer = parseJson(text)
    if (response.statusCode >= 200 && response.statusCode < 300 && isObject(answer)) return answer
    throw problem(
      'drive-answer',
      `The application's webhook answered ${response.statusCode}${isObject(answer) ? '' : ' and no JSON object'}.`,
      'It answers 200 with { "url" or "shows" } to an errand and { "answer": "yes" or "no" } to a question, also where the application could not do it.',
      place,
    )
  } catch (error) {
    if (isObject(error) && 'problems' in error) throw error
    throw unreachable(error, url)
  } finally {
    await agent.destroy()
  }
}

async function bounded(body: AsyncIterable<Buffer>, url: string): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.length
    if (bytes > mostBytes)
      throw problem(
        'drive-answer',
        `The application's webhook answered more than ${mostBytes} bytes.`,
        'Let it tell what the client sees as text.',
        { name: `POST ${url}` },
      )
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function unreachable(error: unknown, url: string): ProblemError {
  const { name, code, message } = isObject(error) ? error : {}
  const reason = name === 'TimeoutError' ? `no answer within ${mostMs / 1000} s` : String(code ?? message)
  return problem(
    'drive-unreachable',
    `The application's webhook cannot be reached (${reason}).`,
    'Is the application running? Compare «app.drive.webhook», its token and «ca» in the target file with what it says.',
    { name: `POST ${url}` },
  )
}
