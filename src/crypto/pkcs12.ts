import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto'
import forge from 'node-forge'
import { isObject } from '../base/json.js'
import { problem, type ProblemError } from '../base/problem.js'
import type { Identity } from '../model/target.js'

/** What a PKCS#12 file holds: `certificate` is the own one followed by the intermediate ones, all PEM. */
export interface Pkcs12 extends Identity {
  /** PEM of the other certificates of the file: authorities on the way to the root, the root where it is there. */
  readonly chain: readonly string[]
}

const { asn1, pki, pkcs12, util } = forge
const { oids } = pki

/**
 * Reads a PKCS#12 file (RFC 7292) protected by a password, as OpenSSL, Java, Windows and the certification centres
 * write it: PBES2 with AES, and the old triple DES and RC2 (40 bits) over SHA-1.
 * @throws ProblemError `pkcs12-password`, `pkcs12-format`, `pkcs12-algorithm`, `pkcs12-content`
 */
export function readPkcs12(bytes: Uint8Array, password: string): Pkcs12 {
  const bags = openFile(Buffer.from(bytes).toString('binary'), password).safeContents.flatMap(
    ({ safeBags }) => safeBags,
  )
  const ofType = (...types: (string | undefined)[]) => bags.filter(({ type }) => types.includes(type))
  return identityOf(
    ofType(oids.keyBag, oids.pkcs8ShroudedKeyBag).map(privateKey),
    ofType(oids.certBag).map(certificate),
  )
}

type Pfx = forge.pkcs12.Pkcs12Pfx
type Bag = forge.pkcs12.Bag

/** A file without a password may have been made with none or with an empty one: the two differ (RFC 7292, B.1). */
function openFile(file: string, password: string): Pfx {
  try {
    return decrypted(file, password)
  } catch (error) {
    if (password !== '' || !isWrongPassword(error)) throw asProblem(error)
  }
  try {
    return pkcs12.pkcs12FromAsn1(asn1.fromDer(file))
  } catch (error) {
    throw asProblem(error)
  }
}

/**
 * The MAC and the old schemes take the password as UTF-16, PBES2 as UTF-8 (RFC 8018, section 3), and forge takes the
 * same for both. So a password that is not ASCII and is not refused by the MAC is tried as UTF-8, without the MAC.
 */
function decrypted(file: string, password: string): Pfx {
  try {
    return pkcs12.pkcs12FromAsn1(asn1.fromDer(file), password)
  } catch (error) {
    const utf8 = util.encodeUtf8(password)
    if (isWrongPassword(error) || utf8 === password) throw error
    const pfx = asn1.fromDer(file)
    pfx.value = pfx.value.slice(0, 2)
    return pkcs12.pkcs12FromAsn1(pfx, utf8)
  }
}

const der = (value: forge.asn1.Asn1): Buffer => Buffer.from(asn1.toDer(value).getBytes(), 'binary')

/** forge decodes RSA only and hands everything else on as it stands. */
function certificate({ cert, asn1: undecoded }: Bag): X509Certificate {
  try {
    return new X509Certificate(der(cert ? pki.certificateToAsn1(cert) : undecoded))
  } catch {
    throw damaged()
  }
}

function privateKey({ key, asn1: undecoded }: Bag): KeyObject {
  try {
    return key
      ? createPrivateKey({ key: der(pki.privateKeyToAsn1(key)), format: 'der', type: 'pkcs1' })
      : createPrivateKey({ key: der(undecoded), format: 'der', type: 'pkcs8' })
  } catch {
    throw problem(
      'pkcs12-algorithm',
      'the PKCS#12 file holds a key of a kind that TLS here does not know, for instance a GOST key',
      'Ask the certification centre for an RSA or ECDSA key.',
    )
  }
}

function identityOf(keys: readonly KeyObject[], certificates: readonly X509Certificate[]): Pkcs12 {
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

const isWrongPassword = (error: unknown): boolean =>
  error instanceof Error && error.message.includes('MAC could not be verified')

/** forge names what it does not know by `oid`; whatever else it says, the file is not as it should be. */
function asProblem(error: unknown): ProblemError {
  if (isWrongPassword(error)) {
    return problem(
      'pkcs12-password',
      'the password does not open the PKCS#12 file',
      'Correct the password; try it with: openssl pkcs12 -info -noout -in FILE.p12',
    )
  }
  const oid = isObject(error) ? error.oid : undefined
  if (typeof oid !== 'string') return damaged()
  return problem(
    'pkcs12-algorithm',
    `the PKCS#12 file uses an algorithm or has a part that is not known here (${oid})`,
    'Write it anew (-legacy is for OpenSSL 3): openssl pkcs12 -legacy -in OLD.p12 -nodes | openssl pkcs12 -export -out NEW.p12',
  )
}

function damaged(): ProblemError {
  return problem(
    'pkcs12-format',
    'the file is no PKCS#12 file, or it is damaged',
    'Give the .p12 or .pfx file as it was issued (binary, not PEM); a PEM file goes into «certificate» and «key».',
  )
}
