import type { DescribedResponse } from './response.js'
import type { Flaw } from './shape-flaws.js'

/** What can be wrong about a message whatever its schema says: headers, content type, body. */
export function messageFlaws({ headers, types }: DescribedResponse): Flaw[] {
  const [header] = headers
  const other = ['text/plain', 'application/xml'].find((type) => !types.some((range) => covers(range, type)))
  return [
    ...(header === undefined
      ? []
      : [
          {
            name: 'missing-header',
            about: { ru: `нет обязательного заголовка ${header}`, en: `the required header ${header} is missing` },
            spoiling: { kind: 'leave-header-out', header } as const,
          },
        ]),
    ...(other === undefined
      ? []
      : [
          {
            name: 'wrong-content-type',
            about: { ru: `JSON под видом ${other}`, en: `JSON that calls itself ${other}` },
            spoiling: { kind: 'content-type', type: other } as const,
          },
        ]),
    {
      name: 'html-page',
      about: { ru: 'страница HTML вместо JSON', en: 'an HTML page instead of JSON' },
      spoiling: { kind: 'body', body: 'html' },
    },
    {
      name: 'half-json',
      about: { ru: 'JSON оборван на середине', en: 'JSON that ends in the middle' },
      spoiling: { kind: 'body', body: 'half' },
    },
    {
      name: 'empty-body',
      about: { ru: 'пустое тело', en: 'an empty body' },
      spoiling: { kind: 'body', body: 'nothing' },
    },
  ]
}

const covers = (range: string, type: string): boolean =>
  range === '*/*' || range.startsWith(type) || range.startsWith(`${type.split('/')[0] ?? ''}/*`)

/** A success whose status the contract does not have for the operation. */
export function undeclaredStatus({ statuses }: DescribedResponse): Flaw[] {
  const status = statuses.includes('2XX') ? undefined : [203, 206].find((code) => !statuses.includes(String(code)))
  if (status === undefined) return []
  const about = {
    ru: `успех с HTTP ${status}, которого нет в контракте`,
    en: `success as HTTP ${status}, not declared`,
  }
  return [{ name: 'undeclared-status', about, spoiling: { kind: 'status', status } }]
}

/** What a refusal must not be sent as. */
export const falseStatuses: readonly Flaw[] = [
  {
    name: 'as-success',
    about: { ru: 'ошибка в ответе с HTTP 200', en: 'the error comes with HTTP 200' },
    spoiling: { kind: 'status', status: 200 },
  },
  {
    name: 'as-server-error',
    about: { ru: 'HTTP 500 вместо объявленного отказа', en: 'HTTP 500 instead of the refusal declared' },
    spoiling: { kind: 'status', status: 500 },
  },
]
