import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { AsnConvert } from '@peculiar/asn1-schema'
import { TimeStampReq, type MessageImprint } from '@peculiar/asn1-tsp'
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { packageRoot } from '../../base/root.js'
import { createAuthority } from '../../crypto/certificates.js'
import { holds, signCms, timeStampRequest, verifyCms, verifyTimeStamp } from '../../crypto/cms/index.js'
import { answering, type Answer, type Answering } from '../../../tests/support/answering.js'
import { issue, type Holder } from '../../../tests/support/certification-centre.js'
import { temporaryFolder } from '../../../tests/support/folder.js'
import { openssl, withOpenssl } from '../../../tests/support/openssl.js'
import { stampingAuthority, type StampingAuthority } from '../../../tests/support/stamping-authority.js'
import { openOutsideSigner, openTimeStamper, usualLimits, type SignerSettings } from './index.js'

const folder = temporaryFolder()
const file = join(folder.path, 'signer.yaml')
const content = Buffer.from('{"files":[]}')
const at = '2026-06-01T00:00:00.000Z'
const short = { ...usualLimits, timeoutMs: 300 }
const day = 24 * 3600 * 1000
const aroundNow = { from: new Date(Date.now() - day).toISOString(), until: new Date(Date.now() + day).toISOString() }

let servers: Answering[] = []
afterEach(async () => {
  await Promise.all(servers.map((server) => server.close()))
  servers = []
})
afterAll(() => folder.remove())

let signer: Holder
let authority: StampingAuthority
beforeAll(async () => {
  signer = await issue({ name: 'ТОО Подписант', ...aroundNow })
  authority = await stampingAuthority()
  writeFileSync(join(folder.path, 'cert.pem'), signer.certificate.toString())
  writeFileSync(join(folder.path, 'key.pem'), signer.key.export({ type: 'pkcs8', format: 'pem' }))
})

async function served(answer: Answer, tls?: { cert: string; key: string }): Promise<string> {
  const server = await answering(answer, tls)
  servers.push(server)
  return server.url
}

const sign = (bytes: Uint8Array, by: Holder = signer) => signCms(bytes, { ...by, chain: [], padesAttributes: true })
const serving = (make: (body: Buffer) => Promise<Uint8Array>) =>
  served((body, _, response) => make(body).then((bytes) => void response.end(bytes)))
const commanded = (...command: [string, ...string[]]): SignerSettings => ({ file, command })
/** A program of a line of JavaScript: it runs where there is nothing but Node. */
const script = (line: string) => commanded(process.execPath, '-e', line)

async function problemOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise
  } catch (error) {
    const [{ code, what, place }] = (error as { problems: [{ code: string; what: string; place: { name: string } }] })
      .problems
    return `${code} at ${place.name}: ${what}`
  }
  return 'none'
}

test('a program signs: what it answers holds, and it is named by its certificate', async () => {
  const module = pathToFileURL(join(packageRoot(), 'dist', 'src', 'crypto', 'cms', 'index.js')).href
  writeFileSync(
    join(folder.path, 'sign.mjs'),
    `import { readFileSync } from 'node:fs'
    import { createPrivateKey, X509Certificate } from 'node:crypto'
    import { signCms } from '${module}'
    const [certificate, key] = [new X509Certificate(readFileSync('cert.pem')), createPrivateKey(readFileSync('key.pem'))]
    process.stdout.write(await signCms(readFileSync(0), { certificate, key, chain: [], padesAttributes: true }))`,
  )
  const outside = await openOutsideSigner(commanded(process.execPath, 'sign.mjs'))
  expect(outside?.name).toBe('CN=ТОО Подписант')
  const made = await outside?.signManifest(content)
  if (made?.kind !== 'cms') throw new Error('no CMS')
  expect(holds(await verifyCms(made.cms, content))).toBe(true)
})

withOpenssl('openssl signs, as DER and as PEM', async () => {
  for (const form of ['DER', 'PEM']) {
    const command = ['openssl', 'cms', '-sign', '-binary', '-outform', form, '-signer', 'cert.pem', '-inkey', 'key.pem']
    const outside = await openOutsideSigner(commanded('openssl', ...command.slice(1)))
    const pdf = await outside?.signPdf(content, at)
    expect(holds(await verifyCms(pdf ?? content, content))).toBe(true)
  }
})

test('without command and http nobody signs but the own key', async () => {
  expect(await openOutsideSigner({ file, timeStamp: { url: 'http://127.0.0.1:1' } })).toBeUndefined()
})

test('a signer that signs something else is named before anything depends on it', async () => {
  const lie = await sign(Buffer.from('something else'))
  writeFileSync(join(folder.path, 'lie.p7s'), lie)
  const read = script('process.stdout.write(require("fs").readFileSync("lie.p7s"))')
  expect(await problemOf(openOutsideSigner(read))).toBe(
    `signer-other-content at command ${process.execPath}: it signed something else than it was given`,
  )
})

test('an answer whose signature was forged, of two certificates in turn, or of one that has expired', async () => {
  const forging = await serving(async (body) => {
    const cms = Buffer.from(await sign(body))
    cms.writeUInt8(cms.readUInt8(cms.length - 1) ^ 1, cms.length - 1)
    return cms
  })
  expect(await problemOf(openOutsideSigner({ file, http: { url: forging } }))).toMatch(/^signer-wrong-signature/)

  const old = await issue({ name: 'Old', from: '2024-01-01T00:00:00Z', until: '2025-01-01T00:00:00Z' })
  const expired = await serving((body) => sign(body, old))
  expect(await problemOf(openOutsideSigner({ file, http: { url: expired } }))).toMatch(/^signer-dates/)

  const other = await issue({ name: 'Other', ...aroundNow })
  const holders = [signer, other]
  const changing = await serving((body) => sign(body, holders.shift()))
  const outside = await openOutsideSigner({ file, http: { url: changing } })
  expect(await problemOf(outside?.signManifest(content) ?? Promise.resolve())).toContain(
    'first «CN=ТОО Подписант», then «CN=Other»',
  )
})

test('a program that fails is told with what it said, and without secrets', async () => {
  const failing = script('console.error("no slot; password=hunter22"); process.exit(3)')
  expect(await problemOf(openOutsideSigner(failing))).toBe(
    `command-failed at command ${process.execPath}: The command ended with 3: no slot; password=[secret].`,
  )
  expect(await problemOf(openOutsideSigner(commanded('no-such-program')))).toMatch(/^command-start/)
  expect(await problemOf(openOutsideSigner(script('')))).toContain('signer-answer')
  expect(await problemOf(openOutsideSigner(script('console.log("signed!")')))).toContain('signer-answer')
})

test('a program that hangs or never stops writing is cut off', async () => {
  const hanging = script('setInterval(() => {}, 1000)')
  expect(await problemOf(openOutsideSigner(hanging, short))).toMatch(/^command-timeout/)
  const writing = script('const more = () => process.stdout.write("x".repeat(9999), more); more()')
  const limits = { ...usualLimits, mostBytes: 50_000 }
  expect(await problemOf(openOutsideSigner(writing, limits))).toMatch(/^command-output/)
})

test('an address signs over TLS, with a secret from outside the file', async () => {
  const own = await createAuthority('Test')
  const { certificate: cert, key } = await own.issueServer({ commonName: 'localhost' })
  writeFileSync(join(folder.path, 'ca.pem'), own.certificate)
  writeFileSync(join(folder.path, 'token'), 'Bearer very-secret-token\n')
  const seen: unknown[] = []
  const answer: Answer = async (body, { method, headers }, response) => {
    seen.push([method, headers['content-type'], headers.authorization])
    response.end(await sign(body))
  }
  const url = await served(answer, { cert, key })
  const headers = { Authorization: { file: 'token' } }
  const outside = await openOutsideSigner({ file, http: { url, ca: 'ca.pem', headers } })
  const cms = await outside?.signPdf(content, at)
  expect(holds(await verifyCms(cms ?? content, content))).toBe(true)
  expect(seen).toEqual(Array(2).fill(['POST', 'application/octet-stream', 'Bearer very-secret-token']))
  expect(await problemOf(openOutsideSigner({ file, http: { url } }))).toMatch(/^signer-http .*connection failed/)
})

test('an address that refuses, redirects, hangs, floods or is not there', async () => {
  const refusing = await served((_, __, response) => void response.writeHead(403).end('no: token=abc123456\u202e'))
  const redirecting = await served((_, __, response) => void response.writeHead(307, { location: refusing }).end())
  const hanging = await served(() => undefined)
  const flooding = await served((_, __, response) => void response.end(Buffer.alloc(60_000)))
  const limits = { timeoutMs: 300, mostBytes: 50_000 }
  const told = (url: string, of = usualLimits) => problemOf(openOutsideSigner({ file, http: { url } }, of))
  expect(await told(refusing)).toBe(
    `signer-http at ${refusing}: no signature or time stamp came: it answered 403: no: token=[secret]`,
  )
  expect(await told(redirecting)).toContain('it answered 307')
  expect(await told(hanging, limits)).toContain('it did not answer within 0.3 s')
  expect(await told(flooding, { ...usualLimits, mostBytes: 50_000 })).toContain('it answered more than')
  expect(await told('http://127.0.0.1:1/')).toContain('ECONNREFUSED')
})

test('time stamps come from an authority, into PDFs and for manifests', async () => {
  const time = await served((body, { headers }, response) => {
    response.writeHead(headers['content-type'] === 'application/timestamp-query' ? 200 : 415)
    response.end(authority.answer(body))
  })
  const url = await serving((body) => sign(body))
  const outside = await openOutsideSigner({ file, http: { url }, timeStamp: { url: time } })
  const pdf = (await outside?.signPdf(content, at)) ?? content
  const reading = await verifyCms(pdf, content)
  expect(reading.signers[0].timeStamp).toMatchObject({ sound: true, at: authority.at })
  expect(outside?.timeStamp).toBeInstanceOf(Function)
})

test('an authority that stamps something else, or answers from a store, is found out', async () => {
  let kept: Uint8Array | undefined
  const storing = await served((body, _, response) => {
    kept ??= authority.answer(body)
    response.end(kept)
  })
  const stamp = openTimeStamper({ file, timeStamp: { url: storing } })
  await stamp(content)
  await expect(stamp(content)).rejects.toMatchObject({ problems: [{ code: 'time-stamp-nonce' }] })
  const messageImprint = imprintOf('other')
  const lying = await served((body, _, response) => void response.end(authority.answer(body, { messageImprint })))
  const wrong = openTimeStamper({ file, timeStamp: { url: lying } })(content)
  await expect(wrong).rejects.toMatchObject({ problems: [{ code: 'time-stamp-other' }] })
})

/** What a request about another text would name. */
function imprintOf(text: string): MessageImprint {
  const { request } = timeStampRequest(createHash('sha256').update(text).digest())
  return AsnConvert.parse(Uint8Array.from(request), TimeStampReq).messageImprint
}

withOpenssl('openssl ts stamps as a local authority, its refusals are told in words', async () => {
  const run = (...args: string[]) => openssl(args, folder.path)
  run('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=Root', '-keyout', 'root.key', '-out', 'root.pem')
  run('req', '-new', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=TSA', '-keyout', 'tsa.key', '-out', 'tsa.csr')
  writeFileSync(
    join(folder.path, 'tsa.ext'),
    'extendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\n',
  )
  run(...'x509 -req -in tsa.csr -CA root.pem -CAkey root.key -CAcreateserial -out tsa.pem -extfile tsa.ext'.split(' '))
  writeFileSync(
    join(folder.path, 'ts.cnf'),
    `[tsa]\ndefault_tsa=a\n[a]\nserial=serial\ncrypto_device=builtin\nsigner_cert=tsa.pem\ncerts=root.pem\nsigner_key=tsa.key
signer_digest=sha256\ndefault_policy=1.2.3.4\ndigests=sha256\naccuracy=secs:1,millisecs:500\nordering=yes\ntsa_name=yes\ness_cert_id_chain=yes\nclock_precision_digits=3\n`,
  )
  const answer =
    (config: string): Answer =>
    (body, _, response) => {
      writeFileSync(join(folder.path, 'query'), body)
      response.end(run('ts', '-reply', '-config', config, '-queryfile', 'query'))
    }
  const stamp = openTimeStamper({ file, timeStamp: { url: await served(answer('ts.cnf')) } })
  const before = Date.now()
  const read = verifyTimeStamp(await stamp(content), content)
  expect(read).toMatchObject({ subject: 'CN=TSA', accuracyMs: 1500 })
  expect(Math.abs(Date.parse(read.at) - before)).toBeLessThan(60_000)

  writeFileSync(
    join(folder.path, 'strict.cnf'),
    '[tsa]\ndefault_tsa=a\n[a]\nserial=serial\nsigner_cert=tsa.pem\nsigner_key=tsa.key\nsigner_digest=sha256\ndefault_policy=1.2.3.4\ndigests=sha512\n',
  )
  const refusing = openTimeStamper({ file, timeStamp: { url: await served(answer('strict.cnf')) } })(content)
  await expect(refusing).rejects.toThrow(/gives no time stamp: it refuses, it does not know the digest algorithm/)
})
