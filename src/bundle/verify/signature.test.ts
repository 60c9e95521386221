import { createHash } from 'node:crypto'
import { expect, test } from '@jest/globals'
import { issue } from '../../../tests/support/certification-centre.js'
import { stampingAuthority } from '../../../tests/support/stamping-authority.js'
import { readTimeStamp, signCms, timeStampRequest } from '../../crypto/cms/index.js'
import { nobody } from './index.js'
import { Findings } from './report.js'
import { checkSignature } from './signature.js'

const manifest = Buffer.from('{}')
const centre = await issue({ name: 'Centre', authority: true, until: '2036-01-01T00:00:00Z' })
const signer = await issue({ name: 'Bank', by: centre })
const time = await stampingAuthority()
const signature = await signCms(manifest, { ...signer, chain: [], padesAttributes: false })
const { request, nonce } = timeStampRequest(createHash('sha256').update(signature).digest())
const stamp = readTimeStamp(time.answer(request), nonce)

/** Years later, when the signer's certificate has expired. */
async function seen(files: Record<string, Uint8Array>, anchors: readonly (typeof centre)[]) {
  const found = new Findings()
  const trust = { ...nobody('2030-01-01T00:00:00.000Z'), anchors: anchors.map(({ certificate }) => certificate) }
  const whose = await checkSignature(manifest, new Map(Object.entries(files)), trust, found, '')
  return { whose: whose?.kind, fails: found.all.filter(({ state }) => state === 'fails').map(({ about }) => about) }
}

test('a certificate that has expired since is trusted where a trusted stamp is older', async () => {
  const files = { 'manifest.p7s': signature, 'manifest.tsr': stamp }
  expect(await seen(files, [centre, time.root])).toEqual({ whose: 'trusted', fails: [] })
  expect(await seen(files, [centre])).toEqual({ whose: 'unknown', fails: ['key'] })
  expect(await seen({ 'manifest.p7s': signature }, [centre, time.root])).toEqual({ whose: 'unknown', fails: ['key'] })
})

test('a stamp over another signature is found, and does not help', async () => {
  const other = await signCms(manifest, { ...signer, chain: [], padesAttributes: false })
  const files = { 'manifest.p7s': other, 'manifest.tsr': stamp }
  expect(await seen(files, [centre, time.root])).toEqual({ whose: 'unknown', fails: ['key', 'time'] })
})
