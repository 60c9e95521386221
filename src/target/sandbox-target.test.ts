import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import { temporaryFolder } from '../../tests/support/folder.js'
import type { WorkspaceFacts } from '../control/api.js'
import { sandboxTarget } from './sandbox-target.js'
import { readTargetFile } from './target-file.js'

const folder = temporaryFolder()
afterAll(() => folder.remove())

const address = 'https://127.0.0.1:1'
const facts: WorkspaceFacts = {
  ...{ id: 'w', api: address, pages: address, issuer: address, jwks: address, ca: '', crl: '' },
  ...{ identities: {}, applications: {}, clients: [], providers: [], joined: [] },
}

function targetWith(customers: string) {
  const file = join(folder.path, 'target.yaml')
  writeFileSync(join(folder.path, 'token'), 'token')
  const head = 'name: x\nsystem: y\nrole: provider\nmodes: [through]\nparticipant: { id: MYBK01, name: z }\n'
  const sandbox = 'sandbox: { control: http://127.0.0.1:1, token: { file: token } }\n'
  writeFileSync(file, `${head}${sandbox}customers:\n${customers}`)
  return sandboxTarget(readTargetFile(file), facts)
}

test('customers whose numbers are right, a company with who acts for it', () => {
  const { clients } = targetWith(
    `  - { name: first, iin: '900110310003', phone: '+77010000001', has: [accounts] }
  - name: company
    iin: '190840012346'
    phone: '+77010000002'
    has: [accounts]
    representative: { iin: '850101300005', phone: '+77010000003' }
`,
  )
  expect(clients.map(({ name }) => name)).toEqual(['first', 'company'])
})

test('every customer with a wrong number is named, the number is not', () => {
  const act = () =>
    targetWith(
      `  - { name: first, iin: '900110310004', phone: '87010000001', has: [accounts] }
  - name: company
    iin: '190840012346'
    phone: '+77010000002'
    has: [accounts]
    representative: { iin: '190840012346', phone: '+7' }
`,
    )
  expect(act).toThrow(
    expect.objectContaining({
      problems: [
        expect.objectContaining({ code: 'customer-iin', what: expect.stringContaining('«first»') }),
        expect.objectContaining({ code: 'customer-phone', what: expect.stringContaining('«first»') }),
        expect.objectContaining({ code: 'customer-iin', what: expect.stringContaining('«company: representative»') }),
        expect.objectContaining({ code: 'customer-phone', what: expect.stringContaining('«company: representative»') }),
      ],
    }),
  )
  expect(act).not.toThrow(/900110310004|190840012346|87010000001/)
})

describe('an application under test', () => {
  const bank = { state: 'registered', url: address, publication: 'published' } as const
  const withApp: WorkspaceFacts = {
    ...facts,
    ca: 'PEM of the sandbox',
    providers: [
      { ...bank, id: 'BANK01', name: 'Invented bank', invented: true },
      { ...bank, id: 'BANK02', name: 'Blocked bank', invented: true, state: 'blocked' },
      { ...bank, id: 'TULP01', name: 'A bank under test', invented: false },
    ],
    joined: [
      {
        ...{ participant: 'MYAP01', name: 'My app', clientId: 'myap01-application', certificate: 'PEM' },
        redirectUris: ['https://app.example/back'],
      },
    ],
  }
  const targetOf = (drive: string, id = 'MYAP01') => {
    const file = join(folder.path, 'app-target.yaml')
    for (const [name, content] of [
      ['token', 'token'],
      ['drive.token', 'secret of the driver\n'],
      ['own.pem', 'PEM of its own'],
    ] as const)
      writeFileSync(join(folder.path, name), content)
    writeFileSync(
      file,
      `name: x\nsystem: y\nrole: user\nparticipant: { id: ${id}, name: z }\napp: ${drive}\n` +
        'sandbox: { control: http://127.0.0.1:1, token: { file: token } }\n',
    )
    return sandboxTarget(readTargetFile(file), withApp)
  }

  test('is known by the client id that it joined under, and tried with invented banks that work', () => {
    const target = targetOf('{ drive: by-hand }')
    expect(target).toMatchObject({
      role: 'user',
      modes: ['through'],
      providers: ['BANK01'],
      providerNames: { BANK01: 'Invented bank', TULP01: 'A bank under test' },
      app: { clientId: 'myap01-application', drive: { kind: 'by-hand' }, awaitMs: 300_000 },
    })
    expect(target.abilities).toEqual(expect.arrayContaining(['app', 'screens', 'control']))
  })

  test('by a webhook it is waited for less; token and authorities are read', () => {
    const { app } = targetOf(
      '{ drive: { webhook: https://app.example/drive, token: { file: drive.token }, ca: own.pem }, ca: own.pem }',
    )
    expect(app).toEqual({
      ...{ clientId: 'myap01-application', redirectUris: ['https://app.example/back'], certificate: 'PEM' },
      awaitMs: 10_000,
      ca: 'PEM of its own',
      drive: {
        kind: 'webhook',
        url: 'https://app.example/drive',
        token: 'secret of the driver',
        ca: 'PEM of its own',
      },
    })
  })

  test('by a program, for as long as it is told', () => {
    expect(targetOf('{ drive: { command: [node, drive.js] }, awaitMs: 2000 }').app).toMatchObject({
      awaitMs: 2000,
      drive: { kind: 'command', command: ['node', 'drive.js'] },
    })
  })

  test('that has not joined is told how to, and whom it may have meant', () => {
    expect(() => targetOf('{ drive: by-hand }', 'MYAP02')).toThrow(
      expect.objectContaining({
        problems: [
          expect.objectContaining({
            code: 'application-not-joined',
            what: 'the sandbox knows no application of MYAP02. Did you mean «MYAP01»?',
            remedy: expect.stringContaining('synaq application MYAP02 --name'),
          }),
        ],
      }),
    )
  })
})
