import { z } from 'zod'
import { defineStep, listOf, messageOf, written, writtenText } from './define.js'
import { hasText } from './seen-text.js'
import { withoutApp } from './without-app.js'

const params = z.strictObject({
  topic: z
    .string()
    .regex(/^[a-z][a-z0-9-]*$/, 'a short name in lower case')
    .optional()
    .describe('short name of the question, by which a driver can tell it from others'),
  ask: z
    .strictObject({ ru: z.string().min(1), en: z.string().min(1), kk: z.string().min(1).optional() })
    .describe('a question to be answered with yes or no; yes is as it should be'),
  shows: written.optional().describe('text that the client has before her, as a drive yields it'),
  has: z.array(writtenText).optional().describe('texts that must stand there'),
  lacks: z.array(writtenText).optional().describe('texts that must not stand there'),
})

/** `prompt: { ask: {...}, shows: "${shown.shows}", has: [...] }` — what is seen in the application. */
export const prompt = defineStep<z.output<typeof params>>({
  name: 'prompt',
  summary: {
    ru: 'что видно в приложении: по его тексту или со слов человека',
    en: 'what is seen in the application: by its text, or as a person says',
  },
  params,
  yields: true,
  shows: 'screen',
  writes: [],
  needs: ['app', 'screens'],
  asks: ({ ask }) => textOf(ask),
  async run(p, context) {
    if (!context.app) return withoutApp('prompt')
    const shows = p.shows === undefined ? null : context.resolve(p.shows)
    const question = textOf(p.ask)
    const told = (answer: 'yes' | 'no' | null, by: 'screen' | 'person') => {
      context.recordAct('prompt', { ask: question, answer, by, ...(p.topic === undefined ? {} : { topic: p.topic }) })
      return { value: { answer, by } }
    }
    if (typeof shows === 'string' && (p.has ?? p.lacks)) {
      const there = (text: string) => hasText(shows, text)
      const met = listOf(context, p.has ?? []).every(there) && !listOf(context, p.lacks ?? []).some(there)
      return told(met ? 'yes' : 'no', 'screen')
    }
    try {
      return told((await context.app.ask(question, context.signal, p.topic)) ?? null, 'person')
    } catch (error) {
      return { trouble: { cause: 'environment', what: messageOf(error) } }
    }
  },
})

const textOf = ({ ru, en, kk }: z.output<typeof params>['ask']) => ({ ru, en, ...(kk === undefined ? {} : { kk }) })
