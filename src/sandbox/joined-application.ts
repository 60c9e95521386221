import type { ApplicationIssue, ApplicationRegistration } from '../control/api.js'
import { certificateThumbprint, type Authority } from '../crypto/certificates.js'
import { controlError } from './control-error.js'
import { createKey, type KnownApplication } from './credentials.js'
import { entered } from './initial-state.js'
import type { WorkspaceState } from './state.js'

/**
 * An application under test, as the platform will know it, and what is issued to it: certificate and key where it brought
 * none of its own, a server certificate for the hosts of its pages.
 * @throws ControlError where the id belongs to an invented participant, or the certificate to another application.
 */
export async function joinApplication(
  participant: string,
  registration: ApplicationRegistration,
  state: WorkspaceState,
  authority: Authority,
): Promise<{ readonly application: KnownApplication; readonly issue: ApplicationIssue }> {
  const { name, redirectUris, hosts } = registration
  const clientId = `${participant.toLowerCase()}-application`
  const existing = state.participants.get(participant)
  if (existing && !state.applications.has(clientId))
    throw controlError(
      409,
      'participant-exists',
      `${participant} is already another participant.`,
      'Choose an id that no invented participant has.',
    )
  const subject = { commonName: participant, organization: name }
  const client = registration.certificate === undefined ? await authority.issueClient(subject) : undefined
  const thumbprint = thumbprintOf(client?.certificate ?? registration.certificate ?? '')
  const holder = [...state.applications.values()].find((it) => it.certificateThumbprint === thumbprint)
  if (holder && holder.clientId !== clientId)
    throw controlError(
      409,
      'certificate-taken',
      'This certificate belongs to another application.',
      'Give every application a certificate of its own.',
    )
  const key = registration.jwk === undefined ? await createKey() : undefined
  const application: KnownApplication = {
    clientId,
    participant,
    name,
    redirectUris,
    jwk: { ...(key?.publicKey ?? registration.jwk) },
    certificateThumbprint: thumbprint,
    connected: true,
  }
  const server = hosts.length > 0 ? await authority.issueServer(subject, hosts) : undefined
  return {
    application,
    issue: {
      clientId,
      ...(client ? { client } : {}),
      ...(key ? { keyJwk: JSON.stringify(key.privateKey) } : {}),
      ...(server ? { server } : {}),
    },
  }
}

function thumbprintOf(certificate: string): string {
  try {
    return certificateThumbprint(certificate)
  } catch {
    throw controlError(400, 'certificate-wrong', 'The certificate cannot be read.', 'Send one certificate as PEM.')
  }
}

/** The participant and its application stand in the registry, connected to every bank. */
export function enter(state: WorkspaceState, application: KnownApplication): void {
  const { participant: id, name, clientId } = application
  const known = state.participants.get(id)
  state.participants.set(id, known ?? { id, name, bin: '', roles: ['user'], state: 'registered', limited: false })
  state.applications.set(clientId, entered(application, state.participants))
}
