import { createHash, randomBytes } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { expect, test } from '@jest/globals'
import { isProblemError } from '../../base/problem.js'
import { issue } from '../../../tests/support/certification-centre.js'
import { stampingAuthority } from '../../../tests/support/stamping-authority.js'
import { addTimeStamp, holds, readTimeStamp, signatureValue, signCms, timeStampRequest, verifyCms } from './index.js'

const content = randomBytes(100)
const signer = await issue({ name: 'Signer' })
const stamps = await stampingAuthority()
const plain = await signCms(content, { ...signer, chain: [], signingTime: stamps.at, padesAttributes: false })
const { request, nonce } = timeStampRequest(createHash('sha256').update(signatureValue(plain)).digest())
const stamped = addTimeStamp(plain, readTimeStamp(stamps.answer(request), nonce))

test('the unchanged signatures hold', async () => {
  expect(holds(await verifyCms(plain, content))).toBe(true)
  const reading = await verifyCms(stamped, content)
  expect(reading.signers[0].timeStamp).toMatchObject({ sound: true, at: stamps.at })
})

/** Nothing but a problem in words, or what the reading says. */
async function read(cms: Uint8Array) {
  try {
    return await verifyCms(cms, content)
  } catch (error) {
    if (isProblemError(error)) return 'refused'
    throw error
  }
}

test('every single byte counts: changed in any way, the signature is refused or does not hold', async () => {
  const accepted: number[] = []
  for (const at of plain.keys()) {
    // One bit of each, another one each time: all ways over all bytes would take minutes.
    const reading = await read(plain.map((byte, index) => (index === at ? byte ^ (1 << (at % 8)) : byte)))
    if (reading !== 'refused' && holds(reading)) accepted.push(at)
  }
  expect(accepted).toEqual([])
})

test('changed, cut or prolonged at random, a stamped signature never holds with its stamp', async () => {
  const change = fc.record({
    at: fc.nat(stamped.length - 1),
    remove: fc.integer({ min: 0, max: 40 }),
    insert: fc.uint8Array({ maxLength: 12 }),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async (changes) => {
      const bytes = changes.reduce<Buffer>(
        (cms, { at, remove, insert }) => Buffer.concat([cms.subarray(0, at), insert, cms.subarray(at + remove)]),
        Buffer.from(stamped),
      )
      fc.pre(!bytes.equals(stamped))
      const reading = await read(bytes)
      if (reading === 'refused') return
      const told = reading.signers.map(({ timeStamp }) => timeStamp?.sound)
      expect(holds(reading) && isDeepStrictEqual(told, [true])).toBe(false)
    }),
    { numRuns: 150 },
  )
})
