import { z } from 'zod'
import { defineStep, textOf, writtenText } from './define.js'

const params = z.strictObject({ of: writtenText.describe('an ETag with its quotes, as an answer had it') })

/** `entity-tag: { of: "${first.headers.etag}", as: tag }` — the same tag as a weak one (RFC 9110, section 8.8.3). */
export const entityTag = defineStep<z.output<typeof params>>({
  name: 'entity-tag',
  summary: { ru: 'тот же ETag как слабый', en: 'the same entity tag as a weak one' },
  params,
  yields: true,
  writes: [],
  needs: [],
  run(p, context) {
    const tag = /^(?:W\/)?("[^"]*")$/.exec(textOf(context, p.of) ?? '')?.[1]
    if (tag !== undefined) return Promise.resolve({ value: { weak: `W/${tag}` } })
    const what = 'entity-tag: what an earlier answer gave is no entity tag in quotes'
    return Promise.resolve({ trouble: { cause: 'configuration' as const, what } })
  },
})
