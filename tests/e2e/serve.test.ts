import { chmodSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { controlClient } from '../../src/control/client.js'
import { temporaryFolder } from '../support/folder.js'
import { operatorPages, type OperatorPages } from '../support/operator-page.js'
import { startSynaq, synaq, type Running } from '../support/synaq.js'

const folder = temporaryFolder()
// Where root runs the tests, the database's own user goes through it.
chmodSync(folder.path, 0o711)
const data = join(folder.path, 'operator')
const bank = 'KZGL01'
const api = 'kzgl01-npck-accounts'
const others = 'arka02-npck-accounts'

let command: Running
let pages: OperatorPages

beforeAll(async () => {
  ;[command, pages] = await serve()
  await Promise.all([api, others].map((id) => pages.until(id, (text) => text.includes('8 из 8'))))
}, 90_000)

afterAll(async () => {
  command.child.kill()
  await command.ended
  folder.remove()
})

async function serve(): Promise<[Running, OperatorPages]> {
  const running = startSynaq(['serve', '--data', data, '--port', '0'], { limitMs: 300_000 })
  await running.says('Ctrl-C')
  return [running, operatorPages(/http:\S+/.exec(running.stdout())?.[0] ?? '')]
}

/** As the sandbox's platform has it. */
async function publication(): Promise<string | undefined> {
  const target = readFileSync(join(data, 'trial', `${bank}.yaml`), 'utf8')
  const control = /control: '([^']+)'/.exec(target)?.[1] ?? ''
  const token = readFileSync(join(data, 'trial', `${bank}.token`), 'utf8')
  const { providers } = await controlClient(control, token).workspace()
  return providers.find(({ id }) => id === bank)?.publication
}

/** The record of what the policy did, once the platform has followed. */
const followed = (done: string): RegExp => new RegExp(`${done} [\\d:]+ [^·]*· Кем: политика · Платформа исполнила`)
const count = (text: string, what: string): number => text.split(what).length - 1

test('the banks of the sandbox are probed without a word more, each beside a control', async () => {
  const page = await pages.text(`/apis/${api}`)
  expect(page).toContain('Пробный режим')
  expect(page).toContain('контроль пройден')
  expect(page).toMatch(/До 1920 тестов в сутки: 8 за раунд, раунд каждые 6 мин\. Следующий: \d\d:\d\d:\d\d/)
  expect(await pages.text('/')).toMatch(/Опубликован .* Соответствует .* 8 из 8/)
})

test('a second trial in the same folder is refused and disturbs nobody', async () => {
  const { code, stderr } = await synaq(['serve', '--data', data, '--port', '0'])
  expect([code, stderr]).toEqual([2, expect.stringContaining('another trial is at work')])
  expect(await pages.text('/')).toContain('Опубликован')
})

test('a planted defect takes the API off publication, and the record explains itself', async () => {
  expect(await pages.press(`/apis/${api}/plant`, { defect: 'amount-as-number' })).toBe(303)
  await pages.until(api, (text) => text.includes('6 из 8') && !text.includes('Идёт'))
  expect(await pages.press(`/apis/${api}/run`)).toBe(303)
  const page = await pages.until(api, (text) => followed('Снят с публикации').test(text))
  const decision = page.slice(page.indexOf('Решения'), page.indexOf('Раунды Время'))
  expect(decision).toContain('Снят с публикации')
  expect(decision).toContain('Расхождения в 2 из последних 3 раундов проверки; порог: 2 из 3.')
  expect(decision).toContain('Правило: departs ( текст политики ) · Кем: политика')
  expect(count(decision, 'Остатки по счетам в двух валютах расхождение')).toBe(2)
  expect(decision).toContain('Ожидалось: /balances/0/amount: строка Получено: /balances/0/amount: число')
  expect(count(decision, 'контроль пройден')).toBe(2)
  expect(await publication()).toBe('unpublished')
  const alerted = await pages.until(api, (text) => text.includes('Тревоги API снят с публикации'))
  expect(alerted).toMatch(/PU · Несоответствие спецификации требований сервисов · Высокий · устранить до/)
  expect(await pages.text('/')).toMatch(/Открытые тревоги: 1 .* тревога /)
  expect(await pages.text(`/apis/${others}`)).not.toContain('Снят с публикации ')
})

test('after mending it comes back, and after a restart everything is as it was', async () => {
  expect(await pages.press(`/apis/${api}/plant`)).toBe(303)
  await pages.until(api, (text) => !text.includes('Идёт') && !text.includes('Ждёт исполнителя'))
  expect(await pages.press(`/apis/${api}/run`)).toBe(303)
  const page = await pages.until(api, (text) => followed('Возвращён на публикацию').test(text))
  expect(page).toContain('Раундов без расхождений подряд: 2')
  expect(await publication()).toBe('published')
  await pages.until(api, (text) => text.includes('Тревоги API возвращён на публикацию'))

  command.child.kill()
  expect((await command.ended).code).toBe(0)
  ;[command, pages] = await serve()
  const again = await pages.text(`/apis/${api}`)
  expect(again).toContain('Возвращён на публикацию')
  expect(again).toContain('Снят с публикации')
}, 120_000)
