import type { WorkspaceFacts } from '../control/api.js'
import { problem } from '../base/problem.js'
import type { Target } from '../model/target.js'
import { abilitiesOf, actsOf, commonParts, customersOf } from './common.js'
import { readBeside, readSecret } from './secret.js'
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
  const { direct } = file
  return {
    ...commonParts(file),
    ...(direct
      ? {
          direct: {
            url: direct.url,
            ca: direct.ca === undefined ? facts.ca : readBeside(direct.ca, file.file, 'direct.ca'),
          },
        }
      : {}),
    platform: { api: facts.api, pages: facts.pages, issuer: facts.issuer, ca: facts.ca, control },
    identities: facts.identities,
    applications: facts.applications,
    clients: customersOf(file, facts.clients),
    providers: facts.providers
      .filter(({ id, state }) => id !== file.participant.id && state === 'registered')
      .map(({ id }) => id),
    acts,
    abilities: [...abilitiesOf(acts), ...(facts.providers.length > 0 ? ['another-provider'] : [])],
  }
}
