import { isLoopback } from '../base/loopback.js'
import { literal, type Text } from '../base/text.js'
import type { Block, Page, Section, Step } from './document.js'
import type { TrustFacts } from './facts.js'
import { fileNames } from './file-names.js'
import { thumbprintsOf } from './thumbprints.js'

/** The page that explains to a bank's engineer what to set where, how to check a token, what to refuse. */
export function guide(facts: TrustFacts): Page {
  return {
    title: {
      ru: `Как серверу банка доверять испытательной платформе (участник ${facts.participant})`,
      en: `How a bank's server comes to trust the test platform (participant ${facts.participant})`,
    },
    sections: [
      contents(facts),
      ...(facts.keys ? [addresses(facts, facts.keys.url)] : []),
      setUp(facts),
      ...(facts.keys ? [token(facts), scopes(facts)] : []),
      refusals(facts),
      check(),
    ],
  }
}

function contents({ consentsUrl, keys }: TrustFacts): Section {
  const rows: [string, Text][] = [
    [
      fileNames.ca,
      {
        ru: 'удостоверяющий центр платформы: ему доверяют, принимая её соединения и обращаясь к ней',
        en: "the platform's certification authority: trusted for its connections and for calling it",
      },
    ],
    [
      fileNames.certificate,
      {
        ru: 'сертификат, с которым платформа приходит к банку',
        en: 'the certificate with which the platform comes to the bank',
      },
    ],
    [fileNames.thumbprints, { ru: 'его отпечатки SHA-256', en: 'its SHA-256 thumbprints' }],
    ...(keys
      ? ([
          [fileNames.issuer, { ru: 'издатель токенов, до знака', en: 'the issuer of the tokens, to the letter' }],
          [fileNames.jwksUrl, { ru: 'адрес открытых ключей', en: 'the address of the public keys' }],
          [fileNames.jwks, { ru: 'эти ключи на момент выгрузки', en: 'these keys as they were at the export' }],
        ] satisfies [string, Text][])
      : []),
    ...(consentsUrl === undefined
      ? []
      : [
          [fileNames.consents, { ru: 'где спрашивать о согласии', en: 'where to ask about a consent' }] satisfies [
            string,
            Text,
          ],
        ]),
    [fileNames.headers, { ru: 'заголовки запросов', en: 'header fields of the requests' }],
  ]
  return {
    title: { ru: 'Что лежит в папке', en: 'What is in this folder' },
    blocks: [
      {
        kind: 'table',
        head: [
          { ru: 'Файл', en: 'File' },
          { ru: 'Зачем', en: 'What for' },
        ],
        rows: rows.map(([name, text]) => [literal(`\`${name}\``), text]),
      },
      {
        kind: 'paragraph',
        text: {
          ru: 'Секретов здесь нет: папку можно переслать почтой. Но сверьте отпечаток по другому каналу: кто подменит `ca.pem` в пути, того банк примет за платформу.',
          en: 'Nothing here is secret: the folder can go by mail. But compare the thumbprint by another channel: whoever replaces `ca.pem` on its way would be taken for the platform.',
        },
      },
    ],
  }
}

function addresses({ issuer, consentsUrl }: TrustFacts, jwksUrl: string): Section {
  const rows = [
    [{ ru: 'Издатель (iss)', en: 'Issuer (iss)' }, issuer],
    [{ ru: 'Ключи (JWKS)', en: 'Keys (JWKS)' }, jwksUrl],
    ...(consentsUrl === undefined ? [] : [[{ ru: 'Согласие', en: 'Consent' }, consentsUrl] as const]),
  ] as const
  const loopback = isLoopback(new URL(issuer).hostname)
  return {
    title: { ru: 'Адреса платформы', en: "The platform's addresses" },
    blocks: [
      {
        kind: 'table',
        head: [
          { ru: 'Что', en: 'What' },
          { ru: 'Адрес', en: 'Address' },
        ],
        rows: rows.map(([text, address]) => [text, literal(`\`${address}\``)]),
      },
      {
        kind: 'paragraph',
        text: loopback
          ? {
              ru: 'Эти адреса видны только с той машины, где запущена песочница. Если сервер банка на другой, песочницу запускают так: `synaq sandbox --host АДРЕС --public-url https://ИМЯ:ПОРТ`, и эту папку выгружают заново.',
              en: "These addresses are seen only from the machine on which the sandbox runs. If the bank's server is elsewhere, the sandbox is started with `synaq sandbox --host ADDRESS --public-url https://NAME:PORT`, and this folder is exported anew.",
            }
          : {
              ru: 'С машины банка должны быть доступны оба порта: ключей и согласий. Проверка: `curl --cacert ca.pem АДРЕС-КЛЮЧЕЙ`.',
              en: "The bank's machine has to reach both ports, that of the keys and that of the consents. Try: `curl --cacert ca.pem ADDRESS-OF-KEYS`.",
            },
      },
    ],
  }
}

function setUp(facts: TrustFacts): Section {
  const { hex, base64url } = thumbprintsOf(facts.certificate)
  const askConsents: Block & { kind: 'steps' } = {
    kind: 'steps',
    steps: [
      {
        text: {
          ru: 'На сервере, к которому обратится платформа, включите TLS 1.2 и 1.3 и требуйте сертификат клиента, выданный центром из `ca.pem`. Для nginx:',
          en: 'On the server that the platform will call, switch on TLS 1.2 and 1.3 and demand a client certificate issued by the authority in `ca.pem`. For nginx:',
        },
        code: 'ssl_protocols TLSv1.2 TLSv1.3;\nssl_client_certificate ca.pem;\nssl_verify_client on;',
      },
      {
        text: {
          ru: 'Центр выдаёт сертификаты и другим. Поэтому сравните и отпечаток SHA-256 предъявленного сертификата; у платформы он такой (шестнадцатеричный и base64url):',
          en: 'The authority issues certificates to others too. So compare the SHA-256 thumbprint of the certificate presented; that of the platform is (hexadecimal and base64url):',
        },
        code: `${hex}\n${base64url}`,
      },
      ...(facts.keys ? ofTokens(facts, facts.keys.url) : []),
      ...(facts.consentsUrl === undefined
        ? []
        : [
            {
              text: {
                ru: 'Если согласие проверяет банк (`consentCheck: bank` в файле цели), перед каждым ответом спрашивайте о нём со своим сертификатом клиента (его выдаёт `synaq provider`). Ответ не храните: отзыв действует сразу.',
                en: 'Where the bank checks consents (`consentCheck: bank` in the target file), ask about it before each answer, with your own client certificate (`synaq provider` issues it). Do not keep the answer: a revocation takes effect at once.',
              },
              code: `curl --cacert ca.pem --cert client.pem --key client.key \\\n  ${facts.consentsUrl}`,
            },
          ]),
    ],
  }
  return { title: { ru: 'Настройка по шагам', en: 'Set it up, step by step' }, blocks: [askConsents] }
}

/** What a bank sets to verify the platform's tokens. */
function ofTokens({ issuer, participant }: TrustFacts, jwksUrl: string): Step[] {
  return [
    {
      text: {
        ru: 'Задайте издателя токенов и сравнивайте `iss` с ним до знака:',
        en: 'Set the issuer of tokens and compare `iss` with it to the letter:',
      },
      code: issuer,
    },
    {
      text: {
        ru: 'Задайте адрес ключей. Получайте их по TLS, доверяя `ca.pem`, храните и запрашивайте снова, когда в токене незнакомый `kid`; не чаще раза в несколько секунд. `jwks.json` годится, только пока песочница не перезапущена.',
        en: 'Set the address of the keys. Fetch them over TLS trusting `ca.pem`, keep them, and fetch again when a token names an unknown `kid`, not more often than every few seconds. `jwks.json` is good only until the sandbox is started again.',
      },
      code: jwksUrl,
    },
    {
      text: {
        ru: 'Задайте получателя токенов (`aud`), код вашего участника:',
        en: 'Set the audience of tokens (`aud`), your participant id:',
      },
      code: participant,
    },
  ]
}

function token({ issuer, participant, certificate, contract }: TrustFacts): Section {
  const { base64url } = thumbprintsOf(certificate)
  const unauthenticated = statuses(contract, 401)
  const forbidden = statuses(contract, 403)
  const rows: (readonly [string, Text, Text])[] = [
    [
      'alg, typ, kid',
      {
        ru: '`ES256`, `at+jwt`, один из ключей JWKS; иного алгоритма не принимайте, что бы ни стояло в токене',
        en: '`ES256`, `at+jwt`, one of the JWKS keys; accept no other algorithm, whatever the token says',
      },
      unauthenticated,
    ],
    ['iss', both(`\`${issuer}\``), unauthenticated],
    ['aud', both(`\`${participant}\``), unauthenticated],
    [
      'exp, iat',
      {
        ru: 'секунды Unix; `exp` ещё не наступил (допуск на часы до 5 с)',
        en: 'Unix seconds; `exp` is not reached (allow 5 s for clocks)',
      },
      unauthenticated,
    ],
    [
      'cnf.x5t#S256',
      {
        ru: `отпечаток сертификата этого соединения: \`${base64url}\``,
        en: `thumbprint of this connection's certificate: \`${base64url}\``,
      },
      unauthenticated,
    ],
    [
      'scope',
      {
        ru: 'через пробел; содержит право операции (таблица ниже)',
        en: 'separated by spaces; holds the scope of the operation (table below)',
      },
      forbidden,
    ],
    [
      'consent_id',
      {
        ru: 'UUID согласия: в силе, содержит право и ваш код участника',
        en: 'UUID of the consent: in force, holds the scope and your participant id',
      },
      forbidden,
    ],
    [
      'sub',
      {
        ru: 'ИИН или БИН клиента: показывайте только его данные',
        en: "the client's IIN or BIN: show this client's data only",
      },
      literal('–'),
    ],
    [
      'act.sub',
      {
        ru: 'код участника, по чьей просьбе обращается платформа; тот же, что в согласии',
        en: 'id of the participant on whose behalf the platform calls; the same as in the consent',
      },
      forbidden,
    ],
    [
      'jti',
      {
        ru: 'номер токена, для журнала; сам токен в журнал не пишите',
        en: "the token's number, for the journal; do not write the token itself there",
      },
      literal('–'),
    ],
  ]
  return {
    title: { ru: 'Что в токене и как это проверить', en: 'What the token holds and how to check it' },
    blocks: [
      {
        kind: 'paragraph',
        text: {
          ru: 'Токен платформы — JWT (RFC 9068), привязанный к её сертификату (RFC 8705). Живёт две минуты. Сначала проверьте подпись, потом остальное.',
          en: "The platform's token is a JWT (RFC 9068) bound to its certificate (RFC 8705). It lives for two minutes. Verify the signature first, then the rest.",
        },
      },
      {
        kind: 'table',
        head: [
          { ru: 'Поле', en: 'Claim' },
          { ru: 'Должно быть', en: 'Has to be' },
          { ru: 'Иначе', en: 'Else' },
        ],
        rows: rows.map(([claim, value, otherwise]) => [
          literal(
            claim
              .split(', ')
              .map((name) => `\`${name}\``)
              .join(', '),
          ),
          value,
          otherwise,
        ]),
      },
    ],
  }
}

function scopes({ contract }: TrustFacts): Section {
  const rows = [...contract.operations.values()]
    .filter(({ servedBy }) => servedBy === 'bank')
    .map(({ method, path, scopes: needed }) => [literal(`\`${method} ${path}\``), literal(`\`${needed.join(' ')}\``)])
  return {
    title: { ru: 'Право каждой операции', en: 'The scope of each operation' },
    blocks: [
      {
        kind: 'table',
        head: [
          { ru: 'Операция', en: 'Operation' },
          { ru: 'Право', en: 'Scope' },
        ],
        rows,
      },
    ],
  }
}

function refusals({ contract, consentsUrl, keys }: TrustFacts): Section {
  const unauthenticated = statuses(contract, 401)
  const forbidden = statuses(contract, 403)
  const rows: [Text, Text][] = [
    [
      {
        ru: 'нет сертификата клиента, он просрочен, отозван или от другого центра',
        en: 'no client certificate, or one that is expired, revoked or of another authority',
      },
      { ru: 'TLS не устанавливается', en: 'no TLS connection' },
    ],
    [
      {
        ru: 'сертификат того же центра, но не платформы',
        en: "a certificate of the same authority, but not the platform's",
      },
      unauthenticated,
    ],
    ...(keys
      ? ([
          [{ ru: 'нет токена', en: 'no token' }, unauthenticated],
          [
            { ru: 'подпись неверна или содержимое изменено', en: 'a wrong signature, or changed content' },
            unauthenticated,
          ],
          [{ ru: 'другой издатель или неизвестный ключ', en: 'another issuer or an unknown key' }, unauthenticated],
          [{ ru: 'токен просрочен', en: 'an expired token' }, unauthenticated],
          [{ ru: 'токен для другого банка', en: 'a token for another bank' }, unauthenticated],
          [{ ru: 'токен привязан к другому сертификату', en: 'a token bound to another certificate' }, unauthenticated],
          [{ ru: 'в токене или согласии нет нужного права', en: 'token or consent without the scope' }, forbidden],
        ] satisfies [Text, Text][])
      : []),
    ...(consentsUrl === undefined
      ? []
      : [
          [
            {
              ru: 'согласие отозвано, истекло или не называет ваш банк',
              en: 'a consent that is revoked, expired, or does not name your bank',
            },
            forbidden,
          ] satisfies [Text, Text],
        ]),
    keys
      ? [
          { ru: 'счёт другого клиента', en: "another client's account" },
          {
            ru: `${statuses(contract, 404).ru}: как будто его нет`,
            en: `${statuses(contract, 404).en}: as if it did not exist`,
          },
        ]
      : [{ ru: 'чего нет', en: 'what does not exist' }, statuses(contract, 404)],
  ]
  return {
    title: { ru: 'Что обязательно отвергнуть', en: 'What has to be refused' },
    blocks: [
      {
        kind: 'table',
        head: [
          { ru: 'Запрос', en: 'Request' },
          { ru: 'Ответ', en: 'Answer' },
        ],
        rows,
      },
      {
        kind: 'paragraph',
        text: {
          ru: 'Отказ не должен показывать ничего о клиенте, счёте или внутреннем устройстве сервера.',
          en: "A refusal must show nothing of the client, the account, or the server's inside.",
        },
      },
    ],
  }
}

function check(): Section {
  return {
    title: { ru: 'Проверка', en: 'Try it' },
    blocks: [
      {
        kind: 'steps',
        steps: [
          {
            text: {
              ru: 'Запустите сервер и пройдите по всему этому списку одной командой; у каждой неполадки она скажет, как её устранить:',
              en: 'Start the server and go through all of this with one command; of each fault it says how to mend it:',
            },
            code: 'npx synaq doctor target.yaml',
          },
          {
            text: {
              ru: 'После перезапуска песочницы у неё новые ключи, сертификаты и порты: выгрузите папку заново и обновите настройки.',
              en: 'A sandbox that was started again has new keys, certificates and ports: export this folder anew and update the settings.',
            },
          },
        ],
      },
    ],
  }
}

const both = (text: string): Text => literal(text)

function statuses({ wire }: TrustFacts['contract'], status: number): Text {
  return literal(`HTTP ${wire.statuses([status]).join(', ')}`)
}
