import { isUtf8 } from 'node:buffer'
import type { Dispatcher } from 'undici'
import { endsWithHead } from '../base/ends-with-head.js'
import { isObject, parseJson } from '../base/json.js'
import type { Headers } from '../model/contract.js'
import type { RawResponse } from '../model/exchange.js'
import { decoded } from './content-coding.js'
import type { Progress } from './failures.js'

/** What came of a dispatched request. */
export type Received = { readonly response: RawResponse } | { readonly error: unknown }

/** Collects one response; `settle` is called once, when it is complete or has failed. */
export class Reception implements Dispatcher.DispatchHandler {
  progress: Progress = 'connecting'
  firstByteAt: number | undefined
  #status = 0
  #headers: Headers = {}
  readonly #chunks: Buffer[] = []
  #size = 0

  constructor(
    private readonly options: {
      readonly maxBodyBytes: number
      readonly ticks: () => number
      /** `coding` is the one that it came in, where it is too large only without that. */
      readonly tooLarge: (coding?: string) => void
      readonly settle: (received: Received) => void
    },
  ) {}

  onRequestStart(): void {
    this.progress = 'sent'
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    if (status < 200) return
    this.progress = 'answering'
    this.firstByteAt = this.options.ticks()
    this.#status = status
    this.#headers = joined(headers)
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#size += chunk.length
    if (this.#size > this.options.maxBodyBytes) this.options.tooLarge()
    else this.#chunks.push(chunk)
  }

  onResponseEnd(): void {
    const coding = this.#headers['content-encoding'] ?? ''
    const bytes = decoded(Buffer.concat(this.#chunks), coding, this.options.maxBodyBytes)
    if (bytes === 'too-large') {
      this.options.tooLarge(coding)
      return
    }
    const body = bytes.toString('utf8')
    const validUtf8 = isUtf8(bytes)
    const json = validUtf8 && isJson(this.#headers['content-type'] ?? '') ? parseJson(body) : undefined
    this.options.settle({ response: { status: this.#status, headers: this.#headers, body, validUtf8, json } })
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: unknown): void {
    // The client takes the length of what a 304 stands for (RFC 9110, section 8.6) for a promise of content.
    if (endsWithHead(this.#status) && this.#size === 0 && isLengthMismatch(error)) this.onResponseEnd()
    else this.options.settle({ error })
  }
}

const isLengthMismatch = (error: unknown): boolean =>
  isObject(error) && error.code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH'

/** Lower-case names; several fields of one name are joined (RFC 9110, section 5.2). */
function joined(headers: Readonly<Record<string, string | string[] | undefined>>): Headers {
  const fields = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), [value ?? []].flat().join(', ')])
  return Object.fromEntries(fields) as Headers
}

/** application/json and every `+json` (RFC 6839). */
function isJson(contentType: string): boolean {
  return /^application\/(?:[^;]*\+)?json\s*(?:;|$)/i.test(contentType)
}
