import { describe, expect, test } from '@jest/globals'
import { TestTerminal } from '../../../tests/support/terminal.js'
import { problem } from '../../base/problem.js'
import type { Language } from '../../base/text.js'
import type { Stage } from '../../control/api.js'
import type { AppErrand } from '../../model/application.js'
import { visitGoals } from '../../model/visit-goals.js'
import { handDriver, type StagePage } from './hand-driver.js'

const anna = { name: 'anna', fullName: 'Анна Ким', has: ['accounts'], iin: '960440000151', phone: '+77010000001' }
const firm = {
  ...{ name: 'firm', fullName: 'ТОО «Фирма»', has: ['legal-entity'], iin: '190840012346', phone: '' },
  representative: { iin: '850101300005', phone: '+77010000002' },
}
const errand: AppErrand = {
  act: 'connect',
  client: anna,
  providers: [{ id: 'BANK01', name: 'Қызғалдақ' }],
  scopes: ['accounts', 'account_cards'],
  goal: 'approve',
}
const data = new Map([['accounts', { ru: 'Список счетов', kk: 'Шоттар тізімі', en: 'List of accounts' }]])
const pageUrl = 'https://127.0.0.1:7081/test/MYAP01'

/** The sandbox's page, on which somebody presses a button as soon as it is there; nobody where none is named. */
class TestPage implements StagePage {
  readonly stages: Stage[] = []
  constructor(private readonly button?: string) {}

  async stage(stage: Stage): Promise<void> {
    this.stages.push(stage)
  }

  pressed(prompt: string, signal: AbortSignal): Promise<string | undefined> {
    expect(prompt).toBe(this.stages.at(-1)?.prompt?.id)
    if (this.button !== undefined) return Promise.resolve(this.button)
    return new Promise((resolve) => signal.addEventListener('abort', () => resolve(undefined)))
  }
}

/** Nobody sits at the terminal. */
class NoTerminal extends TestTerminal {
  override ask(): Promise<string> {
    return Promise.reject(problem('terminal-missing', 'none', 'none'))
  }
}

const { signal } = new AbortController()
const driver = (
  terminal: TestTerminal,
  page: StagePage = new TestPage(),
  language: Language = 'en',
  timeoutMs = 5000,
) => handDriver({ terminal, language, data, pageUrl, timeoutMs, page })

const problemOf = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => (error as { problems: readonly unknown[] }).problems[0],
  )

describe('a person is told what to do in the application', () => {
  test.each<[Language, string]>([
    [
      'ru',
      `
── Нужен человек у приложения ──
Подключите в приложении счета клиента в банке, с новым согласием. Если они уже подключены, начните подключение заново.
  Клиент: Анна Ким
  ИИН: 960440000151
  Телефон: +77010000001
  Банк: «Қызғалдақ»
  Данные: Список счетов, account_cards
  На страницах платформы: Войдите как клиент «Анна Ким». Дайте согласие.
  Код из SMS: на номер, который кончается на 0001; его показывает ${pageUrl}
Когда приложение закончит, удачно или нет, нажмите Enter. Если сделать это нельзя, введите n.
Ответить можно и кнопкой на странице песочницы: ${pageUrl}
> `,
    ],
    [
      'kk',
      `
── Қосымша алдында адам қажет ──
Қосымшада клиенттің банктегі шоттарын жаңа келісіммен қосыңыз. Олар қосылып тұрса, қосуды қайта бастаңыз.
  Клиент: Анна Ким
  ЖСН: 960440000151
  Телефон: +77010000001
  Банк: «Қызғалдақ»
  Деректер: Шоттар тізімі, account_cards
  Платформа беттерінде: «Анна Ким» клиенті ретінде кіріңіз. Келісім беріңіз.
  SMS-тегі код: 0001 деп аяқталатын нөмірге келеді; оны ${pageUrl} көрсетеді
Қосымша сәтті не сәтсіз аяқтағанда Enter басыңыз. Егер бұл мүмкін болмаса, n енгізіңіз.
Құмсалғыш бетіндегі батырмамен де жауап беруге болады: ${pageUrl}
> `,
    ],
    [
      'en',
      `
── Somebody is needed at the app ──
In the app, link the client's accounts at the bank, with a new consent. If they are linked already, link them anew.
  Client: Анна Ким
  IIN: 960440000151
  Telephone: +77010000001
  Bank: «Қызғалдақ»
  Data: List of accounts, account_cards
  On the platform's pages: Sign in as the client «Анна Ким». Give the consent.
  The code of the SMS: goes to the number that ends in 0001; ${pageUrl} shows it
When the app has finished, well or not, press Enter. If it cannot be done, type n.
A button on the sandbox's page does as well: ${pageUrl}
> `,
    ],
  ])('in %s', async (language, sheet) => {
    const terminal = new TestTerminal('')
    expect(await driver(terminal, new TestPage(), language).drive(errand, signal)).toEqual({ pages: [] })
    expect(terminal.shown).toBe(sheet)
  })

  test.each(visitGoals)('with what the client does on the pages: %s', async (goal) => {
    const page = new TestPage('done')
    await driver(new TestTerminal(), page).drive({ ...errand, goal }, signal)
    const { ru = '', kk = '', en = '' } = page.stages[0]?.prompt?.text ?? {}
    expect(new Set([ru, kk, en]).size).toBe(3)
    if (goal !== 'approve') expect(en).not.toContain('». Give the consent.')
  })

  test('for a company: its BIN, and who signs in', async () => {
    const terminal = new TestTerminal('')
    await driver(terminal).drive({ ...errand, client: firm }, signal)
    expect(terminal.shown).toContain(
      '  BIN: 190840012346\n  Who acts for the company: IIN 850101300005, telephone +77010000002\n',
    )
    expect(terminal.shown).toContain('Sign in as the representative of the company «ТОО „Фирма“».')
    expect(terminal.shown).toContain('ends in 0002')
  })

  test('at several banks at once', async () => {
    const terminal = new TestTerminal('', '')
    const providers = [...errand.providers, { id: 'BANK02', name: 'Арқа Самал' }]
    await driver(terminal).drive({ ...errand, providers }, signal)
    await driver(terminal).drive({ ...errand, act: 'show', providers }, signal)
    expect(terminal.shown).toContain('with one new consent')
    expect(terminal.shown.match(/ {2}Banks: «Қызғалдақ», «Арқа Самал»/g)).toHaveLength(2)
  })

  test('to read data that need no client: no client, no pages, no code', async () => {
    const terminal = new TestTerminal('')
    const read: AppErrand = { act: 'read', providers: errand.providers, data: ['accounts', 'atms'], language: 'kk' }
    await driver(terminal).drive(read, signal)
    expect(terminal.shown).toContain(
      "open these banks' open data and refresh them to the last page.\n  Bank: «Қызғалдақ»\n  Data: List of accounts, atms\n  The app's language: Kazakh\n",
    )
    expect(terminal.shown).not.toMatch(/Client|platform|code/)
  })

  test('to show accounts anew, to look at the first screen: no pages, no code', async () => {
    for (const act of ['show', 'look'] as const) {
      const terminal = new TestTerminal('')
      await driver(terminal).drive({ ...errand, act }, signal)
      expect(terminal.shown).toContain(act === 'show' ? 'refresh them' : 'refresh nothing')
      expect(terminal.shown).not.toContain('platform')
    }
  })
})

describe('whoever answers first', () => {
  test('the button of the page; the page is cleared, the terminal no longer asks', async () => {
    const page = new TestPage('done')
    const terminal = new TestTerminal()
    expect(await driver(terminal, page).drive(errand, signal)).toEqual({ pages: [] })
    const [first, last] = page.stages
    expect(first?.prompt?.buttons.map(({ id }) => id)).toEqual(['done', 'cannot'])
    expect(last).toEqual({})
  })

  test('where nobody sits at the terminal it is left to the page', async () => {
    expect(await driver(new NoTerminal(), new TestPage('done')).drive(errand, signal)).toEqual({ pages: [] })
  })

  test('without a page, the terminal alone', async () => {
    const terminal = new TestTerminal('')
    const options = { terminal, language: 'en', data, pageUrl, timeoutMs: 5000 } as const
    expect(await handDriver(options).drive(errand, signal)).toEqual({ pages: [] })
    expect(terminal.shown).not.toContain('button')
    const nobody = handDriver({ ...options, terminal: new NoTerminal() })
    expect(await problemOf(nobody.drive(errand, signal))).toMatchObject({ code: 'terminal-missing' })
  })

  test('what is no answer is asked again', async () => {
    const terminal = new TestTerminal('what?', '')
    await driver(terminal).drive(errand, signal)
    expect(terminal.shown.match(/press Enter/g)).toHaveLength(2)
  })
})

describe('what cannot be done is trouble, and nobody’s fault', () => {
  test.each([
    ['typed', new TestTerminal('n'), new TestPage()],
    ['typed in Russian', new TestTerminal('нет'), new TestPage()],
    ['pressed', new TestTerminal(), new TestPage('cannot')],
  ])('%s', async (_, terminal, page) => {
    expect(await problemOf(driver(terminal, page).drive(errand, signal))).toMatchObject({ code: 'drive-not-done' })
  })

  test('nobody answers in time', async () => {
    const found = await problemOf(driver(new TestTerminal(), new TestPage(), 'en', 50).drive(errand, signal))
    expect(found).toMatchObject({ code: 'drive-timeout' })
  })

  test('the run is interrupted', async () => {
    const interruption = new AbortController()
    const terminal = new TestTerminal()
    const driven = problemOf(driver(terminal).drive(errand, interruption.signal))
    await terminal.says(/press Enter/)
    interruption.abort()
    expect(await driven).toMatchObject({ code: 'drive-interrupted' })
  })
})

describe('a question', () => {
  const question = { ru: 'Видны ли счета?', kk: 'Шоттар көріне ме?', en: 'Are accounts seen?' }

  test.each<[string, 'yes' | 'no' | undefined]>([
    ['да', 'yes'],
    ['y', 'yes'],
    ['Иә', 'yes'],
    ['жоқ', 'no'],
    ['No', 'no'],
    ['?', undefined],
  ])('answered with «%s»', async (typed, expected) => {
    expect(await driver(new TestTerminal(typed)).ask(question, signal)).toBe(expected)
  })

  test.each<[string, 'yes' | 'no' | undefined]>([
    ['yes', 'yes'],
    ['no', 'no'],
    ['unknown', undefined],
  ])('answered by the button %s', async (button, expected) => {
    const page = new TestPage(button)
    expect(await driver(new TestTerminal(), page).ask(question, signal)).toBe(expected)
    expect(page.stages[0]?.prompt?.text.kk).toBe('Қосымшаға қарап, жауап беріңіз:\nШоттар көріне ме?')
  })
})
