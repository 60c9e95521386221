import { literal, type Text } from '../base/text.js'
import { participantIdHeader, requestIdHeader } from '../model/headers.js'
import type { Block, Page } from './document.js'
import type { TrustFacts } from './facts.js'

/** The page about header fields: what the platform's requests bear and what the answers have to. */
export function headersPage(facts: TrustFacts): Page {
  return {
    title: { ru: 'Заголовки запросов платформы', en: "Header fields of the platform's requests" },
    sections: [
      {
        title: { ru: 'Что приходит', en: 'What comes' },
        blocks: [headersTable(facts)],
      },
      {
        title: { ru: 'Что вернуть', en: 'What to send back' },
        blocks: [
          {
            kind: 'paragraph',
            text: {
              ru: `Повторите \`${requestId(facts)}\` в каждом ответе, и в ошибках тоже; если его нет или это не UUID, создайте новый. По нему запрос находят в журналах обеих сторон. Тело и прочие заголовки ответа описывает контракт.`,
              en: `Repeat \`${requestId(facts)}\` in every answer, errors too; where it is missing or no UUID, make a new one. It is how a request is found in the journals of both sides. The contract describes body and other header fields of the answer.`,
            },
          },
        ],
      },
    ],
  }
}

function headersTable({ contract, participant, keys }: TrustFacts): Block {
  const { wire } = contract
  const meanings = new Map<string, Text>([
    [
      wire.header(requestIdHeader),
      { ru: 'UUID запроса; повторите его в ответе', en: 'UUID of the request; repeat it in the answer' },
    ],
    [
      wire.header(participantIdHeader),
      {
        ru: `код участника, по чьей просьбе обращается платформа${keys ? '; равен `act.sub` токена' : ''}`,
        en: `id of the participant on whose behalf the platform calls${keys ? '; equals `act.sub` of the token' : ''}`,
      },
    ],
  ])
  const declared = new Set(
    [...contract.operations.values()]
      .filter(({ servedBy }) => servedBy === 'bank')
      .flatMap(({ parameters }) => parameters.filter(({ in: place }) => place === 'header'))
      .map(({ name }) => name.toLowerCase()),
  )
  const others = { ru: 'см. контракт', en: 'see the contract' }
  return {
    kind: 'table',
    head: [
      { ru: 'Заголовок', en: 'Field' },
      { ru: 'Значение', en: 'Value' },
    ],
    rows: [
      ...(keys
        ? [
            [
              literal('`authorization`'),
              {
                ru: `\`Bearer\` и токен платформы для ${participant} (см. README)`,
                en: `\`Bearer\` and the platform's token for ${participant} (see README)`,
              },
            ],
          ]
        : []),
      [literal('`accept`'), literal('`application/json`')],
      ...[...declared].map((name) => [literal(`\`${name}\``), meanings.get(name) ?? others]),
    ],
  }
}

const requestId = ({ contract }: TrustFacts): string => contract.wire.header(requestIdHeader)
