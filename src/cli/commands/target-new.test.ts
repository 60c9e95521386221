import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { packageRoot } from '../../base/root.js'
import { checks } from '../../checks/index.js'
import { createAuthority } from '../../crypto/certificates.js'
import { steps } from '../../steps/index.js'
import { readTargetFile } from '../../target/target-file.js'
import { temporaryFolder } from '../../../tests/support/folder.js'
import { TestTerminal } from '../../../tests/support/terminal.js'
import type { Output, Wiring } from '../wiring.js'
import { targetNew, type TargetNewOptions } from './target-new.js'

let folder: ReturnType<typeof temporaryFolder>
let file: string
let tokenFile: string
beforeEach(() => {
  folder = temporaryFolder()
  file = join(folder.path, 'target.yaml')
  tokenFile = join(folder.path, 'control.token')
  writeFileSync(tokenFile, 'secret-token')
})
afterEach(() => folder.remove())

/** Nothing listens there: the questions then have the defaults of a new bank. */
const control = 'http://127.0.0.1:1'

function wiring(terminal: TestTerminal): Wiring {
  const unused = (): never => {
    throw new Error('not needed here')
  }
  return {
    version: '0',
    root: packageRoot(),
    vocabulary: { steps, checks },
    terminal: () => terminal,
    ...{ openWire: unused, openActs: unused, openPerson: unused, startSandbox: unused },
    openInbox: async () => undefined,
    openApp: async () => undefined,
    expiryWarning: () => undefined,
  }
}

const silent = (language: Output['language']): Output => ({
  language,
  json: false,
  line: () => undefined,
  result: () => undefined,
})

/** Lets somebody type these lines; answers what stood on the screen. */
async function typing(answers: string[], changes: Partial<TargetNewOptions> = {}, lang: 'en' | 'ru' = 'en') {
  const terminal = new TestTerminal(...answers)
  const asked = {
    file,
    system: 'npck-accounts',
    control,
    tokenFile,
    given: {},
    customers: [],
    yes: false,
    force: false,
  }
  await targetNew({ ...asked, ...changes }, wiring(terminal), silent(lang))
  return terminal.shown
}

const enter = (times: number): string[] => Array.from({ length: times }, () => '')

describe('synaq target new', () => {
  test('Enter alone is a target that can be read', async () => {
    const shown = await typing(enter(11))
    expect(readTargetFile(file)).toMatchObject({
      name: 'Test server of АО «Мой Банк»',
      participant: { id: 'MYBK01', name: 'АО «Мой Банк»', invented: false },
      direct: { url: 'https://127.0.0.1:9443' },
      sandbox: { control, token: { file: 'control.token' } },
      modes: ['direct', 'through'],
      environment: 'test',
      consentCheck: 'bank',
    })
    expect(shown).toContain('No sandbox answers there')
    expect(readFileSync(file, 'utf8')).not.toContain('secret-token')
  })

  test('every question says in one line why it is asked', async () => {
    const shown = await typing(enter(11))
    expect([...shown.matchAll(/\n[^\n]+\?[^\n]*\n {2}\S[^\n]+\n\[[^\n]+\] > /g)]).toHaveLength(11)
  })

  test('answers come into the file, paths relative to it', async () => {
    const { certificate } = await createAuthority("The bank's own")
    const ca = join(folder.path, 'own.pem')
    writeFileSync(ca, certificate)
    const deeper = join(folder.path, 'targets')
    mkdirSync(deeper)
    const elsewhere = join(deeper, 'mine.yaml')
    const answers = ['', 'http://127.0.0.1:7', '', 'OWNB07', 'Банк: "Өз"', 'да', 'https://bank.example:8443', ca]
    await typing([...answers, 'platform', 'LIVE', 'sandbox'], { file: elsewhere }, 'ru')
    expect(readTargetFile(elsewhere)).toMatchObject({
      participant: { id: 'OWNB07', name: 'Банк: "Өз"', invented: true },
      direct: { url: 'https://bank.example:8443', ca: '../own.pem' },
      sandbox: { control: 'http://127.0.0.1:7', token: { file: '../control.token' } },
      consentCheck: 'platform',
      environment: 'live',
    })
    expect(readFileSync(elsewhere, 'utf8')).toContain('# Цель: банк и платформа')
  })

  test('a wrong answer is told what is expected, and asked again', async () => {
    const wrong = ['MYBANK', 'mybk01', 'MYBK02', '', 'perhaps', 'no', 'http://127.0.0.1', 'https://u:p@127.0.0.1', '']
    const shown = await typing([
      'bank',
      'provider',
      'ftp://x',
      '',
      'nowhere.token',
      '',
      ...wrong,
      'nowhere.pem',
      '',
      'me',
      '',
      'prod',
      '',
      '',
    ])
    expect(readTargetFile(file).participant.id).toBe('MYBK02')
    for (const expected of [
      'answer with one of: provider, user',
      'an address such as http://127.0.0.1:7080',
      'nowhere.token cannot be read; synaq sandbox writes it',
      'four capital letters and two digits',
      'answer yes or no',
      'without password, «?» and «#»',
      'nowhere.pem cannot be read as a certificate',
      'answer with one of: bank, platform',
      'answer with one of: test, live',
    ])
      expect(shown).toContain(expected)
  })

  test("the bank's own customers, with who acts for a company", async () => {
    const shown = await typing([
      ...[
        ...enter(10),
        'own',
        '',
        '930218450131 +77000000101 accounts',
        '930218450130 8700 accounts',
        '930218450130 +77000000101',
      ],
      ...['930218450130 +77000000101 accounts two-currencies', '190840012346 +77000000107 accounts legal-entity'],
      ...['190840012346 +77000000107 accounts legal-entity 850101300005 +77000000108', ''],
    ])
    expect(readTargetFile(file).customers).toEqual([
      { name: 'customer-1', iin: '930218450130', phone: '+77000000101', has: ['accounts', 'two-currencies'] },
      {
        name: 'customer-2',
        iin: '190840012346',
        phone: '+77000000107',
        has: ['accounts', 'legal-entity'],
        representative: { iin: '850101300005', phone: '+77000000108' },
      },
    ])
    for (const expected of [
      'traits that scripts choose by: accounts, ',
      '«» is neither IIN nor BIN',
      '«930218450131» is neither IIN nor BIN',
      '«8700» is no telephone',
      'add traits, such as accounts',
      'a person acts for a company',
    ])
      expect(shown).toContain(expected)
  })

  test('options answer beforehand; with --yes nobody is asked', async () => {
    const given = { participant: 'OPTN01', environment: 'live', customers: 'own' }
    const customers = ['930218450130 +77000000101 accounts']
    expect(await typing([], { given, customers, yes: true })).not.toContain('?')
    expect(readTargetFile(file)).toMatchObject({
      participant: { id: 'OPTN01' },
      environment: 'live',
      customers: [{ iin: '930218450130', has: ['accounts'] }],
    })
  })

  test("an option's wrong answer ends it, and nothing is written", async () => {
    await expect(typing([], { given: { url: 'http://x' }, yes: true })).rejects.toMatchObject({
      problems: [{ code: 'answer-wrong', place: { name: '--url' } }],
    })
    expect(existsSync(file)).toBe(false)
  })

  test('a file that is there is overwritten only where somebody says so', async () => {
    writeFileSync(file, 'mine')
    expect(await typing([''])).toContain('Replace it?')
    expect(readFileSync(file, 'utf8')).toBe('mine')
    await expect(typing([], { yes: true })).rejects.toMatchObject({ problems: [{ code: 'file-exists' }] })
    expect(readFileSync(file, 'utf8')).toBe('mine')
    await typing(['yes', ...enter(11)])
    expect(readTargetFile(file).participant.id).toBe('MYBK01')
    await typing([], { given: { participant: 'SECD02' }, yes: true, force: true })
    expect(readTargetFile(file).participant.id).toBe('SECD02')
  })

  test('until the last answer nothing is on the disk, and nothing lies beside it afterwards', async () => {
    const terminal = new TestTerminal(...enter(10))
    const asked = {
      file,
      system: 'npck-accounts',
      control,
      tokenFile,
      given: {},
      customers: [],
      yes: false,
      force: false,
    }
    void targetNew(asked, wiring(terminal), silent('en'))
    await terminal.says(/Whose customers/)
    expect(readdirSync(folder.path)).toEqual(['control.token'])
    await typing(enter(11))
    expect(readdirSync(folder.path).sort()).toEqual(['control.token', 'target.yaml'])
  })

  test('a folder that is not there', async () => {
    await expect(typing(enter(11), { file: join(folder.path, 'no', 'target.yaml') })).rejects.toMatchObject({
      problems: [{ code: 'file-unwritable' }],
    })
  })
})

describe('for an application', () => {
  const user = { role: 'user', name: 'ТОО «Моё»' }

  test('the role is asked first; driven by hand where nothing else is said', async () => {
    const shown = await typing(['user', ...enter(7)])
    expect(readTargetFile(file)).toMatchObject({
      role: 'user',
      name: 'Test build of the app of ТОО «Моё Приложение»',
      participant: { id: 'MYAP01', invented: false },
      modes: ['through'],
      app: { drive: 'by-hand' },
      sandbox: { control, token: { file: 'control.token' } },
    })
    expect(shown.indexOf('What is under test')).toBeLessThan(shown.indexOf('control API'))
    expect(shown).not.toContain('authority')
  })

  test('by a webhook: its address and where its token is, never the token', async () => {
    const { certificate } = await createAuthority("The app's own")
    const ca = join(folder.path, 'own.pem')
    writeFileSync(ca, certificate)
    const wrong = ['http://app.example/drive', 'https://me:pass@app.example/', 'https://app.example/drive']
    const shown = await typing(
      [...enter(4), 'да', 'webhook', ...wrong, 'my token!', 'APP_DRIVE', ca, 'live'],
      { given: { role: 'user' } },
      'ru',
    )
    expect(readTargetFile(file)).toMatchObject({
      environment: 'live',
      participant: { invented: true },
      app: {
        drive: { webhook: 'https://app.example/drive', token: { env: 'APP_DRIVE' }, ca: 'own.pem' },
        ca: 'own.pem',
      },
    })
    expect(shown).toContain('http только для этой машины')
    expect(shown).toContain('нужно имя переменной окружения')
    expect(readFileSync(file, 'utf8')).toContain('# Цель: приложение и песочница')
  })

  test('by options, with nobody asked', async () => {
    const given = { ...user, drive: 'command', 'drive-command': 'node drive.js a,b' }
    expect(await typing([], { given, yes: true })).not.toContain('?')
    expect(readTargetFile(file).app).toEqual({ drive: { command: ['node', 'drive.js', 'a,b'] } })
    await typing([], {
      given: { ...user, drive: 'webhook', webhook: 'http://127.0.0.1:5000/drive', 'drive-token': '-' },
      yes: true,
      force: true,
    })
    expect(readTargetFile(file).app).toEqual({ drive: { webhook: 'http://127.0.0.1:5000/drive' } })
  })

  test.each([
    ['url', 'https://bank.example'],
    ['webhook', 'https://app.example/drive'],
  ])('an option that answers nothing is refused: --%s', async (flag, answer) => {
    await expect(typing([], { given: { ...user, [flag]: answer }, yes: true })).rejects.toMatchObject({
      problems: [{ code: 'option-unneeded', place: { name: `--${flag}` } }],
    })
    expect(existsSync(file)).toBe(false)
  })
})
