import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
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
