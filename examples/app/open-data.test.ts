import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { openWorkspace, type TestWorkspace } from '../../tests/kits/sandbox.js'
import type { WatchEvent } from '../../src/control/api.js'
import type { AnswerRule, ToldAnswer } from '../../src/model/application.js'
import type { RawExchange } from '../../src/model/exchange.js'

/** The example application at a platform that has open data and no consents: what it asks for, and what it shows. */
let sandbox: TestWorkspace
let app: { readonly url: string; readonly child: ChildProcess }
let arrivals: RawExchange[]
let endWatch: () => void = () => undefined
const folder = mkdtempSync(join(tmpdir(), 'open-data-app-'))
const driveToken = 'drive-token-of-the-tests'

beforeAll(async () => {
  sandbox = await openWorkspace('npck-open-data')
  const { client } = await sandbox.workspace.join('MYAP01', { name: 'A', redirectUris: [], hosts: [] })
  const { api, ca, providers } = sandbox.facts()
  const write = (name: string, text = ''): string => {
    writeFileSync(join(folder, name), text, { mode: 0o600 })
    return name
  }
  const settings = {
    ...{ participant: 'MYAP01', api, providers, driveToken, port: 0, pace: '1000/1', retryMs: 20, timeoutMs: 1000 },
    ca: write('ca.pem', ca),
    certificate: write('client.pem', client?.certificate),
    key: write('client.key', client?.key),
  }
  const program = join(import.meta.dirname, 'server.js')
  const config = join(folder, write('app.json', JSON.stringify(settings)))
  const child = spawn(process.execPath, [program, '--config', config], { stdio: ['pipe', 'pipe', 'ignore'] })
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
  app = { ...(JSON.parse(line) as { url: string }), child }
}, 30_000)
afterAll(async () => {
  app.child.kill()
  await once(app.child, 'exit')
  await sandbox.close()
  rmSync(folder, { recursive: true })
})
beforeEach(() => {
  arrivals = []
  const tell = (event: WatchEvent) => {
    if (event.type === 'arrival') arrivals.push(event.arrival.exchange)
  }
  endWatch = sandbox.workspace.watches.watch('MYAP01', { tell, end: () => undefined })
})
afterEach(() => endWatch())

const banks = () => sandbox.facts().providers.slice(0, 1)

async function drive(errand: object): Promise<{ readonly status: number; readonly shows: string }> {
  const headers = { authorization: `Bearer ${driveToken}`, 'content-type': 'application/json' }
  const response = await fetch(`${app.url}/drive`, { method: 'POST', headers, body: JSON.stringify(errand) })
  return { status: response.status, shows: String(((await response.json()) as { shows?: string }).shows) }
}

const read = async (data: string, language = 'ru'): Promise<string> =>
  (await drive({ act: 'read', providers: banks(), data: data.split(' '), language })).shows

const tell = (rule: AnswerRule) => sandbox.workspace.watches.rule('MYAP01', rule)
const answering = (operation: string, answer: ToldAnswer, times: number | 'always' = 1) =>
  tell({ operation, times, answer })
const whole = (operation: string) => answering(operation, { kind: 'whole' }, 'always')
const statuses = () =>
  arrivals.map(({ outcome }) => ('response' in outcome ? outcome.response.status : outcome.failure.kind))
const asked = () => arrivals.map(({ request }) => new URL(request.url).search)

describe('reading', () => {
  test('every page, in the language of the reader, with the time that the data are of', async () => {
    const shown = await read('atms exchange-rates', 'kk')
    expect(asked()).toEqual(['?pageNumber=1&pageSize=100', '?pageNumber=2&pageSize=100', '?pageNumber=1&pageSize=100'])
    expect(shown).toMatch(/^Банктердің ашық деректері\n.*Қызғалдақ/)
    expect(shown).toMatch(/Банк деректері \d\d\.\d\d\.\d{4} \d\d:\d\d \(UTC\+5\) жағдайы бойынша/)
    expect(shown).toMatch(/1 USD {2}қолма-қол {2}сатып алу \d+\.\d+ {2}сату \d+\.\d+ {2}ресми 521\.4/)
    expect(arrivals.map(({ request }) => request.headers['accept-language'])).toEqual(Array(3).fill('kk, ru;q=0.5'))
  })

  test('asks whether anything has changed, and shows what it has where nothing has', async () => {
    whole('listProducts')
    const first = await read('products')
    sandbox.workspace.watches.normal('MYAP01')
    expect(await read('products')).toBe(first)
    expect(statuses()).toEqual([200, 304])
  })

  test('an answer that cannot be read is no copy', async () => {
    whole('listProducts')
    const first = await read('products')
    const { headers = {} } = 'response' in (arrivals[0]?.outcome ?? {}) ? responseOf(arrivals[0]) : {}
    const etag = headers.etag ?? ''
    answering('listProducts', { kind: 'instead', status: 200, headers: { etag }, text: '{"data": [' })
    expect(await read('products')).toContain('ответ, который нельзя прочитать')
    expect(await read('products')).toBe(first)
    expect(arrivals.at(-1)?.request.headers['if-none-match']).toBeUndefined()
  })

  test.each([
    ['without a condition', 'listOutages', 'outages', {}],
    ['of another copy', 'listProducts', 'products', { etag: '"another"' }],
  ])('a 304 %s: asks again for all of it', async (_, operation, data, headers) => {
    if (data === 'products') await read(data)
    arrivals = []
    answering(operation, { kind: 'instead', status: 304, headers })
    expect(await read(data, data === 'outages' ? 'en' : 'ru')).not.toContain('нельзя прочитать')
    expect(statuses()).toEqual([304, 200])
    expect(arrivals[1]?.request.headers['if-none-match']).toBeUndefined()
  })
})

const responseOf = (exchange: RawExchange | undefined) =>
  exchange && 'response' in exchange.outcome ? exchange.outcome.response : { headers: {} as Record<string, string> }

describe('showing', () => {
  const changed = (set: Extract<ToldAnswer, { kind: 'changed' }>['set']): ToldAnswer => ({
    ...{ kind: 'changed', set, remove: [] },
  })

  test.each<[string, string, string, Extract<ToldAnswer, { kind: 'changed' }>['set'], RegExp, RegExp]>([
    [
      'a rate out of its range is left out, and it is said',
      ...(['listExchangeRates', 'exchange-rates', { '/data/0/buy': '9.13' }] as const),
      ...([/невозможными значениями: 1\./, /9\.13/] as const),
    ],
    [
      'a place abroad too',
      ...(['listBranches', 'branches', { '/data/0/location': { latitude: 55.75, longitude: 37.61 } }] as const),
      ...([/невозможными значениями: 1\./, /37\.61/] as const),
    ],
    [
      'what is out of date is marked',
      ...(['listExchangeRates', 'exchange-rates', { '/meta/lastUpdated': '2025-03-01T09:00:00+05:00' }] as const),
      ...([/01\.03\.2025 09:00[^]*могли устареть/, /невозможными/] as const),
    ],
    [
      'data of another bank are not shown',
      ...(['listBranches', 'branches', { '/meta/provider': 'ARKA02' }] as const),
      ...([/нельзя прочитать/, /Абая/] as const),
    ],
    [
      'unknown fields are passed over',
      ...(['listBranches', 'branches', { '/data/0/colour': 'red', '/next': null }] as const),
      ...([/Абая/, /нельзя прочитать/] as const),
    ],
  ])('%s', async (_, operation, data, set, has, lacks) => {
    answering(operation, changed(set), 'always')
    const shown = await read(data)
    expect(shown).toMatch(has)
    expect(shown).not.toMatch(lacks)
  })

  test('the Guide’s sentence where the provider is not active, asked once', async () => {
    const [bank] = banks()
    await sandbox.workspace.perform({ act: 'limited-mode', participant: bank?.id ?? '', on: true })
    expect(await read('branches atms products')).toContain('Технологические работы на стороне Участника-контрагента.')
    await sandbox.workspace.perform({ act: 'limited-mode', participant: bank?.id ?? '', on: false })
    expect(statuses()).toEqual([400])
  })

  test('that the platform does not admit it', async () => {
    const participant = 'MYAP01'
    await sandbox.workspace.perform({ act: 'participant-state', participant, state: 'blocked' })
    expect(await read('status')).toContain('не допускает это приложение')
    await sandbox.workspace.perform({ act: 'participant-state', participant, state: 'registered' })
  })
})

describe('the pages', () => {
  test('anybody chooses banks and data, and sees them', async () => {
    const first = await fetch(`${app.url}/?lang=en`)
    expect(new URL(first.url).pathname).toBe('/open-data')
    expect(await first.text()).toContain('<form name="choose-open-data" method="post" action="/open-data?lang=')
    const body = new URLSearchParams([
      ['provider', banks()[0]?.id ?? ''],
      ['data', 'exchange-rates'],
    ])
    const page = await (await fetch(`${app.url}/open-data?lang=en`, { method: 'POST', body })).text()
    expect(page).toMatch(/<h3>Exchange rates<\/h3>\n<p>The bank&#39;s data as of [^]*<td>1 USD<\/td><td>cash<\/td>/)
  })

  test('there are no accounts, and no errands about them', async () => {
    const client = { name: 'A', iin: '960440000151' }
    expect((await drive({ act: 'look', client, providers: banks() })).status).toBe(400)
    expect((await drive({ act: 'read', providers: banks(), data: ['secrets'], language: 'ru' })).status).toBe(400)
    expect((await fetch(`${app.url}/accounts`)).status).toBe(404)
  })
})
