import { z } from 'zod'
import type { Text } from '../base/text.js'
import type { Observation } from '../model/finding.js'
import { defineCheck, unanswered } from './define.js'

/** `encoded: utf-8` — every answer of the step is UTF-8, as JSON between systems has to be (RFC 8259, 8.1), and says nothing else. */
export const encoded = defineCheck({
  name: 'encoded',
  version: 1,
  summary: { ru: 'ответ в кодировке UTF-8', en: 'the answer is encoded in UTF-8' },
  params: z.literal('utf-8'),
  judge(place) {
    const without = unanswered(place)
    if (without) return [without]
    return place.exchanges.flatMap(({ index, exchange }): Observation[] => {
      if (!('response' in exchange.outcome)) return []
      const { headers, validUtf8 } = exchange.outcome.response
      const declared = /;\s*charset="?([^";\s]+)/i.exec(headers['content-type'] ?? '')?.[1]?.toLowerCase() ?? 'utf-8'
      const expected = { ru: 'текст в UTF-8', en: 'a text in UTF-8' }
      if (declared !== 'utf-8')
        return [
          {
            result: 'departed',
            expected,
            actual: { ru: `charset ${declared}`, en: `charset ${declared}` },
            likelyCause: {
              ru: `Кодировка ответа – ${declared}: это настройка сервера или библиотеки по умолчанию.`,
              en: `The answer is encoded in ${declared}: a default of the server or of a library.`,
            },
            next: inUtf8,
            exchange: index,
          },
        ]
      if (!validUtf8)
        return [
          {
            result: 'departed',
            expected,
            actual: { ru: 'байты не UTF-8', en: 'bytes that are not UTF-8' },
            likelyCause: {
              ru: 'Тело записано в другой кодировке, например windows-1251: строка переводится в байты кодировкой операционной системы.',
              en: "The body was written in another encoding, such as windows-1251: the text is turned into bytes by the operating system's default.",
            },
            next: inUtf8,
            exchange: index,
          },
        ]
      return [{ result: 'met', expected, actual: { ru: 'так и есть', en: 'as expected' }, exchange: index }]
    })
  },
})

const inUtf8: Text = {
  ru: 'Пишите тело в UTF-8 явно (в Java – StandardCharsets.UTF_8) и не объявляйте другой charset: у application/json его нет.',
  en: 'Write the body in UTF-8 explicitly (in Java StandardCharsets.UTF_8) and declare no other charset: application/json has none.',
}
