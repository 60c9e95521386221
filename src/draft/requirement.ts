import type { Text } from '../base/text.js'
import type { DraftRequirement, OperationFacts } from './types.js'

/** What requirements of an operation are about. */
export type Topic = 'answer' | 'refusal' | 'parameters' | 'body' | 'unknown' | 'method' | 'security' | 'media'

const texts: Readonly<Record<Topic, (id: string) => Text>> = {
  answer: (id) => ({
    ru: `Успешный ответ операции «${id}» соответствует контракту: код, заголовки, тело.`,
    en: `An answer of success of «${id}» meets the contract: status, headers, body.`,
  }),
  refusal: (id) => ({
    ru: `Отказ операции «${id}» соответствует объявленному в контракте.`,
    en: `A refusal of «${id}» is as the contract declares it.`,
  }),
  parameters: (id) => ({
    ru: `Запрос «${id}» без обязательного параметра или с параметром не по схеме отклоняется.`,
    en: `A request of «${id}» without a required parameter, or with one that does not meet its schema, is refused.`,
  }),
  body: (id) => ({
    ru: `Запрос «${id}» с телом не по схеме отклоняется.`,
    en: `A request of «${id}» with a body that does not meet its schema is refused.`,
  }),
  unknown: (id) => ({
    ru: `Операция «${id}» отказывает в том, чего нет.`,
    en: `«${id}» refuses what does not exist.`,
  }),
  method: (id) => ({
    ru: `У адреса операции «${id}» нет иных методов, кроме объявленных.`,
    en: `The address of «${id}» has no other methods than those declared.`,
  }),
  security: (id) => ({
    ru: `Операция «${id}» доступна только по объявленным в контракте средствам доступа.`,
    en: `«${id}» is open only to the credentials that the contract declares.`,
  }),
  media: (id) => ({
    ru: `Операция «${id}» отказывает в типах данных, которых у неё нет.`,
    en: `«${id}» refuses media types that it does not have.`,
  }),
}

/** A requirement of an operation by its topic; `below` is where in the operation the contract says so. */
export function requirementOf({ id, pointer }: OperationFacts, topic: Topic, below = ''): DraftRequirement {
  return { id: `${id}.${topic}`, pointer: pointer + below, text: texts[topic](id), keyword: 'MUST', basis: 'contract' }
}
