import type { Language } from '../../base/text.js'

/** What only the HTML report says; the rest it shares with the documents. */
export interface PageWording {
  readonly title: string
  readonly skip: string
  readonly search: string
  readonly searchHint: string
  readonly outcome: string
  readonly mode: string
  readonly script: string
  readonly any: string
  readonly scripts: { readonly success: string; readonly failure: string }
  readonly expand: string
  readonly collapse: string
  readonly reset: string
  /** `{n}` and `{of}` are filled in by the page. */
  readonly shown: string
  readonly nothing: string
  readonly selfCheck: string
  readonly findings: { readonly failure: string; readonly undecided: string; readonly remark: string }
  readonly met: (n: number) => string
  readonly exchanges: (n: number) => string
  readonly waterfall: string
  readonly request: string
  readonly response: string
  readonly curl: string
  readonly tls: {
    readonly heading: string
    readonly protocol: string
    readonly cipher: string
    readonly peer: string
    readonly notAfter: string
    readonly digest: string
    readonly ours: string
    readonly yes: string
    readonly no: string
    readonly none: string
  }
  readonly timings: (startMs: number, firstByteMs: number | null, totalMs: number) => string
  readonly masks: string
  readonly record: string
  readonly ms: (n: number) => string
}

const ru: PageWording = {
  title: 'Отчёт об испытаниях',
  skip: 'К результатам',
  search: 'Поиск',
  searchHint: 'сценарий, требование, путь, x-request-id…',
  outcome: 'Результат',
  mode: 'Способ вызова',
  script: 'Вид сценария',
  any: 'любой',
  scripts: { success: 'успешный', failure: 'неуспешный (ждёт отказа)' },
  expand: 'Развернуть все',
  collapse: 'Свернуть все',
  reset: 'Сбросить отбор',
  shown: 'Показано {n} из {of}',
  nothing: 'Под отбор ничего не подходит.',
  selfCheck: 'самопроверка платформы',
  findings: { failure: 'Несоответствие', undecided: 'Вывод невозможен', remark: 'Замечание, не влияет на результат' },
  met: (n) => `Соответствует: ${n}`,
  exchanges: (n) => `Обмены: ${n}`,
  waterfall: 'Полоса – место обмена во времени попытки: сначала ожидание первого байта, затем получение ответа.',
  request: 'Запрос',
  response: 'Ответ',
  curl: 'Повторить: curl',
  tls: {
    heading: 'TLS',
    protocol: 'Протокол',
    cipher: 'Шифр',
    peer: 'Сертификат сервера',
    notAfter: 'Действует до',
    digest: 'SHA-256',
    ours: 'Наш сертификат предъявлен',
    yes: 'да',
    no: 'нет',
    none: 'соединение TLS не установлено',
  },
  timings: (start, first, total) =>
    `начат через ${start} мс${first === null ? '' : `, первый байт через ${first} мс`}, всего ${total} мс`,
  masks:
    'Значения клиентов, токены и ключи заменены масками: вид, длина, метка. Равные значения одной попытки имеют равные метки. Перед повтором замените маски в команде curl своими значениями, укажите файлы своего сертификата и, если нужно, удостоверяющий центр сервера (--cacert).',
  record: 'Запись',
  ms: (n) => `${n} мс`,
}

const en: PageWording = {
  title: 'Test report',
  skip: 'Skip to the results',
  search: 'Search',
  searchHint: 'script, requirement, path, x-request-id…',
  outcome: 'Outcome',
  mode: 'Called',
  script: 'Kind of script',
  any: 'any',
  scripts: { success: 'success', failure: 'failure (expects a refusal)' },
  expand: 'Expand all',
  collapse: 'Collapse all',
  reset: 'Reset filters',
  shown: 'Shown: {n} of {of}',
  nothing: 'Nothing fits the filters.',
  selfCheck: 'self-check of the platform',
  findings: { failure: 'Non-conformity', undecided: 'No conclusion', remark: 'Remark, does not affect the result' },
  met: (n) => `As required: ${n}`,
  exchanges: (n) => `Exchanges: ${n}`,
  waterfall:
    'A bar is the place of an exchange in the time of the attempt: first the wait for the first byte, then the receipt.',
  request: 'Request',
  response: 'Response',
  curl: 'Make it again: curl',
  tls: {
    heading: 'TLS',
    protocol: 'Protocol',
    cipher: 'Cipher',
    peer: "Server's certificate",
    notAfter: 'Valid until',
    digest: 'SHA-256',
    ours: 'Our certificate presented',
    yes: 'yes',
    no: 'no',
    none: 'no TLS connection was made',
  },
  timings: (start, first, total) =>
    `began after ${start} ms${first === null ? '' : `, first byte after ${first} ms`}, ${total} ms in all`,
  masks:
    'Values of clients, tokens and keys are replaced by masks: kind, length, tag. Equal values of one attempt have equal tags. Before you use a curl command, replace its masks by values of yours, name the files of your certificate and, where needed, the authority of the server (--cacert).',
  record: 'Record',
  ms: (n) => `${n} ms`,
}

/** Kazakh has the documents' words, and Russian ones where nobody has said it in Kazakh yet. */
const kk: PageWording = {
  ...ru,
  title: 'Сынақ есебі',
  search: 'Іздеу',
  outcome: 'Нәтиже',
  request: 'Сұрау',
  response: 'Жауап',
}

export const pageWordings: Readonly<Record<Language, PageWording>> = { ru, kk, en }
