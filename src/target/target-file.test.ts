import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { isProblemError, placeText } from '../base/problem.js'
import { readTargetFile } from './target-file.js'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'synaq-target-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** A target file as short as it can be; a line is replaced by its key. */
const least = `name: My bank
system: npck-accounts
role: provider
participant: { id: BANK01, name: My bank }
direct: { url: https://bank.example }
sandbox: { control: http://127.0.0.1:7080, token: { env: SYNAQ_TOKEN } }
`
const file = () => join(folder, 'target.yaml')

function read(text: string) {
  writeFileSync(file(), text)
  return readTargetFile(file())
}

/** The problems of a text, each as `line:column what → remedy`. */
function problemsOf(text: string): string[] {
  try {
    read(text)
  } catch (error) {
    if (!isProblemError(error)) throw error
    return error.problems.map(({ place, what, remedy }) => {
      return `${placeText(place).replace(`${file()}:`, '')} ${what} → ${remedy}`
    })
  }
  return []
}

const explained =
  'examples/target.yaml explains the settings; README, «Your own server», says how to come by the values.'

describe('a target file', () => {
  test('needs little, the rest has defaults', () => {
    expect(read(least)).toMatchObject({
      environment: 'test',
      participant: { invented: false },
      modes: ['direct', 'through'],
      visits: 'forms',
      consentCheck: 'bank',
      limits: { timeoutMs: 15_000, maxBodyBytes: 10_000_000 },
      notApplicable: [],
      file: file(),
    })
  })

  test.each([
    ['examples/target.yaml', 'provider'],
    ['examples/app-target.yaml', 'user'],
  ])('that we ship is read: %s', (shipped, role) => {
    expect(readTargetFile(shipped)).toMatchObject({ system: 'npck-accounts', role })
  })
})

describe('a mistake is named with its line, what was expected and how to mend it', () => {
  test.each<[string, string, string[]]>([
    ['a setting that is missing', least.replace(/^name.*\n/, ''), [`1:1 the setting «name» is missing → ${explained}`]],
    [
      'a setting inside another',
      least.replace('id: BANK01, ', ''),
      [`4:1 the setting «participant.id» is missing → ${explained}`],
    ],
    [
      'a wrong choice',
      `${least}consentCheck: both\n`,
      [`7:15 «consentCheck»: expected bank or platform → ${explained}`],
    ],
    [
      'a wrong role',
      least.replace('role: provider', 'role: bank'),
      [`3:7 «role»: expected provider or user → ${explained}`],
    ],
    [
      'an address without https',
      least.replace('https://bank', 'http://bank'),
      [`5:16 «direct.url»: expected an address that begins with https:// → ${explained}`],
    ],
    [
      'an address with a password',
      least.replace('https://bank', 'https://me:pass@bank'),
      [`5:16 «direct.url»: expected an address without user, password, «?» and «#» → ${explained}`],
    ],
    [
      'an address with a query',
      least.replace('bank.example', 'bank.example/a?b=c'),
      [`5:16 «direct.url»: expected an address without user, password, «?» and «#» → ${explained}`],
    ],
    [
      'a limit out of bounds',
      `${least}limits: { timeoutMs: 10 }\n`,
      [`7:22 «limits.timeoutMs»: expected a whole number of milliseconds from 3000 to 120000 → ${explained}`],
    ],
    [
      'a load that is too great',
      `${least}limits: { load: { rate: 5000, seconds: 3600 } }\n`,
      [
        `7:25 «limits.load.rate»: expected a whole number of requests per second from 1 to 1500 → ${explained}`,
        `7:40 «limits.load.seconds»: expected a whole number of seconds from 1 to 600 → ${explained}`,
      ],
    ],
    ['an empty file', '', [`1:1 the file: expected settings, each as a key and its value → ${explained}`]],
    [
      'a secret that stands in the file',
      least.replace('{ env: SYNAQ_TOKEN }', 'the-secret'),
      [
        `6:51 «sandbox.token»: expected { file: … }, { env: … } or { command: […] }, which say where the secret is; it never stands here itself → ${explained}`,
      ],
    ],
  ])('%s', (_, text, problems) => {
    expect(problemsOf(text)).toEqual(problems)
  })

  test('a limit that is none', () => {
    expect(problemsOf(`${least}limits: { declaredRate: { requests: 0, seconds: 1 } }\n`)).toEqual([
      `7:37 «limits.declaredRate.requests»: expected { requests: …, seconds: … } as whole numbers, at least 1 → ${explained}`,
    ])
  })

  test('a misspelt setting, with the one that was meant', () => {
    const [problem] = problemsOf(`${least}consentcheck: bank\n`)
    expect(problem).toMatch(
      /^7:1 «consentcheck» is no setting of a target\. Did you mean «consentCheck»\? → Remove it or write one of: name, /,
    )
    expect(problemsOf(`${least}limits: { timeout: 5000 }\n`)).toEqual([
      '7:11 «timeout» is no setting of «limits». Did you mean «timeoutMs»? → Remove it or write one of: timeoutMs, maxBodyBytes, rate, declaredRate, load, effects.',
    ])
  })

  test('all of them at once', () => {
    const places = problemsOf(`${least}colour: red\nsmell: sweet\nconsentCheck: both\n`).map(
      (problem) => problem.split(' ')[0],
    )
    expect(places.sort()).toEqual(['7:1', '8:1', '9:15'])
  })

  test('a secret is not repeated in the message', () => {
    expect(problemsOf(least.replace('{ env: SYNAQ_TOKEN }', 'the-secret')).join()).not.toContain('the-secret')
  })
})

describe('what does not go together', () => {
  const real = `platform:
  api: https://api.example
  pages: https://pages.example
  issuer: https://pages.example
  ca: ca.pem
  certificate: { certificate: app.pem, key: { file: app.key } }
  application: { clientId: app, participant: USER01, redirectUri: 'https://app.example/back', key: { file: app.jwk } }
`
  const without = (key: string) => least.replace(new RegExp(`^${key}.*\\n`, 'm'), '')

  test.each<[string, string, string[]]>([
    ['neither sandbox nor platform', without('sandbox'), ['a target has either «sandbox» or «platform»']],
    ['both', `${least}modes: [through]\n${real}`, ['a target has either «sandbox» or «platform»']],
    ['mode direct without an address', without('direct'), ['mode direct needs «direct»']],
    [
      'mode direct behind a real platform',
      `${without('sandbox')}${real}`,
      ['in mode direct we are the platform: the bank has to trust a sandbox of ours'],
    ],
    [
      'acts by a control API that is not there',
      `${without('sandbox')}modes: [through]\nacts: control\n${real}`,
      ['only a sandbox has a control API'],
    ],
    [
      "an operator's contract behind the sandbox's gateway",
      `${least}contract: { file: openapi.yaml }\n`,
      ["the sandbox's gateway speaks the reference contract only: behind it the operator's cannot be tested"],
    ],
    ["an operator's contract in mode direct", `${least}modes: [direct]\ncontract: { file: openapi.yaml }\n`, []],
    ['a real platform in mode through', `${without('sandbox')}modes: [through]\n${real}`, []],
  ])('%s', (_, text, whats) => {
    expect(problemsOf(text).map((problem) => problem.split(' → ')[0]?.replace(/^\S+ /, ''))).toEqual(whats)
  })
})

describe('an application under test', () => {
  const app = `name: My app
system: npck-accounts
role: user
participant: { id: MYAP01, name: My app }
sandbox: { control: http://127.0.0.1:7080, token: { env: SYNAQ_TOKEN } }
`
  const byHand = `${app}app: { drive: by-hand }\n`
  const drivenBy = (drive: string): string => `${app}app: { drive: ${drive} }\n`

  test('needs no more than how it is driven; it comes through the platform', () => {
    expect(read(byHand)).toMatchObject({ role: 'user', modes: ['through'], app: { drive: 'by-hand' } })
  })

  test.each([
    ['{ webhook: https://app.example/drive, token: { env: DRIVE }, ca: ca.pem }'],
    ['{ webhook: http://localhost:5000/drive }'],
    ['{ webhook: "http://[::1]:5000/drive" }'],
    ['{ command: [node, drive.js] }'],
  ])('is driven by %s', (drive) => {
    expect(problemsOf(drivenBy(drive))).toEqual([])
  })

  test.each<[string, string, string]>([
    ['no «app»', app, '1:1 the role user needs «app»: how the application under test is made to act'],
    [
      'a bank with «app»',
      `${least}app: { drive: by-hand }\n`,
      '7:1 «app» is for the role user: a bank is called, it does not act by itself',
    ],
    [
      'an address to be called at',
      `${byHand}direct: { url: https://app.example }\n`,
      '7:1 «direct» is for the role provider: nobody calls an application, it calls the platform',
    ],
    ['mode direct', `${byHand}modes: [direct]\n`, '7:1 an application is tested through the platform only'],
    [
      'customers of its own',
      `${byHand}customers: [{ name: a, iin: '1', phone: '2', has: [accounts] }]\n`,
      "7:1 «customers» is for the role provider: an application shows the accounts of the sandbox's invented clients",
    ],
    [
      'who asks about consents',
      `${byHand}consentCheck: bank\n`,
      '7:1 «consentCheck» is for the role provider: an application is not asked for data',
    ],
    [
      'a limit that is declared',
      `${byHand}limits: { declaredRate: { requests: 1, seconds: 1 } }\n`,
      '7:11 «limits.declaredRate» is for the role provider: an application is not called',
    ],
    [
      'a load',
      `${byHand}limits: { load: { rate: 1, seconds: 1 } }\n`,
      '7:11 «limits.load» is for the role provider: an application is not called',
    ],
    [
      'a webhook elsewhere without TLS',
      drivenBy('{ webhook: http://app.example/drive }'),
      '6:17 a webhook on another machine is called over https only: errands name clients',
    ],
    [
      'a webhook with a password in its address',
      drivenBy('{ webhook: https://me:pass@app.example/drive }'),
      '6:17 the address holds a user name or password',
    ],
    [
      'a way that there is not',
      drivenBy('robot'),
      '6:15 «app.drive»: expected by-hand, { webhook: https://…, token: { env: … }, ca: FILE.pem } or { command: […] }',
    ],
    [
      'a wait without end',
      `${app}app: { drive: by-hand, awaitMs: 900000 }\n`,
      '6:33 «app.awaitMs»: expected a whole number of milliseconds from 1000 to 600000',
    ],
  ])('%s', (_, text, what) => {
    expect(problemsOf(text).map((problem) => problem.split(' → ')[0])).toEqual([what])
  })

  test('a real platform, and consents that we hold', () => {
    const real = `platform:
  api: https://api.example
  pages: https://pages.example
  issuer: https://pages.example
  ca: ca.pem
  certificate: { certificate: app.pem, key: { file: app.key } }
  application: { clientId: app, participant: USER01, redirectUri: 'https://app.example/back', key: { file: app.jwk } }
consents:
  - { client: a, scopes: [b], providers: [c], consentId: d, accessToken: { env: E }, expiresAt: '2030-01-01T00:00:00Z' }
`
    expect(problemsOf(byHand.replace(/^sandbox.*\n/m, '') + real).map((problem) => problem.split(' → ')[0])).toEqual([
      '13:1 «consents» is for the role provider: an application gets its consents by itself',
      '6:1 an application is tested against a sandbox: only there it is decided what the platform answers',
    ])
  })

  test('what is said of a setting names the example for an application', () => {
    expect(problemsOf(byHand.replace(/^name.*\n/, ''))).toEqual([
      '1:1 the setting «name» is missing → examples/app-target.yaml explains the settings; README, «Your own app», says how to come by the values.',
    ])
  })

  test('a password is not repeated in the message', () => {
    expect(problemsOf(drivenBy('{ webhook: https://me:hunter2@app.example/drive }')).join()).not.toContain('hunter2')
  })
})
