import { createHmac, createPrivateKey, timingSafeEqual, X509Certificate, type KeyObject } from 'node:crypto'
import { problem, type ProblemError } from '../base/problem.js'
import type { Identity } from '../model/target.js'
import { berTag, integerOf, oidText, readBer, type BerNode } from './ber.js'
import { decryptPbe, hashNames, UnknownAlgorithm } from './pbe.js'
import { pkcs12Key } from './pkcs12-key.js'

/** What a PKCS#12 file holds: `certificate` is the own one followed by the intermediate ones, all PEM. */
export interface Pkcs12 extends Identity {
  /** PEM of the other certificates of the file: authorities on the way to the root, the root where it is there. */
  readonly chain: readonly string[]
}

const oid = {
  data: '1.2.840.113549.1.7.1',
  encryptedData: '1.2.840.113549.1.7.6',
  keyBag: '1.2.840.113549.1.12.10.1.1',
  shroudedKeyBag: '1.2.840.113549.1.12.10.1.2',
  certificateBag: '1.2.840.113549.1.12.10.1.3',
} as const

/**
 * Reads a PKCS#12 file (RFC 7292) protected by a password, as OpenSSL, Java, Windows and the certification centres
 * write it, old ciphers included.
 * @throws ProblemError `pkcs12-password`, `pkcs12-format`, `pkcs12-algorithm`, `pkcs12-content`
 */
export function readPkcs12(bytes: Uint8Array, password: string): Pkcs12 {
  try {
    return identityOf(contentsOf(Buffer.from(bytes), password))
  } catch (error) {
    if (error instanceof UnknownAlgorithm) throw unknownAlgorithm(error.oid)
    if (error instanceof RangeError) throw damaged()
    throw error
  }
}

interface Contents {
  readonly keys: KeyObject[]
  readonly certificates: X509Certificate[]
}

function contentsOf(bytes: Buffer, password: string): Contents {
  const [, authSafe, mac] = partsOf(readBer(bytes))
  if (contentType(authSafe) !== oid.data) throw damaged()
  const safe = dataOf(authSafe)
  const secret = mac ? passwordThatFits(mac, safe, password) : password
  const found: Contents = { keys: [], certificates: [] }
  for (const content of partsOf(readBer(safe))) readBags(safeContents(content, secret), secret, found)
  return found
}

/** A file without a password may have been made with none or with an empty one: the two differ (RFC 7292, B.1). */
function passwordThatFits(mac: BerNode, safe: Buffer, password: string): string | undefined {
  const [digestInfo, salt, iterations] = partsOf(mac)
  const [algorithm, digest] = partsOf(digestInfo)
  const hash = hashNames[oidText(part(partsOf(algorithm), 0).content)]
  if (hash === undefined) throw new UnknownAlgorithm(oidText(part(partsOf(algorithm), 0).content))
  const count = iterations ? integerOf(iterations) : 1
  const fits = (candidate: string | undefined): boolean => {
    const length = contentOf(digest).length
    const key = pkcs12Key('mac', { hash, password: candidate, salt: contentOf(salt), iterations: count, length })
    const own = createHmac(hash, key).update(safe).digest()
    return own.length === length && timingSafeEqual(own, contentOf(digest))
  }
  if (fits(password)) return password
  if (password === '' && fits(undefined)) return undefined
  throw problem(
    'pkcs12-password',
    'the password does not open the PKCS#12 file',
    'Correct the password; try it with: openssl pkcs12 -info -noout -in FILE.p12',
  )
}

/** The bags of one part of the file, decrypted where it is encrypted. */
function safeContents(content: BerNode, password: string | undefined): BerNode {
  const type = contentType(content)
  if (type === oid.data) return readBer(dataOf(content))
  if (type !== oid.encryptedData) throw new UnknownAlgorithm(type)
  const [, info] = partsOf(explicitOf(content))
  const [, algorithm, data] = partsOf(info)
  return readBer(decryptPbe(part([algorithm], 0), contentOf(data), password))
}

function readBags(contents: BerNode, password: string | undefined, found: Contents): void {
  for (const bag of partsOf(contents)) {
    const type = contentType(bag)
    if (type === oid.keyBag) found.keys.push(privateKey(explicitOf(bag).bytes))
    if (type === oid.shroudedKeyBag) {
      const [algorithm, data] = partsOf(explicitOf(bag))
      found.keys.push(privateKey(decryptPbe(part([algorithm], 0), contentOf(data), password)))
    }
    if (type === oid.certificateBag) {
      const [, value] = partsOf(explicitOf(bag))
      found.certificates.push(certificate(contentOf(value)))
    }
  }
}

function certificate(der: Buffer): X509Certificate {
  try {
    return new X509Certificate(der)
  } catch {
    throw damaged()
  }
}

function privateKey(pkcs8: Buffer): KeyObject {
  try {
    return createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' })
  } catch {
    throw problem(
      'pkcs12-algorithm',
      'the PKCS#12 file holds a key of a kind that TLS here does not know, for instance a GOST key',
      'Ask the certification centre for an RSA or ECDSA key.',
    )
  }
}

function identityOf({ keys, certificates }: Contents): Pkcs12 {
  for (const key of keys) {
    const own = certificates.find((certificate) => certificate.checkPrivateKey(key))
    if (!own) continue
    const others = certificates.filter((certificate) => certificate !== own)
    const intermediates = others.filter((certificate) => !certificate.checkIssued(certificate))
    return {
      certificate: [own, ...intermediates].map(String).join(''),
      key: key.export({ format: 'pem', type: 'pkcs8' }).toString(),
      chain: others.map(String),
    }
  }
  const [what, remedy] =
    keys.length === 0
      ? ['the PKCS#12 file holds no private key', 'Export it again together with the private key.']
      : [
          'the PKCS#12 file holds no certificate for its private key',
          'Export key and certificate together: openssl pkcs12 -export -in CERT.pem -inkey KEY.pem -out FILE.p12',
        ]
  throw problem('pkcs12-content', what, remedy)
}

function partsOf(node: BerNode | undefined): readonly BerNode[] {
  if (node?.tag !== berTag.sequence) throw damaged()
  return node.parts
}

const contentType = (node: BerNode | undefined): string => oidText(part(partsOf(node), 0).content)

/** What stands in `[0] EXPLICIT`, the second part of a content or a bag. */
const explicitOf = (node: BerNode | undefined): BerNode => part(part(partsOf(node), 1).parts, 0)

const dataOf = (node: BerNode | undefined): Buffer => explicitOf(node).content

function part(parts: readonly (BerNode | undefined)[], index: number): BerNode {
  const found = parts[index]
  if (!found) throw damaged()
  return found
}

function contentOf(node: BerNode | undefined): Buffer {
  if (!node) throw damaged()
  return node.content
}

function damaged(): ProblemError {
  return problem(
    'pkcs12-format',
    'the file is no PKCS#12 file, or it is damaged',
    'Give the .p12 or .pfx file as it was issued (binary, not PEM); a PEM file goes into «certificate» and «key».',
  )
}

function unknownAlgorithm(name: string): ProblemError {
  return problem(
    'pkcs12-algorithm',
    `the PKCS#12 file uses an algorithm that is not known here (${name})`,
    'Write it anew: openssl pkcs12 -in OLD.p12 -nodes | openssl pkcs12 -export -out NEW.p12',
  )
}
