import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Attribute, ContentInfo, DigestAlgorithmIdentifier, EncapsulatedContent } from '@peculiar/asn1-cms'
import { OctetString } from '@peculiar/asn1-schema'
import { afterAll, expect, test } from '@jest/globals'
import { isProblemError } from '../../base/problem.js'
import { issue, type Holder } from '../../../tests/support/certification-centre.js'
import { temporaryFolder } from '../../../tests/support/folder.js'
import { openssl, withOpenssl } from '../../../tests/support/openssl.js'
import { derOf, holds, signCms, verifyCms } from './index.js'
import { derBytes, oids, readExactly, SignedData } from './structures.js'

const content = Buffer.from('{"files":[]}')
const folder = temporaryFolder()
afterAll(() => folder.remove())

const root = await issue({ name: 'Root', authority: true })
const signer = await issue({ name: 'Signer', by: root })
const own = Buffer.from(await signCms(content, { ...signer, chain: [root.certificate], padesAttributes: false }))

/** The signature with something in it changed, the rest as it was. */
function changed(change: (signed: SignedData) => void): Buffer {
  const outer = readExactly(own, ContentInfo)
  const signed = readExactly(new Uint8Array(outer.content), SignedData)
  change(signed)
  outer.content = Uint8Array.from(derBytes(signed)).buffer
  return derBytes(outer)
}

const codeOf = async (cms: Uint8Array): Promise<string> => {
  try {
    return holds(await verifyCms(cms, content)) ? 'holds' : 'does not hold'
  } catch (error) {
    if (isProblemError(error)) return error.problems.map(({ code }) => code).join()
    throw error
  }
}

test.each([
  ['1.2.643.7.1.1.2.2', 'GOST R 34.11-2012 (1.2.643.7.1.1.2.2)'],
  ['1.2.398.3.10.1.1.2.2.1', 'GOST 34.10-2015 (1.2.398.3.10.1.1.2.2.1)'],
  ['1.2.398.3.10.1.1.1.1', 'GOST 34.310-2004 (1.2.398.3.10.1.1.1.1)'],
  ['1.2.3.4', '1.2.3.4'],
])('the algorithm %s is refused by its name, with what to do instead', async (oid, name) => {
  const cms = changed((signed) => {
    for (const info of signed.signerInfos) info.signatureAlgorithm.algorithm = oid
  })
  const refused = {
    code: 'cms-algorithm',
    what: `the signature uses an algorithm that cannot be verified here: ${name}`,
    remedy: expect.stringContaining("the certification centre's own tool"),
  }
  await expect(verifyCms(cms, content)).rejects.toMatchObject({ problems: [refused] })
})

test('a digest that is not known, or broken, is refused', async () => {
  const digested = (oid: string) =>
    changed((signed) => {
      for (const info of signed.signerInfos) info.digestAlgorithm.algorithm = oid
      for (const used of signed.digestAlgorithms) used.algorithm = oid
    })
  expect(await codeOf(digested('1.2.643.7.1.1.2.2'))).toBe('cms-algorithm')
  expect(await codeOf(digested('1.3.14.3.2.26'))).toBe('cms-weak-algorithm')
  expect(await codeOf(digested('2.16.840.1.101.3.4.2.3'))).toBe('cms-format')
})

test('what is signed may come in any order, its signature is over the order of DER', async () => {
  const cms = changed((signed) => {
    for (const info of signed.signerInfos) info.signedAttrs?.reverse()
  })
  expect(cms.equals(own)).toBe(false)
  expect(await codeOf(cms)).toBe('holds')
})

test('parts that contradict each other are refused', async () => {
  const attribute = (type: string, ...values: Uint8Array[]) =>
    new Attribute({ attrType: type, attrValues: values.map((value) => Uint8Array.from(value).buffer) })
  const cases: Record<string, [string, (signed: SignedData) => void]> = {
    'no certificate': ['cms-no-certificate', (signed) => delete signed.certificates],
    'the certificate twice': [
      'cms-no-certificate',
      (signed) => (signed.certificates = [...(signed.certificates ?? []), ...(signed.certificates ?? [])]),
    ],
    'no signer': ['cms-format', (signed) => signed.signerInfos.splice(0)],
    'another version': ['cms-format', (signed) => (signed.version = 4)],
    'a digest that nobody uses': [
      'cms-format',
      ({ digestAlgorithms }) =>
        digestAlgorithms.push(new DigestAlgorithmIdentifier({ algorithm: '2.16.840.1.101.3.4.2.3' })),
    ],
    'no signed attributes': [
      'cms-no-attributes',
      ({ signerInfos }) => {
        for (const info of signerInfos) delete info.signedAttrs
      },
    ],
    'an attribute twice': [
      'cms-format',
      ({ signerInfos }) => {
        for (const { signedAttrs } of signerInfos) signedAttrs?.push(attribute(oids.signingTime), ...signedAttrs)
      },
    ],
    'no digest of the content': [
      'cms-format',
      ({ signerInfos }) => {
        for (const info of signerInfos)
          info.signedAttrs = info.signedAttrs?.filter(({ attrType }) => attrType !== oids.messageDigest) ?? []
      },
    ],
    'another kind of content': ['cms-format', (signed) => (signed.encapContentInfo.eContentType = '1.2.3')],
  }
  const found: Record<string, string> = {}
  for (const [name, [, change]] of Object.entries(cases)) found[name] = await codeOf(changed(change))
  expect(found).toEqual(Object.fromEntries(Object.entries(cases).map(([name, [code]]) => [name, code])))
})

test('a certificate with the same key and number that was not signed along is found', async () => {
  const twin = await issue({ name: 'Signer', by: root })
  const cms = changed((signed) => {
    signed.certificates = [Uint8Array.from(twin.certificate.raw).buffer]
    for (const info of signed.signerInfos) {
      const serialNumber = Uint8Array.from(Buffer.from(twin.certificate.serialNumber, 'hex')).buffer
      if (info.sid.issuerAndSerialNumber) info.sid.issuerAndSerialNumber.serialNumber = serialNumber
    }
  })
  expect(await codeOf(cms)).toBe('cms-certificate-exchanged')
})

test('content inside, and bytes that are no signature, are refused', async () => {
  const inside = changed(({ encapContentInfo }) => {
    encapContentInfo.eContent = new EncapsulatedContent({ single: new OctetString(content) })
  })
  expect(await codeOf(inside)).toBe('cms-attached')
  for (const bytes of [Buffer.of(), Buffer.from('hello'), own.subarray(0, -1), Buffer.concat([own, Buffer.of(0)])])
    expect(await codeOf(bytes)).toBe('cms-format')
  const bomb = Buffer.alloc(5_000_000, 0x30)
  expect(await codeOf(bomb)).toBe('cms-format')
  expect(await codeOf(bomb.subarray(0, 100_000))).toBe('cms-format')
})

withOpenssl(
  'what openssl signs is verified here: RSA, RSA-PSS, three curves, key identifiers, two signers',
  async () => {
    const rsa = await issue({ name: 'RSA', rsa: true })
    const write = (name: string, holder: { certificate: Holder['certificate']; key: Holder['key'] }) => {
      writeFileSync(join(folder.path, `${name}.pem`), holder.certificate.toString())
      writeFileSync(join(folder.path, `${name}.key`), holder.key.export({ type: 'pkcs8', format: 'pem' }))
      return ['-signer', `${name}.pem`, '-inkey', `${name}.key`]
    }
    const [p256, rsaKey] = [write('p256', signer), write('rsa', rsa)]
    const onCurve = (curve: string) => {
      const subject = ['-subj', `/CN=${curve}`, '-keyout', `${curve}.key`, '-out', `${curve}.pem`]
      openssl(
        ['req', '-x509', '-newkey', 'ec', '-pkeyopt', `ec_paramgen_curve:${curve}`, '-nodes', ...subject],
        folder.path,
      )
      return ['-signer', `${curve}.pem`, '-inkey', `${curve}.key`]
    }
    const ways: readonly (readonly string[])[] = [
      p256,
      [...p256, '-keyid', '-cades'],
      [...onCurve('P-384'), '-md', 'sha384'],
      [...onCurve('P-521'), '-md', 'sha512', '-cades'],
      rsaKey,
      [...rsaKey, '-md', 'sha512', '-keyopt', 'rsa_padding_mode:pss'],
      [...rsaKey, '-keyopt', 'rsa_padding_mode:pss', '-keyopt', 'rsa_pss_saltlen:20'],
      [...p256, ...rsaKey, '-md', 'sha384'],
    ]
    for (const way of ways) {
      const cms = openssl(['cms', '-sign', '-binary', '-outform', 'DER', ...way], folder.path, content)
      const reading = await verifyCms(cms, content)
      expect({ way, holds: holds(reading) }).toEqual({ way, holds: true })
      expect(reading.signers).toHaveLength(way.includes('p256.pem') && way.includes('rsa.pem') ? 2 : 1)
      expect(holds(await verifyCms(cms, createHash('sha256').update(content).digest()))).toBe(false)
    }
  },
)

withOpenssl('weak or incomplete signatures by openssl are refused in words', async () => {
  openssl(
    ['req', '-x509', '-newkey', 'rsa:1024', '-nodes', '-subj', '/CN=x', '-keyout', 'x.key', '-out', 'x.pem'],
    folder.path,
  )
  const sign = (...more: string[]) =>
    openssl(['cms', '-sign', '-binary', '-outform', 'DER', ...more], folder.path, content)
  const p256 = ['-signer', 'p256.pem', '-inkey', 'p256.key']
  writeFileSync(join(folder.path, 'p256.pem'), signer.certificate.toString())
  writeFileSync(join(folder.path, 'p256.key'), signer.key.export({ type: 'pkcs8', format: 'pem' }))
  expect(await codeOf(sign('-signer', 'x.pem', '-inkey', 'x.key'))).toBe('cms-weak-algorithm')
  expect(await codeOf(sign(...p256, '-noattr'))).toBe('cms-no-attributes')
  expect(await codeOf(sign(...p256, '-nocerts'))).toBe('cms-no-certificate')
  expect(await codeOf(sign(...p256, '-nodetach'))).toBe('cms-attached')
  expect(await codeOf(sign(...p256, '-md', 'sha1'))).toBe('cms-weak-algorithm')
})

test('lengths told at the end (BER) become DER', () => {
  const ber = Buffer.from('3080a080020105000030810102010600000000', 'hex')
  expect(() => derOf(ber)).toThrow(RangeError)
  expect(Buffer.from(derOf(Buffer.from('3080a0800201050000308103020106' + '0000', 'hex'))).toString('hex')).toBe(
    '300aa003020105' + '3003020106',
  )
})
