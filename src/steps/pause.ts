import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { StepResult } from '../model/vocabulary.js'
import { defineStep, textOf, writtenText } from './define.js'

/** Longer than this no server is waited for. */
const mostSeconds = 60

const params = z.strictObject({ for: writtenText.describe('seconds or an HTTP date, as `Retry-After` has them') })

/** `pause: { for: '${burst.headers.retry-after}' }` — waits until a server that refused may be asked again. */
export const pause = defineStep<z.output<typeof params>>({
  name: 'pause',
  summary: {
    ru: 'подождать, пока сервер не разрешит спросить снова',
    en: 'wait until a server may be asked again',
  },
  params,
  yields: false,
  writes: [],
  needs: [],
  async run(p, context) {
    const asked = textOf(context, p.for) ?? ''
    const seconds = secondsUntil(asked, Date.now())
    if (seconds === undefined) return troubled(`«${asked.slice(0, 40)}» is neither seconds nor an HTTP date`)
    if (seconds > mostSeconds) return troubled(`the server asks to wait ${seconds} s, longer than ${mostSeconds} s`)
    await sleep(seconds * 1000)
    return {}
  },
})

/** Seconds to wait by a `Retry-After` (RFC 9110, section 10.2.3), not below 0; undefined where it is none. */
export function secondsUntil(retryAfter: string, nowMs: number): number | undefined {
  if (/^\d{1,9}$/.test(retryAfter)) return Number(retryAfter)
  const at = retryAfter.endsWith('GMT') ? Date.parse(retryAfter) : NaN
  return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil((at - nowMs) / 1000))
}

const troubled = (what: string): StepResult => ({ trouble: { cause: 'configuration', what } })
