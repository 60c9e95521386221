import forge from 'node-forge'
import { createCipheriv, createHmac, createPrivateKey, pbkdf2Sync, randomBytes, X509Certificate } from 'node:crypto'
import type { Identity } from '../../src/model/target.js'

export interface WrittenPkcs12 {
  readonly password: string
  /**
   * `new`: PBES2 with AES-256 and SHA-256; `old`: triple DES over SHA-1, as programs wrote it for twenty years;
   * `oldest`: the certificates under RC2 with 40 bits, as Windows wrote it.
   */
  readonly protection: 'new' | 'old' | 'oldest'
  /** PEM of further certificates. */
  readonly chain?: readonly string[]
  readonly withoutKey?: boolean
  readonly withoutCertificate?: boolean
}

const iterations = 2048

/** A PKCS#12 file (RFC 7292) as certification centres hand it out. */
export function writePkcs12(identity: Identity, options: WrittenPkcs12): Buffer {
  const { password, chain = [], withoutKey = false, withoutCertificate = false } = options
  const certificates = [...(withoutCertificate ? [] : [identity.certificate]), ...chain].map((pem) =>
    bag('1.2.840.113549.1.12.10.1.3', sequence(oid('1.2.840.113549.1.9.22.1'), explicit(octets(der(pem))))),
  )
  const keys = withoutKey ? [] : [shroudedKey(identity, options)]
  const safe = sequence(
    encryptedContent(sequence(...certificates), options),
    sequence(oid('1.2.840.113549.1.7.1'), explicit(octets(sequence(...keys)))),
  )
  return sequence(integer(3), sequence(oid('1.2.840.113549.1.7.1'), explicit(octets(safe))), mac(safe, password))
}

function shroudedKey({ key }: Identity, options: WrittenPkcs12): Buffer {
  const pkcs8 = createPrivateKey(key).export({ format: 'der', type: 'pkcs8' })
  const { algorithm, data } = encrypted(pkcs8, options)
  return bag('1.2.840.113549.1.12.10.1.2', sequence(algorithm, octets(data)))
}

function encryptedContent(contents: Buffer, options: WrittenPkcs12): Buffer {
  const { algorithm, data } = options.protection === 'oldest' ? rc2(contents, options) : encrypted(contents, options)
  const info = sequence(oid('1.2.840.113549.1.7.1'), algorithm, tagged(0x80, data))
  return sequence(oid('1.2.840.113549.1.7.6'), explicit(sequence(integer(0), info)))
}

function encrypted(plain: Buffer, { password, protection }: WrittenPkcs12): { algorithm: Buffer; data: Buffer } {
  const salt = randomBytes(16)
  if (protection !== 'new') {
    const [key, iv] = [derived('key', 24, password, salt), derived('iv', 8, password, salt)]
    const cipher = createCipheriv('des-ede3-cbc', key, iv)
    return {
      algorithm: sequence(oid('1.2.840.113549.1.12.1.3'), sequence(octets(salt), integer(iterations))),
      data: Buffer.concat([cipher.update(plain), cipher.final()]),
    }
  }
  const iv = randomBytes(16)
  const cipher = createCipheriv('aes-256-cbc', pbkdf2Sync(password, salt, iterations, 32, 'sha256'), iv)
  const hmacSha256 = sequence(oid('1.2.840.113549.2.9'), tagged(0x05, Buffer.alloc(0)))
  const derivation = sequence(oid('1.2.840.113549.1.5.12'), sequence(octets(salt), integer(iterations), hmacSha256))
  const encryption = sequence(oid('2.16.840.1.101.3.4.1.42'), octets(iv))
  return {
    algorithm: sequence(oid('1.2.840.113549.1.5.13'), sequence(derivation, encryption)),
    data: Buffer.concat([cipher.update(plain), cipher.final()]),
  }
}

function rc2(plain: Buffer, { password }: WrittenPkcs12): { algorithm: Buffer; data: Buffer } {
  const salt = randomBytes(8)
  const [key, iv] = [derived('key', 5, password, salt), derived('iv', 8, password, salt)]
  const cipher = forge.rc2.createEncryptionCipher(binary(key), 40)
  cipher.start(binary(iv))
  cipher.update(forge.util.createBuffer(binary(plain)))
  cipher.finish()
  return {
    algorithm: sequence(oid('1.2.840.113549.1.12.1.6'), sequence(octets(salt), integer(iterations))),
    data: Buffer.from(cipher.output.getBytes(), 'binary'),
  }
}

const purposes = { key: 1, iv: 2, mac: 3 } as const

/** Out of a password (RFC 7292, appendix B). */
function derived(
  purpose: keyof typeof purposes,
  length: number,
  password: string,
  salt: Buffer,
  hash: 'sha1' | 'sha256' = 'sha1',
) {
  const from = forge.util.createBuffer(binary(salt))
  const key = forge.pkcs12.generateKey(password, from, purposes[purpose], iterations, length, forge.md[hash].create())
  return Buffer.from(key.getBytes(), 'binary')
}

const binary = (bytes: Buffer): string => bytes.toString('binary')

function mac(safe: Buffer, password: string): Buffer {
  const salt = randomBytes(8)
  const key = derived('mac', 32, password, salt, 'sha256')
  const digest = createHmac('sha256', key).update(safe).digest()
  return sequence(sequence(sequence(oid('2.16.840.1.101.3.4.2.1')), octets(digest)), octets(salt), integer(iterations))
}

const der = (pem: string): Buffer => new X509Certificate(pem).raw
const bag = (type: string, value: Buffer): Buffer => sequence(oid(type), explicit(value))
const sequence = (...parts: readonly Buffer[]): Buffer => tagged(0x30, Buffer.concat(parts))
const explicit = (value: Buffer): Buffer => tagged(0xa0, value)
const octets = (value: Buffer): Buffer => tagged(0x04, value)

function integer(value: number): Buffer {
  // DER wants as few bytes as will do; no number here is large enough to look negative.
  return tagged(0x02, value < 0x80 ? Buffer.from([value]) : Buffer.from([value >> 8, value & 0xff]))
}

function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  return tagged(0x06, Buffer.from([first * 40 + second, ...rest].flatMap(base128)))
}

function base128(arc: number): number[] {
  const high = arc >= 128 ? base128(Math.floor(arc / 128)).map((byte) => byte | 0x80) : []
  return [...high, arc % 128]
}

function tagged(tag: number, content: Buffer): Buffer {
  const { length } = content
  const size = length < 128 ? [length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}
