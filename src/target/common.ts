import type { ActsWay, ImportedConsent, Target, TargetClient, VisitWay } from '../model/target.js'
import { readRequired } from './required.js'
import { pathBeside, readSecret } from '../base/secret.js'
import type { TargetFile } from './target-file.js'

/** The parts of a target that do not depend on whose platform it is. */
export function commonParts(
  file: TargetFile,
): Pick<
  Target,
  | 'name'
  | 'system'
  | 'role'
  | 'environment'
  | 'participant'
  | 'modes'
  | 'consentCheck'
  | 'notApplicable'
  | 'limits'
  | 'visits'
  | 'consents'
  | 'proxy'
  | 'credentials'
  | 'contract'
  | 'required'
> {
  const { id, name, bin, invented } = file.participant
  const { rate, declaredRate, load, effects, ...limits } = file.limits
  return {
    name: file.name,
    system: file.system,
    role: file.role,
    environment: file.environment,
    participant: { id, name, invented, ...(bin === undefined ? {} : { bin }) },
    modes: file.modes,
    consentCheck: file.consentCheck,
    notApplicable: file.notApplicable,
    limits: {
      ...limits,
      effects: effects ?? defaultEffects[file.environment],
      ...(rate === undefined ? {} : { rate }),
      ...(declaredRate === undefined ? {} : { declaredRate }),
      ...(load === undefined ? {} : { load }),
    },
    visits: visitsOf(file),
    consents: file.consents.map((consent) => importedConsent(consent, file.file)),
    ...(file.credentials === undefined ? {} : { credentials: credentialsOf(file.credentials, file.file) }),
    ...(file.proxy === undefined ? {} : { proxy: file.proxy }),
    ...(file.contract === undefined ? {} : { contract: contractOf(file.contract, file.file) }),
    ...(file.required === undefined ? {} : { required: readRequired(pathBeside(file.required, file.file)) }),
  }
}

/** A live environment takes what is harmless unless its target says otherwise. */
const defaultEffects = { test: ['none', 'consent', 'hostile'], live: ['none', 'consent'] } as const

/** How acts are carried out, `otherwise` where the file does not say. */
export function actsOf(file: TargetFile, otherwise: ActsWay['kind'] & ('control' | 'none')): ActsWay {
  const { acts } = file
  if (acts === undefined) return { kind: otherwise }
  if (typeof acts === 'string') return { kind: acts }
  const [program = '', ...args] = acts.command
  return { kind: 'command', command: [program, ...args] }
}

function visitsOf({ visits, file }: TargetFile): VisitWay {
  if (visits === 'forms') return { kind: 'forms' }
  if ('browser' in visits) return { kind: 'browser', steps: pathBeside(visits.browser, file) }
  return { kind: 'by-hand', listen: visits['by-hand'] }
}

/** The customers that the file names, or those of the sandbox where it names none. */
export function customersOf(file: TargetFile, otherwise: readonly TargetClient[]): readonly TargetClient[] {
  const { customers } = file
  if (customers === undefined) return otherwise
  const known = (value: string | Parameters<typeof readSecret>[0], setting: string): string =>
    typeof value === 'string' ? value : readSecret(value, file.file, setting)
  return customers.map(({ name, fullName, iin, phone, has, representative }, i) => ({
    name,
    ...(fullName === undefined ? {} : { fullName }),
    iin: known(iin, `customers[${i}].iin`),
    phone,
    has,
    ...(representative
      ? {
          representative: {
            iin: known(representative.iin, `customers[${i}].representative.iin`),
            phone: representative.phone,
          },
        }
      : {}),
  }))
}

/** What follows from the ways: scripts that need an ability that is not here are left out and say so. */
export function abilitiesOf(acts: ActsWay): string[] {
  return ['person', ...(acts.kind === 'none' ? [] : ['control'])]
}

function importedConsent({ accessToken, ...consent }: TargetFile['consents'][number], file: string): ImportedConsent {
  return { ...consent, accessToken: readSecret(accessToken, file, `consents: accessToken of ${consent.client}`) }
}

function credentialsOf(
  credentials: NonNullable<TargetFile['credentials']>,
  target: string,
): NonNullable<Target['credentials']> {
  const read = Object.entries(credentials).map(([scheme, reference]): [string, string] => [
    scheme,
    readSecret(reference, target, `credentials.${scheme}`).trim(),
  ])
  return Object.fromEntries(read)
}

function contractOf(
  { file, overlay }: NonNullable<TargetFile['contract']>,
  target: string,
): NonNullable<Target['contract']> {
  return { file: pathBeside(file, target), ...(overlay === undefined ? {} : { overlay: pathBeside(overlay, target) }) }
}
