import type { JoinedApplication, WorkspaceFacts } from '../control/api.js'
import { didYouMean } from '../base/suggest.js'
import { isBin, isIin, isPhone } from '../base/kazakhstan.js'
import { problem, ProblemError, type Problem } from '../base/problem.js'
import type { Target, TargetClient } from '../model/target.js'
import { appOf } from './app-section.js'
import { abilitiesOf, actsOf, commonParts, customersOf } from './common.js'
import { readBeside, readSecret } from '../base/secret.js'
import type { TargetFile } from './target-file.js'

/** The control API that a target needs, with its token read; undefined where the platform is none of ours. */
export function controlOf({ sandbox, file }: TargetFile): { url: string; token: string } | undefined {
  return sandbox && { url: sandbox.control, token: readSecret(sandbox.token, file, 'sandbox.token') }
}

/** A target whose platform is a sandbox: certificates and applications are the workspace's, clients too where the file names none. */
export function sandboxTarget(file: TargetFile, facts: WorkspaceFacts): Target {
  const control = controlOf(file)
  if (!control)
    throw problem('target-platform', 'this target names no sandbox', 'Write «sandbox».', { file: file.file })
  const acts = actsOf(file, 'control')
  const { direct, app } = file
  const common = commonParts(file)
  return {
    ...common,
    credentials: { ...facts.credentials, ...common.credentials },
    ...(direct
      ? {
          direct: {
            url: direct.url,
            ca: direct.ca === undefined ? facts.ca : readBeside(direct.ca, file.file, 'direct.ca'),
          },
        }
      : {}),
    platform: {
      api: facts.api,
      pages: facts.pages,
      issuer: facts.issuer,
      ca: facts.ca,
      control,
      ...(facts.codeDigest === undefined ? {} : { codeDigest: facts.codeDigest }),
    },
    identities: facts.identities,
    applications: facts.applications,
    clients: acceptable(customersOf(file, facts.clients), file),
    providers: banksBeside(file, facts).map(({ id }) => id),
    providerNames: Object.fromEntries(facts.providers.map(({ id, name }) => [id, name])),
    ...(app ? { app: appOf(app, joinedAs(file, facts), file.file) } : {}),
    acts,
    abilities: [
      ...abilitiesOf(acts),
      ...(app ? ['app', 'screens'] : []),
      ...(facts.providers.length > 0 ? ['another-provider'] : []),
      ...Object.keys(facts.applications).map((name) => `${name}-application`),
      ...Object.keys(facts.identities).map((name) => `${name}-certificate`),
    ],
  }
}

/** Banks that a scenario may ask. An application is tried with invented banks: how they behave is known. */
function banksBeside({ role, participant }: TargetFile, { providers }: WorkspaceFacts): WorkspaceFacts['providers'] {
  return providers.filter(
    ({ id, state, invented }) => id !== participant.id && state === 'registered' && (role === 'provider' || invented),
  )
}

/** The application under test. @throws ProblemError where it has not joined the sandbox. */
function joinedAs({ participant: { id }, file }: TargetFile, { joined }: WorkspaceFacts): JoinedApplication {
  const found = joined.find(({ participant }) => participant === id)
  if (found) return found
  const known = joined.map(({ participant }) => participant)
  throw problem(
    'application-not-joined',
    `the sandbox knows no application of ${id}.${didYouMean(id, known)}`,
    `Let it join: synaq application ${id} --name …, with --redirect-uri … where the system has consents (a sandbox that was started anew has forgotten it).`,
    { file },
  )
}

/** A sandbox lets nobody sign in whose numbers cannot be right. @throws ProblemError with every such customer, never the number. */
function acceptable(clients: readonly TargetClient[], { file }: TargetFile): readonly TargetClient[] {
  const problems = clients.flatMap(({ name, iin, phone, representative }): Problem[] => [
    ...(isIin(iin) || isBin(iin) ? [] : [wrongIin(name, file)]),
    ...(isPhone(phone) ? [] : [wrongPhone(name, file)]),
    ...(!representative || isIin(representative.iin) ? [] : [wrongIin(`${name}: representative`, file)]),
    ...(!representative || isPhone(representative.phone) ? [] : [wrongPhone(`${name}: representative`, file)]),
  ])
  const [first, ...rest] = problems
  if (first) throw new ProblemError([first, ...rest])
  return clients
}

const wrongIin = (name: string, file: string): Problem => ({
  code: 'customer-iin',
  place: { file },
  what: `customers: the number of «${name}» is neither IIN nor BIN: twelve digits, the last of which follows from the others`,
  remedy: 'Look for a typing error; for an invented customer take a number whose check digit is right.',
})

const wrongPhone = (name: string, file: string): Problem => ({
  code: 'customer-phone',
  place: { file },
  what: `customers: the telephone of «${name}» is not +7 and ten more digits`,
  remedy: "Write it in quotes, such as '+77010000001'; the sandbox sends no messages, it only shows them.",
})
