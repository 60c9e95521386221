import { expect, test } from '@jest/globals'
import { issue, KeyUsageFlags, revocationList, type Issuing } from '../../../tests/support/certification-centre.js'
import { chainTo, type ChainAnswer } from './index.js'

const at = '2026-06-01T00:00:00.000Z'
const root = await issue({ name: 'Root', authority: true })
const middle = await issue({ name: 'Middle', authority: true, by: root, rsa: true })
const signer = await issue({ name: 'Signer', by: middle })

const codeOf = (answer: ChainAnswer) => (answer === 'trusted' ? 'trusted' : `${answer.code} ${answer.subject}`)
const reach = (when = at, lists: readonly Uint8Array[] = []) =>
  codeOf(chainTo(signer.certificate, [root.certificate, middle.certificate], [root.certificate], when, lists))

test('a way over an authority between leads to the root; without it there is none', () => {
  expect(reach()).toBe('trusted')
  expect(codeOf(chainTo(signer.certificate, [], [middle.certificate], at))).toBe('trusted')
  expect(codeOf(chainTo(signer.certificate, [], [signer.certificate], at))).toBe('trusted')
  expect(codeOf(chainTo(signer.certificate, [], [root.certificate], at))).toBe('no-path CN=Signer')
  expect(codeOf(chainTo(signer.certificate, [root.certificate, middle.certificate], [], at))).toBe('no-path CN=Signer')
})

test('an authority of the same name with another key is not the one that issued', async () => {
  const namesake = await issue({ name: 'Middle', authority: true, by: root, rsa: true })
  expect(codeOf(chainTo(signer.certificate, [namesake.certificate], [root.certificate], at))).toBe('no-path CN=Signer')
})

test('dates count at the time asked for, of every certificate on the way', async () => {
  expect(reach('2025-12-31T23:59:59.000Z')).toBe('not-yet-valid CN=Signer')
  expect(reach('2027-01-02T00:00:00.000Z')).toBe('expired CN=Signer')
  const early = await issue({ name: 'Early', authority: true, by: root, until: '2026-05-31T00:00:00Z' })
  const under = await issue({ name: 'Under', by: early })
  expect(codeOf(chainTo(under.certificate, [early.certificate], [root.certificate], at))).toBe('expired CN=Early')
})

test.each<[string, Partial<Issuing>, Partial<Issuing>]>([
  ['not-an-authority CN=Middle', { authority: false, usage: KeyUsageFlags.keyCertSign }, {}],
  ['not-an-authority CN=Middle', { usage: KeyUsageFlags.cRLSign }, {}],
  ['wrong-use CN=Signer', {}, { usage: KeyUsageFlags.keyEncipherment }],
  ['trusted', {}, { usage: KeyUsageFlags.nonRepudiation }],
  ['unknown-condition CN=Middle', { critical: '2.5.29.30' }, {}],
  ['unknown-condition CN=Signer', {}, { critical: '1.2.3.4' }],
])('%s: authority %j, signer %j', async (code, ofMiddle, ofSigner) => {
  const between = await issue({ name: 'Middle', authority: true, by: root, ...ofMiddle })
  const leaf = await issue({ name: 'Signer', by: between, ...ofSigner })
  expect(codeOf(chainTo(leaf.certificate, [between.certificate], [root.certificate], at))).toBe(code)
})

test('a root that allows no authority below it, and a signer who issues', async () => {
  const short = await issue({ name: 'Short', authority: true, pathLength: 0 })
  const between = await issue({ name: 'Middle', authority: true, by: short })
  const leaf = await issue({ name: 'Signer', by: between })
  expect(codeOf(chainTo(leaf.certificate, [between.certificate], [short.certificate], at))).toBe(
    'path-too-long CN=Short',
  )
  const forged = await issue({ name: 'Forged', by: signer })
  const others = [signer.certificate, middle.certificate]
  expect(codeOf(chainTo(forged.certificate, others, [root.certificate], at))).toBe('not-an-authority CN=Signer')
})

test('a revoked certificate is not trusted from that time on; nothing is said where no list is given', async () => {
  const dates = { thisUpdate: '2026-05-01T00:00:00Z', nextUpdate: '2026-07-01T00:00:00Z' }
  const good = await revocationList(middle, [root.certificate], dates)
  const revoked = await revocationList(middle, [signer.certificate], dates)
  expect(reach(at, [good])).toBe('trusted')
  expect(reach(at, [revoked])).toBe('revoked CN=Signer')
  expect(reach('2026-04-01T00:00:00.000Z', [revoked])).toBe('trusted')
  expect(reach(at, [await revocationList(root, [middle.certificate], dates)])).toBe('revoked CN=Middle')
  expect(reach('2026-08-01T00:00:00.000Z', [good])).toBe('list-outdated CN=Signer')
})

test('a list that is damaged, or not signed by the authority, is not passed over', async () => {
  const dates = { thisUpdate: '2026-05-01T00:00:00Z', nextUpdate: '2026-07-01T00:00:00Z' }
  const namesake = await issue({ name: 'Middle', authority: true })
  expect(reach(at, [await revocationList(namesake, [], dates)])).toBe('list-unusable CN=Signer')
  const list = Buffer.from(await revocationList(middle, [], dates))
  expect(reach(at, [list.subarray(0, -1)])).toBe('list-unusable CN=Signer')
  // A list of an authority that is not on the way says nothing about it.
  expect(reach(at, [await revocationList(await issue({ name: 'X', authority: true }), [], dates)])).toBe('trusted')
})

test('authorities that sign each other crosswise do not keep us busy', async () => {
  const circle = await Promise.all([1, 2, 3, 4].map(() => issue({ name: 'Same', authority: true })))
  const [first] = circle
  const leaf = await issue({ name: 'Leaf', ...(first ? { by: first } : {}) })
  const cross = await Promise.all(
    circle.flatMap((by) => circle.map(() => issue({ name: 'Same', authority: true, by }))),
  )
  const others = [...circle, ...cross].map(({ certificate }) => certificate)
  expect(codeOf(chainTo(leaf.certificate, others, [root.certificate], at))).toBe('no-path CN=Leaf')
})

test('the reason is told in three languages', () => {
  const answer = chainTo(signer.certificate, [], [], at)
  expect(answer).toMatchObject({
    text: {
      ru: 'от сертификата нет пути к доверенному центру: CN=Signer',
      kk: 'сертификаттан сенімді орталыққа апаратын жол жоқ: CN=Signer',
      en: 'no way leads from the certificate to a trusted authority: CN=Signer',
    },
  })
})
