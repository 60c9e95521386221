import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import { issue } from '../../../tests/support/certification-centre.js'
import { temporaryFolder } from '../../../tests/support/folder.js'
import { openssl, withOpenssl } from '../../../tests/support/openssl.js'
import { holds, signCms, verifyCms } from './index.js'

const content = Buffer.from('{"files":[]}')
const folder = temporaryFolder()
afterAll(() => folder.remove())

const root = await issue({ name: 'Root', authority: true })
const signer = await issue({ name: 'Подписант ТОО', by: root })
const rsaSigner = await issue({ name: 'RSA', rsa: true })
const signingTime = '2026-06-01T10:00:00.000Z'

test('a signature holds, and tells who signed and when', async () => {
  const cms = await signCms(content, {
    ...signer,
    chain: [root.certificate],
    signingTime,
    padesAttributes: false,
  })
  const reading = await verifyCms(cms, content)
  expect(holds(reading)).toBe(true)
  expect(reading.signers).toMatchObject([
    { subject: 'CN=Подписант ТОО', signingTime, digestOk: true, signatureOk: true, namesCertificate: true, unread: [] },
  ])
  expect(reading.signers[0].certificate.raw.equals(signer.certificate.raw)).toBe(true)
  expect(reading.certificates).toHaveLength(2)
})

test.each([
  ['1999-12-31T23:59:59.000Z', '1999-12-31T23:59:59.000Z'],
  ['2049-12-31T23:59:59.999Z', '2049-12-31T23:59:59.000Z'],
  ['2050-01-01T00:00:00.000Z', '2050-01-01T00:00:00.000Z'],
])('the time of signing %s comes back in whole seconds', async (given, read) => {
  const cms = await signCms(content, { ...signer, chain: [], signingTime: given, padesAttributes: false })
  expect((await verifyCms(cms, content)).signers[0].signingTime).toBe(read)
})

test('a PDF says the time itself', async () => {
  const cms = await signCms(content, { ...signer, chain: [], signingTime, padesAttributes: true })
  const reading = await verifyCms(cms, content)
  expect(holds(reading)).toBe(true)
  expect(reading.signers[0]).not.toHaveProperty('signingTime')
})

test('other content is not what was signed, though the signature itself is sound', async () => {
  const cms = await signCms(content, { ...rsaSigner, chain: [], padesAttributes: false })
  const reading = await verifyCms(cms, Buffer.from('{"files":[1]}'))
  expect(reading.signers).toMatchObject([{ digestOk: false, signatureOk: true }])
  expect(holds(reading)).toBe(false)
})

test('a key is used with its own certificate only', async () => {
  const wrong = signCms(content, { certificate: root.certificate, key: signer.key, chain: [], padesAttributes: false })
  await expect(wrong).rejects.toMatchObject({ problems: [{ code: 'cms-key' }] })
})

withOpenssl('openssl verifies what is signed here, and refuses it for other content', async () => {
  writeFileSync(join(folder.path, 'root.pem'), root.certificate.toString())
  writeFileSync(join(folder.path, 'content'), content)
  writeFileSync(join(folder.path, 'other'), 'other')
  for (const [holder, anchor] of [
    [signer, root],
    [rsaSigner, rsaSigner],
  ] as const) {
    const cms = await signCms(content, { ...holder, chain: [], signingTime, padesAttributes: false })
    writeFileSync(join(folder.path, 'anchor.pem'), anchor.certificate.toString())
    const verify = ['cms', '-verify', '-binary', '-inform', 'DER', '-purpose', 'any', '-cades', '-attime', '1780000000']
    const over = (file: string) => [...verify, '-CAfile', 'anchor.pem', '-content', file]
    expect(openssl(over('content'), folder.path, cms).equals(content)).toBe(true)
    expect(() => openssl(over('other'), folder.path, cms)).toThrow(/verification failure/)
  }
})
