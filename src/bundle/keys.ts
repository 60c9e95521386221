import { createPrivateKey, createPublicKey, generateKeyPairSync, X509Certificate, type KeyObject } from 'node:crypto'
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { diskProblem } from '../base/disk.js'
import { problem } from '../base/problem.js'
import { ed25519JwkOf, jwkThumbprint, type Ed25519Jwk } from '../crypto/detached-jws.js'
import { createDocumentIdentity } from '../crypto/document-certificate.js'
import type { Identity } from '../model/target.js'

/** The key of whoever works here: made when it is first needed, never shown, never sent. */
export interface OwnKey {
  readonly privateKey: KeyObject
  readonly jwk: Ed25519Jwk
  /** SHA-256 thumbprint of the public key, base64url (RFC 7638): what people compare. */
  readonly thumbprint: string
  /** True where it was made just now. */
  readonly made: boolean
}

/** Where Synaq keeps what belongs to the person and not to a folder of work: `SYNAQ_HOME`, or `.synaq` in the home folder. */
export function synaqHome(): string {
  const named = process.env.SYNAQ_HOME
  return named === undefined || named === '' ? join(homedir(), '.synaq') : named
}

/** The folder with the keys. */
export const keysFolder = (): string => join(synaqHome(), 'keys')

const keyFile = 'signing.key.pem'
const documentKeyFile = 'documents.key.pem'
const documentCertificateFile = 'documents.crt.pem'

/** The own key, made at the first call. @throws ProblemError where it is damaged, open to others or cannot be written */
export function openOwnKey(): OwnKey {
  const file = join(keysFolder(), keyFile)
  const made = !existsSync(file)
  if (made) {
    const { privateKey } = generateKeyPairSync('ed25519')
    writeOnce(file, privateKey.export({ format: 'pem', type: 'pkcs8' }))
  }
  return { ...openKey(file), made }
}

/** A key that somebody keeps in a file of her own (PEM). @throws ProblemError where it is not there, damaged or open to others */
export function openKey(file: string): OwnKey {
  if (!existsSync(file))
    throw problem('file-missing', 'there is no such file', 'Name the file of an Ed25519 private key (PEM).', { file })
  const privateKey = readKey(file)
  const jwk = ed25519JwkOf(createPublicKey(privateKey))
  return { privateKey, jwk, thumbprint: jwkThumbprint(jwk), made: false }
}

/** Key and certificate that sign PDFs; both are made at the first call. @throws ProblemError as `openOwnKey` */
export async function openDocumentIdentity({ thumbprint }: OwnKey, now: Date): Promise<Identity> {
  const folder = keysFolder()
  const file = join(folder, documentKeyFile)
  const certificateFile = join(folder, documentCertificateFile)
  if (!existsSync(certificateFile)) {
    const { certificate, key } = await createDocumentIdentity(`Synaq ${thumbprint}`, now)
    // One file at a time: who comes second takes the first one's key, and the certificate tells whose it is.
    writeOnce(file, `${key.trimEnd()}\n${certificate.trimEnd()}\n`)
    writeOnce(certificateFile, certificateIn(file))
  }
  const certificate = readFileSync(certificateFile, 'utf8')
  const key = readKey(file, 'ec')
  if (!new X509Certificate(certificate).checkPrivateKey(key))
    throw damaged(certificateFile, 'it is not the certificate of the key beside it')
  return { certificate, key: key.export({ format: 'pem', type: 'pkcs8' }).toString() }
}

function certificateIn(file: string): string {
  const found = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----\n/.exec(readFileSync(file, 'utf8'))
  if (!found) throw damaged(file, 'there is no certificate in it')
  return found[0]
}

/** Writes a file unless somebody else just did; nobody ever reads half of it. */
function writeOnce(file: string, content: string | Buffer): void {
  const unfinished = `${file}.${process.pid}.tmp`
  try {
    mkdirSync(keysFolder(), { recursive: true, mode: 0o700 })
    writeFileSync(unfinished, content, { mode: 0o600 })
    linkSync(unfinished, file)
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'EEXIST') throw diskProblem(error, file) ?? error
  } finally {
    rmSync(unfinished, { force: true })
  }
}

function readKey(file: string, type: 'ed25519' | 'ec' = 'ed25519'): KeyObject {
  if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0)
    throw problem(
      'key-open-to-others',
      'others on this machine can read the signing key',
      `Close it: chmod 600 ${file}. If somebody may have copied it, remove it, so that a new one is made, and tell those who know the old one.`,
      { file },
    )
  let key: KeyObject
  try {
    key = createPrivateKey(readFileSync(file))
  } catch {
    throw damaged(file, 'it is not a private key')
  }
  if (key.asymmetricKeyType !== type) throw damaged(file, `it is a key of another kind (${key.asymmetricKeyType})`)
  return key
}

function damaged(file: string, what: string): Error {
  return problem(
    'key-damaged',
    `the signing key cannot be used: ${what}`,
    'Put back the file from a copy. Or remove the folder: new keys are made, and whoever knows the old one must be told.',
    { file },
  )
}
