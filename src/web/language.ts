import type { FastifyRequest } from 'fastify'
import { isLanguage, type Language } from '../base/text.js'

/** As the cookie says, else as the browser asks for, else Russian. */
export function languageOf({ headers }: FastifyRequest): Language {
  const kept = /(?:^|;\s*)language=(\w\w)/.exec(headers.cookie ?? '')?.[1]
  const asked = [kept, ...(headers['accept-language'] ?? '').split(',').map((part) => part.trim().slice(0, 2))]
  return asked.find((code): code is Language => code !== undefined && isLanguage(code)) ?? 'ru'
}
