import { createDecipheriv, pbkdf2Sync } from 'node:crypto'
import { berTag, integerOf, oidText, type BerNode } from './ber.js'
import { pkcs12Key, refuseEndless } from './pkcs12-key.js'
import { decryptRc2 } from './rc2.js'

/** An algorithm that a file names and we do not have. */
export class UnknownAlgorithm extends Error {
  constructor(readonly oid: string) {
    super(`unknown algorithm ${oid}`)
  }
}

/** Hash functions by object identifier, as node:crypto names them. */
export const hashNames: Readonly<Record<string, string>> = {
  '1.3.14.3.2.26': 'sha1',
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
}

const pseudoRandomFunctions: Readonly<Record<string, string>> = {
  '1.2.840.113549.2.7': 'sha1',
  '1.2.840.113549.2.9': 'sha256',
  '1.2.840.113549.2.10': 'sha384',
  '1.2.840.113549.2.11': 'sha512',
}

const ciphers: Readonly<Record<string, { readonly name: string; readonly keyLength: number }>> = {
  '2.16.840.1.101.3.4.1.2': { name: 'aes-128-cbc', keyLength: 16 },
  '2.16.840.1.101.3.4.1.22': { name: 'aes-192-cbc', keyLength: 24 },
  '2.16.840.1.101.3.4.1.42': { name: 'aes-256-cbc', keyLength: 32 },
  '1.2.840.113549.3.7': { name: 'des-ede3-cbc', keyLength: 24 },
}

const pbes2 = '1.2.840.113549.1.5.13'
const pbkdf2 = '1.2.840.113549.1.5.12'
/** Schemes of PKCS#12 itself (RFC 7292, appendix C), all over SHA-1. */
const pkcs12Schemes: Readonly<Record<string, { readonly cipher: '3des' | 'rc2'; readonly keyLength: number }>> = {
  '1.2.840.113549.1.12.1.3': { cipher: '3des', keyLength: 24 },
  '1.2.840.113549.1.12.1.5': { cipher: 'rc2', keyLength: 16 },
  '1.2.840.113549.1.12.1.6': { cipher: 'rc2', keyLength: 5 },
}

/**
 * Decrypts what a password protects, by the algorithm that stands beside it (RFC 8018, RFC 7292).
 * @throws UnknownAlgorithm, RangeError
 */
export function decryptPbe(algorithm: BerNode, data: Buffer, password: string | undefined): Buffer {
  const [name, parameters] = algorithm.parts
  const scheme = oidText(content(name))
  try {
    if (scheme === pbes2) return decryptPbes2(parameters, data, password ?? '')
    return decryptPkcs12(scheme, parameters, data, password)
  } catch (error) {
    if (error instanceof UnknownAlgorithm || error instanceof RangeError) throw error
    throw new RangeError('What was encrypted cannot be decrypted.', { cause: error })
  }
}

function decryptPbes2(parameters: BerNode | undefined, data: Buffer, password: string): Buffer {
  const [derivation, encryption] = parameters?.parts ?? []
  const [derivationName, derivationParameters] = derivation?.parts ?? []
  if (oidText(content(derivationName)) !== pbkdf2) throw new UnknownAlgorithm(oidText(content(derivationName)))
  const [salt, iterations, ...options] = derivationParameters?.parts ?? []
  const prf = options.find(({ tag }) => tag === berTag.sequence)?.parts[0]
  const hash = prf ? pseudoRandomFunctions[oidText(prf.content)] : 'sha1'
  if (hash === undefined) throw new UnknownAlgorithm(oidText(content(prf)))
  const [cipherName, iv] = encryption?.parts ?? []
  const cipher = ciphers[oidText(content(cipherName))]
  if (!cipher) throw new UnknownAlgorithm(oidText(content(cipherName)))
  if (!iterations) throw new RangeError('The count of iterations is missing.')
  const count = integerOf(iterations)
  refuseEndless(count)
  const key = pbkdf2Sync(password, content(salt), count, cipher.keyLength, hash)
  return decipher(cipher.name, key, content(iv), data)
}

function decryptPkcs12(
  scheme: string,
  parameters: BerNode | undefined,
  data: Buffer,
  password: string | undefined,
): Buffer {
  const known = pkcs12Schemes[scheme]
  if (!known) throw new UnknownAlgorithm(scheme)
  const [salt, iterations] = parameters?.parts ?? []
  if (!iterations) throw new RangeError('The count of iterations is missing.')
  const common = { hash: 'sha1', password, salt: content(salt), iterations: integerOf(iterations) }
  const key = pkcs12Key('key', { ...common, length: known.keyLength })
  const iv = pkcs12Key('iv', { ...common, length: 8 })
  return known.cipher === 'rc2' ? decryptRc2(key, iv, data) : decipher('des-ede3-cbc', key, iv, data)
}

function decipher(name: string, key: Buffer, iv: Buffer, data: Buffer): Buffer {
  const cipher = createDecipheriv(name, key, iv)
  return Buffer.concat([cipher.update(data), cipher.final()])
}

function content(node: BerNode | undefined): Buffer {
  if (!node) throw new RangeError('A part is missing.')
  return node.content
}
