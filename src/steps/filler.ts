import { z } from 'zod'
import { defineStep } from './define.js'

const params = z.strictObject({
  characters: z.int().min(1).max(1_000_000),
  of: z.string().length(1).default('x').describe('the character that it is made of'),
})

/** `filler: { characters: 12000, as: long }` — a text so long that nobody wants it. */
export const filler = defineStep<z.output<typeof params>>({
  name: 'filler',
  summary: { ru: 'текст такой длины', en: 'a text of this length' },
  params,
  yields: true,
  writes: [],
  needs: [],
  async run(p) {
    return { value: { text: p.of.repeat(p.characters) } }
  },
})
