import { createPrivateKey, X509Certificate } from 'node:crypto'
import { dirname, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { defectNames } from './defects.js'
import { Mistake, readJson } from './files.js'
import * as kinds from './kinds.js'

/** Every setting: what it is for, its kind, and what it is when absent (without `whenAbsent` it must be given). */
const settings = {
  participant: { about: "the bank's participant id, the audience of its tokens", kind: kinds.participantId },
  host: { about: 'the address to listen on', kind: kinds.text, whenAbsent: '127.0.0.1' },
  port: { about: 'the port to listen on; 0 takes a free one', kind: kinds.wholeNumberUpTo(65_535), whenAbsent: 0 },
  certificate: { about: "file: the server's certificate, PEM", kind: kinds.certificateFile },
  key: { about: "file: the server's private key, PEM", kind: kinds.keyFile },
  ca: { about: 'file: the authority trusted for the platform, PEM', kind: kinds.certificateFile },
  platformCertificate: { about: "SHA-256 of the platform's client certificate, base64url", kind: kinds.thumbprint },
  issuer: {
    about: 'the `iss` of the tokens; without jwks and consents only open data are served',
    kind: kinds.httpsUrl,
    whenAbsent: null,
  },
  jwks: { about: "address of the platform's public keys", kind: kinds.httpsUrl, whenAbsent: null },
  jwksCooldownSeconds: {
    about: 'the least time between two fetches of the keys',
    kind: kinds.wholeNumberUpTo(3600),
    whenAbsent: 10,
  },
  consents: {
    about: 'address of a consent, with {consentId} in it',
    kind: kinds.consentUrl,
    whenAbsent: null,
  },
  clientCertificate: {
    about: "file: the bank's client certificate for asking the platform, PEM",
    kind: kinds.certificateFile,
  },
  clientKey: { about: 'file: its private key, PEM', kind: kinds.keyFile },
  customers: {
    about: 'file: the customers and their accounts, JSON',
    kind: kinds.path,
    whenAbsent: resolve(import.meta.dirname, 'customers.json'),
  },
  rateLimit: {
    about: 'requests in so many seconds that are taken, such as 20/1',
    kind: kinds.rate,
    whenAbsent: null,
  },
  defects: { about: 'names of planted defects', kind: kinds.defectList, whenAbsent: [] },
}

export const usage = `Usage: node server.js [--config bank.json] [--defect NAME]...

A bank that serves accounts to the platform. Each setting stands in the file or in an environment variable
(BANK_ and the name in capitals: BANK_PLATFORM_CERTIFICATE), which goes first. Paths are relative to the file,
in variables to the current directory.

${Object.entries(settings)
  .map(
    ([name, { about, whenAbsent }]) => `  ${name.padEnd(20)} ${about}${whenAbsent === undefined ? '' : ' (optional)'}`,
  )
  .join('\n')}

Defects: ${defectNames.join(', ')}
`

/** The settings of the command line, the environment and the file, with PEM files read; throws a Mistake. */
export function loadConfig(argv, env) {
  const options = commandLine(argv)
  if (options.help) return { help: true }
  const file = options.config && resolve(options.config)
  const given = file ? readJson(file) : {}
  refuseUnknown(given, file)

  const config = Object.fromEntries(Object.keys(settings).map((name) => [name, readSetting(name, given, file, env)]))
  config.defects = [...config.defects, ...kinds.defectList(options.defect, '--defect')]
  refuseHalfAPlatform(config, file)
  refuseForeignKey(config, 'certificate', 'key')
  refuseForeignKey(config, 'clientCertificate', 'clientKey')
  return config
}

function commandLine(argv) {
  const options = {
    config: { type: 'string' },
    defect: { type: 'string', multiple: true, default: [] },
    help: { type: 'boolean', default: false },
  }
  try {
    return parseArgs({ args: argv, options }).values
  } catch (error) {
    throw new Mistake('command line', error.message, 'see node server.js --help')
  }
}

function readSetting(name, given, file, env) {
  const { about, kind, whenAbsent } = settings[name]
  const variable = `BANK_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`
  if (env[variable] !== undefined) return kind(env[variable], variable, process.cwd())
  if (given[name] !== undefined) return kind(given[name], `${file}: ${name}`, dirname(file))
  if (whenAbsent !== undefined) return whenAbsent
  throw new Mistake(
    file ? `${file}: ${name}` : variable,
    'is missing',
    `give it in the file as "${name}" or as ${variable}: ${about}`,
  )
}

function refuseUnknown(given, file) {
  const unknown = Object.keys(given).find((name) => !(name in settings))
  if (unknown === undefined) return
  throw new Mistake(
    `${file}: ${unknown}`,
    'there is no such setting',
    `settings are ${Object.keys(settings).join(', ')}`,
  )
}

/** Accounts need tokens that can be verified and consents that can be asked for: all of it or nothing. */
function refuseHalfAPlatform(config, file = 'settings') {
  if (config.jwks === null && config.consents === null) return
  const all = ['issuer', 'jwks', 'consents']
  const missing = all.filter((name) => config[name] === null)
  if (missing.length === 0) return
  throw new Mistake(
    file,
    `${missing.join(' and ')} missing where ${all.filter((name) => config[name] !== null).join(' and ')} is given`,
    'give issuer, jwks and consents for a bank that serves accounts, neither jwks nor consents for open data alone',
  )
}

function refuseForeignKey(config, certificateName, keyName) {
  if (new X509Certificate(config[certificateName]).checkPrivateKey(createPrivateKey(config[keyName]))) return
  throw new Mistake(keyName, `is not the key of ${certificateName}`, 'give the two files that were issued together')
}
