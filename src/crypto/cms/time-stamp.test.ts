import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import { issue } from '../../../tests/support/certification-centre.js'
import { temporaryFolder } from '../../../tests/support/folder.js'
import { openssl, withOpenssl } from '../../../tests/support/openssl.js'
import { refusal, stampingAuthority } from '../../../tests/support/stamping-authority.js'
import {
  addTimeStamp,
  chainTo,
  holds,
  readTimeStamp,
  signatureValue,
  signCms,
  timeStampRequest,
  verifyCms,
  verifyTimeStamp,
} from './index.js'

const folder = temporaryFolder()
afterAll(() => folder.remove())

const bytes = Buffer.from('a signature')
const digest = (data: Uint8Array) => createHash('sha256').update(data).digest()
const authority = await stampingAuthority()

/** A problem's code, with what it says. */
function problemOf(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    const [{ code, what }] = (error as { problems: [{ code: string; what: string }] }).problems
    return `${code}: ${what}`
  }
  return 'none'
}

test('a time stamp tells when, by whom, and leads to the authority', () => {
  const { request, nonce } = timeStampRequest(digest(bytes))
  const stamp = verifyTimeStamp(readTimeStamp(authority.answer(request), nonce), bytes)
  expect(stamp).toMatchObject({ at: authority.at, subject: 'CN=Time' })
  expect(chainTo(stamp.authority, stamp.certificates, [authority.root.certificate], stamp.at)).toBe('trusted')
})

test('the request names what is to be stamped, and a number used once', () => {
  const { request, nonce } = timeStampRequest(digest(bytes))
  expect(nonce).toHaveLength(16)
  expect(Buffer.from(request).includes(Buffer.from(nonce))).toBe(true)
  expect(Buffer.from(request).includes(digest(bytes))).toBe(true)
})

test('an old answer, one about something else, and one of no authority are refused', async () => {
  const { request, nonce } = timeStampRequest(digest(bytes))
  const answer = authority.answer(request)
  expect(problemOf(() => readTimeStamp(answer, timeStampRequest(digest(bytes)).nonce))).toMatch(/^time-stamp-nonce/)
  expect(problemOf(() => readTimeStamp(Buffer.from('<html>'), nonce))).toMatch(/^time-stamp-format/)
  const token = readTimeStamp(answer, nonce)
  expect(problemOf(() => verifyTimeStamp(token, Buffer.from('other')))).toMatch(/^time-stamp-other/)
  const forged = Buffer.from(token)
  forged.writeUInt8(forged.readUInt8(forged.length - 1) ^ 1, forged.length - 1)
  expect(problemOf(() => verifyTimeStamp(forged, bytes))).toMatch(/^time-stamp-signature/)
  for (const purposes of [['1.3.6.1.5.5.7.3.3'], ['1.3.6.1.5.5.7.3.8', '1.3.6.1.5.5.7.3.3']]) {
    const other = await stampingAuthority({ purposes })
    const stamped = readTimeStamp(other.answer(request), nonce)
    expect(problemOf(() => verifyTimeStamp(stamped, bytes))).toMatch(/^time-stamp-purpose/)
  }
  const late = readTimeStamp(authority.answer(request, { genTime: new Date('2030-01-01') }), nonce)
  expect(problemOf(() => verifyTimeStamp(late, bytes))).toMatch(/^time-stamp-dates/)
})

test.each<['rejection' | 'waiting', number[], string]>([
  ['rejection', [0], 'it refuses, it does not know the digest algorithm («не \u202eтак»)'],
  ['rejection', [2, 5], 'it refuses, it does not allow or support such a request, the request has the wrong format'],
  ['rejection', [14], 'it refuses, its source of time is not available'],
  ['rejection', [25], 'it refuses, it has failed'],
  ['waiting', [], 'it has not decided yet'],
])('a refusal (%s, bits %j) is told in words', (status, bits, words) => {
  const said = /«(.*)»/.exec(words)?.[1] ?? ''
  const told = problemOf(() => readTimeStamp(refusal(status, bits, said), Buffer.alloc(16)))
  const expected = `time-stamp-refused: the time stamping authority gives no time stamp: ${words}`
  // Signs that would turn the line around do not come through.
  expect(told).toBe(expected.replace('\u202e', ' '))
})

test('a stamp goes into the signature that it is over, and is found to be of another one', async () => {
  const signer = await issue({ name: 'Signer' })
  const sign = () => signCms(bytes, { ...signer, chain: [], padesAttributes: false })
  const [cms, other] = [await sign(), await sign()]
  const { request, nonce } = timeStampRequest(digest(signatureValue(cms)))
  const token = readTimeStamp(authority.answer(request), nonce)
  const stamped = await verifyCms(addTimeStamp(cms, token), bytes)
  expect(stamped.signers[0].timeStamp).toMatchObject({ sound: true, at: authority.at, subject: 'CN=Time' })
  expect(holds(stamped)).toBe(true)
  const wrong = await verifyCms(addTimeStamp(other, token), bytes)
  expect(wrong.signers[0].timeStamp).toMatchObject({ sound: false, problem: { code: 'time-stamp-other' } })
  expect(holds(wrong)).toBe(false)
})

withOpenssl('openssl verifies the stamp', () => {
  const { request, nonce } = timeStampRequest(digest(bytes))
  writeFileSync(join(folder.path, 'token'), readTimeStamp(authority.answer(request), nonce))
  writeFileSync(join(folder.path, 'root.pem'), authority.root.certificate.toString())
  writeFileSync(join(folder.path, 'data'), bytes)
  writeFileSync(join(folder.path, 'request'), request)
  const verify = ['ts', '-verify', '-token_in', '-in', 'token', '-CAfile', 'root.pem', '-attime', '1780315200']
  expect(openssl([...verify, '-data', 'data'], folder.path).toString()).toContain('OK')
  expect(openssl([...verify, '-queryfile', 'request'], folder.path).toString()).toContain('OK')
  expect(() => openssl([...verify, '-data', 'root.pem'], folder.path)).toThrow(/message imprint mismatch/)
})

withOpenssl('openssl finds our stamped signature sound', async () => {
  const signer = await issue({ name: 'Signer' })
  const cms = await signCms(bytes, { ...signer, chain: [], padesAttributes: true })
  const { request, nonce } = timeStampRequest(digest(signatureValue(cms)))
  const stamped = addTimeStamp(cms, readTimeStamp(authority.answer(request), nonce))
  writeFileSync(join(folder.path, 'signer.pem'), signer.certificate.toString())
  writeFileSync(join(folder.path, 'content'), bytes)
  const verify = ['cms', '-verify', '-binary', '-inform', 'DER', '-purpose', 'any', '-attime', '1780000000']
  const read = openssl([...verify, '-CAfile', 'signer.pem', '-content', 'content'], folder.path, stamped)
  expect(read.equals(bytes)).toBe(true)
})
