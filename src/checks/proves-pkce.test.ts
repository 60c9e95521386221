import { expect, test } from '@jest/globals'
import { pkce } from '../crypto/proofs/pkce-s256.js'
import { factOf, inShort, runCheck } from '../../tests/support/check-runner.js'
import { form } from '../../tests/support/memory-inbox.js'
import { ofUser, sent } from '../../tests/support/sent.js'
import { provesPkce } from './proves-pkce.js'

const { verifier, challenge } = pkce()
const values = { '${challenge}': challenge }
const token = (fields: Record<string, string>) => [sent({ request: form('token', fields) })]

test.each([
  [{ code_verifier: verifier }, 'met: it fits'],
  [{ code_verifier: pkce().verifier }, 'departed: it belongs to another challenge'],
  [{ code_verifier: 'short' }, 'departed: it is not as RFC 7636 has it'],
  [{ code_verifier: `${'a'.repeat(42)}+` }, 'departed: it is not as RFC 7636 has it'],
  [{}, 'departed: no code_verifier'],
])('%j', (fields, so) => {
  expect(
    inShort(runCheck(provesPkce, '${challenge}', token(fields as Record<string, string>), { place: ofUser, values })),
  ).toEqual([so])
})

test('the fact holds neither verifier nor challenge', () => {
  const text = JSON.stringify(factOf(provesPkce, '${challenge}', token({ code_verifier: verifier }), values))
  for (const secret of [verifier, challenge]) expect(text).not.toContain(secret)
})
