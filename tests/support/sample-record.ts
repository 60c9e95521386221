import type { EvidenceEvent } from '../../src/model/evidence.js'
import type { Finding } from '../../src/model/finding.js'
import type { Plan, PlanItem, PlannedStep, ScenarioHead } from '../../src/model/plan.js'
import type { JudgedAttempt, RunRecord } from '../../src/model/run.js'
import type { CheckUse } from '../../src/model/scenario.js'
import type { Mode, Requirement } from '../../src/model/system.js'
import type { RunOutcome, SkipReason, Verdict } from '../../src/model/verdict.js'

/** A record of a run made up for tests of documents: small words in, a whole record out. */
export interface SampleScenario {
  readonly name: string
  readonly title?: string
  readonly subject?: 'provider' | 'platform'
  readonly script?: 'success' | 'failure'
  readonly mode?: Mode
  readonly ends: 'pass' | 'fail' | 'inconclusive' | 'open' | SkipReason
  /** How many departures a failing one has. */
  readonly departures?: number
  readonly warnings?: number
  readonly required?: boolean
  readonly startsAfterS?: number
}

const forms: Plan['forms'] = {
  id: 'sample',
  title: {
    ru: 'Обмен информацией о банковских счетах клиента',
    en: 'Exchange of information on clients’ bank accounts',
  },
  rows: [
    row(1, 'sample', 'success', 'Успешный сценарий процесса «Обмен информацией о банковских счетах клиента».'),
    row(2, 'sample', 'failure', 'Неуспешные сценарии процесса «Обмен информацией о банковских счетах клиента».'),
    row(3, 'sample-open', 'success', 'Успешный сценарий процесса «Обмен открытыми данными».'),
    row(4, 'sample-open', 'failure', 'Неуспешные сценарии процесса «Обмен открытыми данными».'),
  ],
  services: [
    {
      system: 'sample',
      title: { ru: 'обмен информацией о банковском счете клиента', en: 'exchange of account information' },
    },
    { system: 'sample-open', title: { ru: 'обмен открытыми данными', en: 'exchange of open data' } },
  ],
}

function row(number: number, system: string, script: 'success' | 'failure', ru: string) {
  return { number, system, script, title: { ru, en: `Row ${number}` } }
}

const requirements: Readonly<Record<string, Requirement>> = {
  'P6.3b': {
    id: 'P6.3b',
    clause: { ru: 'Отчёт о пилоте, раздел 6.3', en: 'Pilot report, section 6.3' },
    text: {
      ru: 'Банк передаёт остаток и операции по счёту.',
      en: 'The bank gives balance and transactions of an account.',
    },
    keyword: 'MUST',
    addressee: ['provider'],
    basis: 'source',
  },
  'C-request-id': {
    id: 'C-request-id',
    clause: { ru: 'Спецификация API, заголовок x-request-id', en: 'API specification, header x-request-id' },
    text: { ru: 'Ответ повторяет x-request-id запроса.', en: 'The answer repeats the x-request-id of the request.' },
    keyword: 'SHOULD',
    addressee: ['provider'],
    basis: 'choice',
  },
}

const position = { file: 'sample.yaml', line: 1, column: 1 }
const check = (kind: string, requirement: string, params: CheckUse['params']): CheckUse => ({
  kind,
  requirement,
  params,
  position,
})

const steps: readonly PlannedStep[] = [
  {
    type: 'call',
    path: '1',
    procedure: 'consent',
    takes: { client: '${client}', scopes: ['accounts', 'account_balance'] },
    gives: {},
    as: 'consent',
    checks: [],
    position,
    steps: [
      { type: 'step', path: '1.1', kind: 'proof', args: { kind: 'pkce-s256' }, as: 'pkce', checks: [], position },
      { type: 'step', path: '1.2', kind: 'request', args: { operation: 'token' }, as: 'token', checks: [], position },
    ],
  },
  {
    type: 'step',
    path: '2',
    kind: 'request',
    args: { operation: 'getBalances', with: 'consent', accountId: '${list.body.accounts[0].accountId}' },
    as: 'balances',
    checks: [
      check('status', 'P6.3b', 200),
      check('conforms', 'P6.3b', 'response'),
      check('echoes', 'C-request-id', 'x-request-id'),
    ],
    position,
  },
]

const start = Date.parse('2026-11-22T07:42:16.123Z')
const at = (seconds: number) => new Date(start + seconds * 1000).toISOString()

/** The moment a sample run starts: 12:42:16 in Kazakhstan. */
export const sampleStart = at(0)

/** Builds the record; scenarios run one after another, two seconds each. */
export function sampleRecord(
  scenarios: readonly SampleScenario[],
  changes: {
    readonly participant?: Partial<RunRecord['plan']['target']['participant']>
    readonly how?: RunRecord['how']
  } = {},
): RunRecord {
  let clock = 1
  const attempts: JudgedAttempt[] = []
  const items = scenarios.map((sample, i) => {
    const item = itemOf(sample, i + 1)
    if (sample.ends !== 'open') {
      clock += sample.startsAfterS ?? 0
      attempts.push(attemptOf(sample, item, clock))
      clock += 2
    }
    return item
  })
  const ends = scenarios.map(({ ends: how }) => how)
  return {
    run: '20261122-074216-k3xq',
    folder: '/tmp/sample',
    tool: { name: 'synaq', version: '0.1.0' },
    startedAt: at(0),
    endedAt: at(clock),
    how: changes.how ?? 'complete',
    outcome: outcomeOf(ends, changes.how),
    attempts,
    plan: {
      system: 'sample',
      role: 'provider',
      forms,
      requirements,
      items,
      required: scenarios
        .filter(({ required }) => required !== false)
        .filter(({ subject }) => subject !== 'platform')
        .map((sample) => ({ scenario: `sample/provider/${sample.name}`, mode: sample.mode ?? 'direct' })),
      target: {
        name: 'alatau-direct',
        environment: 'test',
        participant: {
          id: 'ALATAUBK',
          name: 'АО «Алатау Банк»',
          bin: '960440000151',
          invented: true,
          ...changes.participant,
        },
        modes: ['direct', 'through'],
        endpoints: {
          direct: 'https://127.0.0.1:40111',
          through: 'https://127.0.0.1:40222',
          platform: 'https://127.0.0.1:40333',
        },
        consentCheck: 'bank',
        contract: { title: 'Информация о банковских счетах', version: '3.0.0', digest: 'a1'.repeat(32) },
      },
    },
  }
}

function outcomeOf(ends: readonly SampleScenario['ends'][], how: RunRecord['how'] | undefined): RunOutcome {
  if (ends.includes('fail')) return 'fail'
  if (ends.includes('open') || how === 'interrupted') return 'open'
  return ends.includes('inconclusive') ? 'inconclusive' : 'pass'
}

function itemOf(sample: SampleScenario, attempt: number): PlanItem {
  const subject = sample.subject ?? 'provider'
  const scenario: ScenarioHead = {
    id: `sample/${subject}/${sample.name}`,
    system: 'sample',
    title: { ru: sample.title ?? `Сценарий ${sample.name}`, en: `Scenario ${sample.name}` },
    subject,
    script: sample.script ?? 'success',
    modes: ['direct', 'through'],
    requires: ['P6.3b', 'C-request-id'],
    catches: [],
    effects: ['none'],
    needs: [],
    position,
    digest: 'b2'.repeat(32),
  }
  const mode = sample.mode ?? 'direct'
  if (typeof sample.ends === 'object') return { scenario, mode, planned: false, reason: sample.ends }
  return { scenario, mode, planned: true, attempt, clients: {}, steps }
}

function attemptOf(sample: SampleScenario, item: PlanItem, second: number): JudgedAttempt {
  const verdict = verdictOf(sample, item.scenario.id)
  if (!item.planned) return { item, verdict, events: [] }
  return {
    item,
    verdict,
    startedAt: at(second),
    endedAt: at(second + 2),
    head: 'c3'.repeat(32),
    count: 5,
    events: eventsAt(second, item.scenario.id),
  }
}

function eventsAt(second: number, scenario: string): EvidenceEvent[] {
  const exchange = {
    at: at(second + 1),
    request: {
      operation: 'getBalances',
      method: 'GET',
      url: 'https://127.0.0.1:40111/v3/accounts/6f1c/balances',
      headers: {},
      peer: 'subject' as const,
      via: 'direct' as const,
      credential: { certificate: 'platform', authorization: 'bearer' as const },
    },
    outcome: {
      response: { status: 200, headers: {}, body: {}, bodyKind: 'json' as const, bodyBytes: 2, validUtf8: true },
    },
    timings: { totalMs: 12 },
  }
  return [
    { type: 'attempt-started', at: at(second), scenario, digest: 'b2'.repeat(32) },
    { type: 'step-started', at: at(second), step: '1.1', kind: 'proof' },
    { type: 'step-started', at: at(second), step: '2', kind: 'request' },
    {
      type: 'exchange',
      at: at(second + 1),
      step: '2',
      exchange,
      facts: { contract: [], tokens: [], origin: 'provider' },
    },
    { type: 'attempt-ended', at: at(second + 2), how: 'complete' },
  ]
}

function verdictOf(sample: SampleScenario, scenario: string): Verdict {
  if (typeof sample.ends === 'object') return { findings: [], unjudged: [], outcome: 'skipped', reason: sample.ends }
  const met: Finding = {
    ...findingAt(scenario, 'status', 0, 'm'),
    result: 'met',
    expected: { ru: 'HTTP 200', en: 'HTTP 200' },
    actual: { ru: 'ответ HTTP 200', en: 'HTTP 200' },
  }
  const warnings = Array.from({ length: sample.warnings ?? 0 }, (_, i): Finding => ({
    ...findingAt(scenario, 'echoes', 2, `w${i}`, 'C-request-id'),
    result: 'departed',
    weight: 'warning',
    expected: { ru: 'заголовок x-request-id повторён', en: 'x-request-id repeated' },
    actual: { ru: 'заголовка нет', en: 'no header' },
  }))
  if (sample.ends === 'inconclusive') {
    const why: Finding = {
      ...findingAt(scenario, 'status', 0, 'u'),
      result: 'undecided',
      cause: 'environment',
      expected: { ru: 'HTTP 200', en: 'HTTP 200' },
      actual: {
        ru: 'соединение отклонено: порт никто не слушает',
        en: 'connection refused: nothing listens on the port',
      },
      next: { ru: 'Проверьте, что сервер запущен и адрес в файле цели верен.', en: 'Check that the server runs.' },
    }
    return { findings: [why], unjudged: [], outcome: 'inconclusive', cause: 'environment', why: why.id }
  }
  const departures = Array.from({ length: sample.ends === 'fail' ? (sample.departures ?? 1) : 0 }, (_, i): Finding => ({
    ...findingAt(scenario, 'conforms', 1, `d${i}`),
    result: 'departed',
    weight: 'failure',
    expected: {
      ru: `/balances/${i}/amount: строка с десятичным числом`,
      en: `/balances/${i}/amount: a decimal string`,
    },
    actual: { ru: `/balances/${i}/amount: получено число`, en: `/balances/${i}/amount: got a number` },
    likelyCause: { ru: 'Сумма сериализуется как число.', en: 'The amount is serialised as a number.' },
    next: { ru: 'Передавайте сумму строкой.', en: 'Send the amount as a string.' },
  }))
  const findings = [met, ...departures, ...warnings]
  const [first, ...rest] = departures.map(({ id }) => id)
  if (first === undefined) return { findings, unjudged: [], outcome: 'pass' }
  return { findings, unjudged: [], outcome: 'fail', charged: [first, ...rest] }
}

function findingAt(scenario: string, kind: string, index: number, id: string, requirement = 'P6.3b') {
  return {
    id: `${scenario}#${id}`,
    place: { scenario, step: '2', check: index },
    check: kind,
    requirement,
    exchange: 3,
  }
}
