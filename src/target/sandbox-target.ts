import type { WorkspaceFacts } from '../control/api.js'
import type { Target } from '../model/target.js'
import { readBeside, readSecret, type TargetFile } from './target-file.js'

/** The sandbox's control API that a target file names, with its token read. */
export function controlOf(file: TargetFile, path: string): { url: string; token: string } {
  return { url: file.sandbox.control, token: readSecret(file.sandbox.token, path, 'sandbox.token') }
}

/** A target whose platform is a sandbox: certificates, applications and clients are the workspace's. */
export function sandboxTarget(file: TargetFile, path: string, facts: WorkspaceFacts): Target {
  const { direct, limits } = file
  return {
    name: file.name,
    system: file.system,
    role: file.role,
    environment: file.environment,
    participant: withoutUndefined(file.participant),
    modes: file.modes,
    direct: { url: direct.url, ca: direct.ca === undefined ? facts.ca : readBeside(direct.ca, path, 'direct.ca') },
    platform: {
      api: facts.api,
      pages: facts.pages,
      issuer: facts.issuer,
      ca: facts.ca,
      control: controlOf(file, path),
    },
    identities: facts.identities,
    applications: facts.applications,
    clients: facts.clients,
    providers: facts.providers
      .filter(({ id, state }) => id !== file.participant.id && state === 'registered')
      .map(({ id }) => id),
    abilities: ['control', 'person'],
    consentCheck: file.consentCheck,
    notApplicable: file.notApplicable,
    limits,
  }
}

function withoutUndefined({ id, name, bin, invented }: TargetFile['participant']): Target['participant'] {
  return { id, name, invented, ...(bin === undefined ? {} : { bin }) }
}
