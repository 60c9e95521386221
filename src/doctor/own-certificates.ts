import { createPrivateKey, type KeyObject, type X509Certificate } from 'node:crypto'
import type { Instant } from '../base/clock.js'
import { literal, type Text } from '../base/text.js'
import { brokenLink, commonName, readCertificates } from '../crypto/chain.js'
import type { Identity, Target } from '../model/target.js'
import { dateTrouble, lastDay } from './dates.js'
import { about, green, red, type Diagnosis } from './diagnosis.js'

/** The certificates that we present, and the authorities that we are told to trust: readable, matching, in date. */
export function* ownCertificates(target: Target, now: Instant): Generator<Diagnosis> {
  const authorities = [
    ...(target.direct ? [['direct.ca', target.direct.ca] as const] : []),
    ...(target.direct?.ca === target.platform.ca ? [] : [['platform.ca', target.platform.ca] as const]),
  ]
  for (const [name, pem] of authorities) yield* authority(name, pem, now)
  for (const name of presented(target)) {
    const identity = target.identities[name]
    if (identity) yield* ownCertificate(name, identity, target, now)
    else yield missing(name)
  }
}

/** Those that have to be good; others, such as an expired one, are there to be refused. */
function presented({ modes, applications }: Target): string[] {
  const application = applications.default?.certificate
  return [
    ...(modes.includes('direct') ? ['platform'] : []),
    ...(modes.includes('through') && application !== undefined ? [application] : []),
  ]
}

function missing(name: string): Diagnosis {
  return red(
    `certificate.${name}`,
    { ru: `В цели нет сертификата «${name}».`, en: `The target has no certificate «${name}».` },
    {
      ru: 'Укажите его в файле цели; песочница выдаёт его сама.',
      en: 'Name it in the target file; a sandbox hands it out by itself.',
    },
  )
}

function* authority(name: string, pem: string, now: Instant): Generator<Diagnosis> {
  const id = `authority.${name}`
  const subject = { ru: `Удостоверяющий центр (${name})`, en: `Authority (${name})` }
  const certificates = readable(pem)
  if (certificates.length === 0) {
    yield red(
      id,
      about(subject, 'в файле нет ни одного читаемого сертификата', 'the file holds no readable certificate'),
      pemRemedy,
    )
    return
  }
  const troubles = certificates.flatMap((certificate) => {
    const named = literal(`«${commonName(certificate.subject)}» (${name})`)
    return (
      dateTrouble(id, named, certificate, now, {
        ru: 'Возьмите у владельца центра действующий сертификат и замените файл.',
        en: "Get a valid certificate from the authority's owner and replace the file.",
      }) ?? []
    )
  })
  if (troubles.length > 0) yield* troubles
  else {
    const names = certificates.map((certificate) => `«${commonName(certificate.subject)}»`).join(', ')
    yield green(id, about(subject, `${names}, срок не истёк`, `${names}, in date`))
  }
}

function* ownCertificate(name: string, identity: Identity, target: Target, now: Instant): Generator<Diagnosis> {
  const id = `certificate.${name}`
  const subject = { ru: `Наш сертификат «${name}»`, en: `Our certificate «${name}»` }
  const [own, ...others] = readable(identity.certificate)
  if (!own) {
    yield red(
      `${id}.file`,
      about(subject, 'файл не читается как сертификат', 'the file cannot be read as a certificate'),
      pemRemedy,
    )
    return
  }
  const key = readKey(identity.key)
  const troubles = [
    ...(key ? keyMismatch(id, subject, own, key) : unreadableKey(id, subject, identity.key)),
    ...foreignIssuer(id, subject, [own, ...others], target),
    dateTrouble(`${id}.dates`, subject, own, now, {
      ru: 'Получите новый сертификат в удостоверяющем центре и замените файлы сертификата и ключа; песочница выдаёт новый при каждом запуске.',
      en: 'Have a new one issued and replace the files of certificate and key; a sandbox makes a new one whenever it starts.',
    }) ?? [],
  ].flat()
  if (troubles.length > 0) yield* troubles
  else {
    const issuer = commonName(own.issuer)
    yield green(
      id,
      about(
        subject,
        `ключ подходит, издатель «${issuer}» известен, действует до ${lastDay(own)}`,
        `the key fits, its issuer «${issuer}» is known, valid until ${lastDay(own)}`,
      ),
    )
  }
}

function unreadableKey(id: string, subject: Text, pem: string): Diagnosis[] {
  const locked = pem.includes('ENCRYPTED')
  const what = locked
    ? about(subject, 'закрытый ключ защищён паролем', 'the private key is locked with a password')
    : about(
        subject,
        'файл ключа не читается как закрытый ключ PEM',
        'the key file cannot be read as a private key in PEM',
      )
  const remedy = locked
    ? {
        ru: 'Укажите PKCS#12 с паролем или снимите пароль: openssl pkey -in KEY.pem -out KEY.open.pem (файл только для владельца).',
        en: 'Name a PKCS#12 file with its password, or take the password off: openssl pkey -in KEY.pem -out KEY.open.pem (for its owner only).',
      }
    : pemRemedy
  return [red(`${id}.key`, what, remedy)]
}

function keyMismatch(id: string, subject: Text, own: X509Certificate, key: KeyObject): Diagnosis[] {
  if (own.checkPrivateKey(key)) return []
  return [
    red(
      `${id}.key`,
      about(subject, 'закрытый ключ не от этого сертификата', 'the private key belongs to another certificate'),
      {
        ru: 'Укажите ключ, с которым был сделан запрос на этот сертификат. Сравните: openssl x509 -in CERT.pem -noout -pubkey и openssl pkey -in KEY.pem -pubout.',
        en: 'Name the key that this certificate was requested with. Compare: openssl x509 -in CERT.pem -noout -pubkey with openssl pkey -in KEY.pem -pubout.',
      },
    ),
  ]
}

/** The bank trusts callers by the authority of `platform.ca`; which authority a platform trusts callers by, only it knows. */
function foreignIssuer(id: string, subject: Text, certificates: X509Certificate[], target: Target): Diagnosis[] {
  if (id !== 'certificate.platform') return []
  const [own, ...others] = certificates
  const authorities = readable(target.platform.ca)
  const broken = own && brokenLink(own, others, authorities)
  if (!broken) return []
  const issuer = commonName(broken.issuer)
  const known = authorities.map(({ subject: authority }) => commonName(authority))
  const list = known.map((one) => `«${one}»`).join(', ')
  const what = known.includes(issuer)
    ? about(
        subject,
        `его выдал «${issuer}» с другим ключом, чем у центра, которому велено доверять банку`,
        `it is by «${issuer}» with another key than that of the authority that the bank is told to trust`,
      )
    : about(
        subject,
        `его издатель «${issuer}» не ведёт к центру, которому велено доверять банку (${list})`,
        `its issuer «${issuer}» does not lead to the authority that the bank is told to trust (${list})`,
      )
  return [
    red(`${id}.chain`, what, {
      ru: 'Возьмите сертификат этого центра, или добавьте недостающие промежуточные сертификаты в файл сертификата, или дайте банку другой центр (synaq trust export).',
      en: 'Take a certificate of that authority, or add the missing intermediate certificates to the file, or give the bank another authority (synaq trust export).',
    }),
  ]
}

const pemRemedy: Text = {
  ru: 'Нужен текст PEM, который начинается с «-----BEGIN». Из DER: openssl x509 -inform der -in FILE.cer -out FILE.pem.',
  en: 'PEM text is needed, which begins with «-----BEGIN». From DER: openssl x509 -inform der -in FILE.cer -out FILE.pem.',
}

function readable(pem: string): X509Certificate[] {
  try {
    return readCertificates(pem)
  } catch {
    return []
  }
}

function readKey(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem)
  } catch {
    return undefined
  }
}
