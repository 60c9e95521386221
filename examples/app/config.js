import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import * as kinds from './kinds.js'
import { Mistake } from './mistake.js'

/** Every setting: what it is for, its kind, and what it is when absent (without `whenAbsent` it must be given). */
const settings = {
  participant: { about: 'id of the participant that the application belongs to', kind: kinds.participantId },
  clientId: { about: "the application's client id at the platform", kind: kinds.text, whenAbsent: null },
  name: { about: 'what the application is called on its pages', kind: kinds.text, whenAbsent: 'Все счета' },
  issuer: {
    about: 'the authorization server, which describes itself; without one there are no accounts, only open data',
    kind: kinds.httpsUrl,
    whenAbsent: null,
  },
  api: { about: "the platform's API", kind: kinds.httpsUrl },
  redirectUris: {
    about: 'where the client comes back to; the first one is used',
    kind: kinds.redirectUris,
    whenAbsent: null,
  },
  openData: {
    about: "true: banks' open data are shown too; always where there is no authorization server",
    kind: kinds.yesOrNo,
    whenAbsent: null,
  },
  providers: { about: 'the banks that can be connected, [{id, name}]', kind: kinds.providers },
  ca: { about: 'file: the only authority trusted for the platform, PEM', kind: kinds.certificateFile },
  certificate: { about: 'file: the client certificate of the application, PEM', kind: kinds.certificateFile },
  key: { about: 'file: its private key, PEM', kind: kinds.keyFile },
  keyJwk: { about: 'file: the private key of client assertions, JWK', kind: kinds.jwkFile, whenAbsent: null },
  serverCertificate: {
    about: "file: the certificate of the application's own pages, PEM; without it they are served over http",
    kind: kinds.certificateFile,
    whenAbsent: null,
  },
  serverKey: { about: 'file: its private key, PEM', kind: kinds.keyFile, whenAbsent: null },
  host: { about: 'the address to listen on', kind: kinds.text, whenAbsent: '127.0.0.1' },
  port: {
    about: 'the port to listen on; that of the redirect URI when absent, else 9444',
    kind: kinds.wholeNumber(0, 65_535),
    whenAbsent: null,
  },
  timeoutMs: { about: 'how long an answer is waited for', kind: kinds.wholeNumber(1, 60_000), whenAbsent: 5000 },
  retryMs: {
    about: 'the first pause before a request is repeated',
    kind: kinds.wholeNumber(1, 60_000),
    whenAbsent: 500,
  },
  patienceMs: {
    about: 'the longest Retry-After that is waited for',
    kind: kinds.wholeNumber(0, 60_000),
    whenAbsent: 10_000,
  },
  pace: { about: 'how many requests the platform is sent in so many seconds', kind: kinds.pace, whenAbsent: '10/1' },
  driveToken: {
    about: 'for tests only: who has it can make the application act, POST /drive',
    kind: kinds.secret,
    whenAbsent: null,
  },
  defects: { about: 'names of planted defects', kind: kinds.defects, whenAbsent: [] },
}

export const usage = `Usage: node server.js [--config app.json] [--defect NAME]... [--defects]

An application that shows clients their accounts at banks, and everybody the banks' open data. Each setting stands in the file or in an environment variable
(APP_ and the name in capitals: APP_TIMEOUT_MS), which goes first. Paths are relative to the file, in variables to the
current directory. --defects lists the wrong behaviours that can be planted, as JSON.

${Object.entries(settings)
  .map(
    ([name, { about, whenAbsent }]) => `  ${name.padEnd(18)} ${about}${whenAbsent === undefined ? '' : ' (optional)'}`,
  )
  .join('\n')}
`

/** The settings of the command line, the environment and the file, with files read; throws a Mistake. */
export async function loadConfig(argv, env) {
  const options = commandLine(argv)
  if (options.help || options.defects) return { help: options.help, listDefects: options.defects }
  const file = options.config && resolve(options.config)
  const given = file === undefined ? {} : readJson(file)
  refuseUnknown(given, file)

  const config = {}
  for (const name of Object.keys(settings)) config[name] = await readSetting(name, given, file, env)
  config.defects = [...config.defects, ...kinds.defects(options.defect, '--defect')]
  refuseHalfOauth(config)
  config.redirectUri = config.redirectUris
  config.openData ??= config.issuer === null
  config.port ??= config.redirectUri === null ? usualPort : Number(new URL(config.redirectUri).port)
  refuseForeignKey(config, 'certificate', 'key')
  if (config.serverCertificate !== null) refuseForeignKey(config, 'serverCertificate', 'serverKey')
  return config
}

/** Of its own pages, where nothing says another. */
const usualPort = 9444

/** An authorization server takes all of these, and without one none means anything. */
function refuseHalfOauth(config) {
  const names = ['issuer', 'clientId', 'redirectUris', 'keyJwk']
  const missing = names.find((name) => config[name] === null)
  const given = names.find((name) => config[name] !== null)
  if (missing === undefined || given === undefined) return
  throw new Mistake(missing, `is missing, though ${given} is given`, `give all of ${names.join(', ')}, or none of them`)
}

function commandLine(args) {
  const options = {
    config: { type: 'string' },
    defect: { type: 'string', multiple: true, default: [] },
    defects: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  }
  try {
    return parseArgs({ args, options }).values
  } catch (error) {
    throw new Mistake('command line', error.message, 'see node server.js --help')
  }
}

function readJson(file) {
  try {
    return Object(JSON.parse(readFileSync(file, 'utf8')))
  } catch (error) {
    throw new Mistake(file, `cannot be read as JSON (${error.code ?? error.message})`, 'give the path of a JSON object')
  }
}

async function readSetting(name, given, file, env) {
  const { about, kind, whenAbsent } = settings[name]
  const variable = `APP_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`
  if (env[variable] !== undefined) return kind(env[variable], variable, process.cwd())
  if (given[name] !== undefined) return kind(given[name], `${file}: ${name}`, dirname(file))
  if (typeof whenAbsent === 'string') return kind(whenAbsent, name)
  if (whenAbsent !== undefined) return whenAbsent
  const where = file === undefined ? variable : `${file}: ${name}`
  throw new Mistake(where, 'is missing', `give it in the file as "${name}" or as ${variable}: ${about}`)
}

function refuseUnknown(given, file) {
  const unknown = Object.keys(given).find((name) => !(name in settings))
  if (unknown === undefined) return
  const known = Object.keys(settings).join(', ')
  throw new Mistake(`${file}: ${unknown}`, 'there is no such setting', `settings are ${known}`)
}

function refuseForeignKey(config, certificateName, keyName) {
  const key = config[keyName]
  if (key !== null && new X509Certificate(config[certificateName]).checkPrivateKey(createPrivateKey(key))) return
  throw new Mistake(keyName, `is not the key of ${certificateName}`, 'give the two files that were issued together')
}
