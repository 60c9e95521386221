import { resolve } from 'node:path'
import { systemClock } from '../base/clock.js'
import { problem } from '../base/problem.js'
import type { Text } from '../base/text.js'
import type { WorkspaceFacts } from '../control/api.js'
import { controlClient, type ControlClient } from '../control/client.js'
import { yellow, type Diagnosis } from '../doctor/diagnosis.js'
import type { Target } from '../model/target.js'
import { platformTarget } from '../target/platform-target.js'
import { controlOf, sandboxTarget } from '../target/sandbox-target.js'
import { pathBeside, readBeside } from '../base/secret.js'
import { readTargetFile, type TargetFile } from '../target/target-file.js'
import { loadProject, type Project } from './project.js'
import { refuseUnknownScenarios, unusedTraits } from './target-fit.js'
import type { Wiring } from './wiring.js'

/** A target ready to be planned for: its file resolved, its system and contract loaded, its sandbox told of it. */
export interface OpenTarget {
  readonly target: Target
  readonly project: Project
  /** Of the sandbox; undefined where the platform is none of ours. */
  readonly control: ControlClient | undefined
  /** What a person should know before a run; none of it keeps the run from being made. */
  readonly warnings: readonly Diagnosis[]
}

/** Opens a target file. @throws ProblemError where file, sandbox or scenarios are not in order. */
export async function openTarget(targetFile: string, wiring: Wiring): Promise<OpenTarget> {
  const { file, target, control } = await resolveTarget(targetFile)
  refuseExpired(target)
  const project = await loadProject(file.system, withSystemOf(file, wiring), target.contract)
  refuseUnknownScenarios(file, target.required, project.scenarios)
  const warnings = [...unusedTraits(file, project.scenarios), ...soonExpired(target, wiring)]
  return { target, project, control, warnings }
}

/** Where the target's system is looked for: as the command line says, else as the file does. */
export function withSystemOf({ systemDir, file }: TargetFile, wiring: Wiring): Wiring {
  return systemDir === undefined || wiring.systemDir !== undefined
    ? wiring
    : { ...wiring, systemDir: pathBeside(systemDir, file) }
}

/** A target file with its paths and secrets read, and its sandbox told of it. @throws ProblemError */
export async function resolveTarget(
  targetFile: string,
): Promise<{ file: TargetFile; target: Target; control: ControlClient | undefined }> {
  const file = readTargetFile(resolve(targetFile))
  const access = controlOf(file)
  if (!access) return { file, target: platformTarget(file), control: undefined }
  const control = controlClient(access.url, access.token)
  const facts = await introduced(file, control)
  const target = sandboxTarget(file, facts)
  if (file.customers !== undefined) await control.registerClients(target.clients)
  return { file, target, control }
}

/** A target file with its paths and secrets read; its sandbox is asked and told nothing. @throws ProblemError */
export async function viewTarget(targetFile: string): Promise<{ file: TargetFile; target: Target }> {
  const file = readTargetFile(resolve(targetFile))
  const access = controlOf(file)
  if (!access) return { file, target: platformTarget(file) }
  const facts = await controlClient(access.url, access.token).workspace()
  return { file, target: sandboxTarget(file, facts) }
}

/** Makes the bank under test known to the sandbox's gateway, as the target has it: its address, and whom to trust for it. */
async function introduced({ participant, direct, file }: TargetFile, control: ControlClient): Promise<WorkspaceFacts> {
  const facts = await control.workspace()
  const { id, name, bin } = participant
  const known = facts.providers.find((provider) => provider.id === id)
  if (!direct || known?.invented === true) return facts
  const ca = direct.ca === undefined ? {} : { ca: readBeside(direct.ca, file, 'direct.ca') }
  await control.registerProvider(id, {
    name,
    url: direct.url,
    issue: false,
    ...ca,
    ...(bin === undefined ? {} : { bin }),
  })
  return control.workspace()
}

/** Imported consents that will not last much longer. */
function soonExpired({ consents }: Target, { expiryWarning }: Wiring): Diagnosis[] {
  const now = systemClock.now()
  return consents.flatMap((consent) => {
    const what = expiryWarning(consent, now)
    return what === undefined ? [] : [yellow(`consents.${consent.client}`, what, writeItDown)]
  })
}

const writeItDown: Text = {
  ru: 'Токен и срок нового согласия впишите в «consents» файла цели.',
  en: 'Write the token and expiry of the new consent into «consents» of the target file.',
}

/** An imported consent past its term would only make a sound bank look wrong. */
function refuseExpired({ consents }: Target): void {
  const now = Date.parse(systemClock.now())
  const expired = consents.find(({ expiresAt }) => Date.parse(expiresAt) <= now)
  if (!expired) return
  throw problem(
    'consent-expired',
    `the imported consent of «${expired.client}» expired at ${expired.expiresAt}`,
    'Have the client give a new consent and put its token into the target.',
  )
}
