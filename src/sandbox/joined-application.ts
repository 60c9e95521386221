import { X509Certificate } from 'node:crypto'
import { importJWK } from 'jose'
import type { ApplicationIssue, ApplicationRegistration } from '../control/api.js'
import type { Authority } from '../crypto/certificates.js'
import { certificateThumbprint } from '../crypto/thumbprint.js'
import { controlError } from './control-error.js'
import { createKey, type KnownApplication } from './credentials.js'
import { entered } from './initial-state.js'
import type { WorkspaceState } from './state.js'

/** An application under test that joined: it outlives a reset, as its certificate does. */
export interface Joined {
  readonly application: KnownApplication
  readonly bin: string
  /** PEM of its client certificate. */
  readonly certificate: string
  /** The certificate that it brought, where our authority did not issue it: it is known by itself. */
  readonly brought?: X509Certificate
}

/** What an application joins. */
export interface JoinContext {
  readonly state: WorkspaceState
  readonly authority: Authority
  /** The authorization server; undefined where the contract has no consents. */
  readonly issuer: string | undefined
}

/**
 * An application under test as the platform will know it, and what is issued to it: certificate and key where it brought
 * none, a server certificate for the hosts of its pages. Joining again keeps its client id.
 * @throws ControlError where the id or the BIN belongs to another participant, the certificate to another application, or
 * what was brought cannot be used.
 */
export async function joinApplication(
  participant: string,
  registration: ApplicationRegistration,
  { state, authority, issuer }: JoinContext,
): Promise<{ readonly joined: Joined; readonly issue: ApplicationIssue }> {
  const { name, bin = '', redirectUris, hosts } = registration
  const clientId = `${participant.toLowerCase()}-application`
  assertFree(participant, clientId, bin, state)
  if (issuer !== undefined) assertWayBack(redirectUris)
  const subject = { commonName: participant, organization: name }
  const client = registration.certificate === undefined ? await authority.issueClient(subject) : undefined
  const certificate = readCertificate(client?.certificate ?? registration.certificate ?? '')
  const thumbprint = certificateThumbprint(certificate.raw)
  const holder = [...state.applications.values()].find((it) => it.certificateThumbprint === thumbprint)
  if (holder && holder.clientId !== clientId) {
    const what = 'This certificate belongs to another application.'
    throw controlError(409, 'certificate-taken', what, 'Give every application a certificate of its own.')
  }
  const key = registration.jwk === undefined && issuer !== undefined ? await createKey() : undefined
  const jwk = { ...(key?.publicKey ?? registration.jwk) }
  if (issuer !== undefined) await assertKey(jwk)
  const server = hosts.length > 0 ? await authority.issueServer(subject, hosts) : undefined
  return {
    joined: {
      application: {
        clientId,
        participant,
        name,
        redirectUris,
        jwk,
        certificateThumbprint: thumbprint,
        connected: true,
      },
      bin,
      certificate: certificate.toString(),
      ...(isIssuedBy(certificate, authority) ? {} : { brought: certificate }),
    },
    issue: {
      clientId,
      ...(issuer === undefined ? {} : { issuer }),
      ...(client ? { client } : {}),
      ...(key ? { keyJwk: JSON.stringify(key.privateKey) } : {}),
      ...(server ? { server } : {}),
    },
  }
}

/** The participant and its application stand in the registry, connected to every bank. */
export function enter(state: WorkspaceState, { application, bin }: Joined): void {
  const { participant: id, name, clientId } = application
  // A bank may have an application too: it is one participant then, in both roles.
  const provider = state.participants.get(id)?.provider
  state.participants.set(id, {
    ...{ id, name, bin, state: 'registered', limited: false },
    roles: provider ? ['provider', 'user'] : ['user'],
    ...(provider ? { provider } : {}),
  })
  state.applications.set(clientId, entered(application, state.participants))
}

/** Whether a certificate is the one that an application brought, in its term. */
export function isBrought({ brought }: Joined, certificate: X509Certificate, nowMs: number): boolean {
  const inTerm = (it: X509Certificate) => Date.parse(it.validFrom) <= nowMs && nowMs < Date.parse(it.validTo)
  return brought !== undefined && brought.raw.equals(certificate.raw) && inTerm(brought)
}

function assertFree(participant: string, clientId: string, bin: string, state: WorkspaceState): void {
  const known = state.participants.get(participant)
  if (known && known.provider?.invented !== false && !state.applications.has(clientId)) {
    const remedy = 'Choose an id that no other participant has, such as MYAP01.'
    throw controlError(409, 'participant-exists', `${participant} is already another participant.`, remedy)
  }
  const owner = [...state.participants.values()].find((it) => bin !== '' && it.bin === bin)
  if (owner && owner.id !== participant) {
    const remedy = 'Leave the BIN out, or name one that no other participant has.'
    throw controlError(409, 'participant-exists', `The BIN belongs to ${owner.id}.`, remedy)
  }
}

/** The platform sends clients back to nobody whom it does not know. */
function assertWayBack([first]: readonly string[]): void {
  if (first !== undefined) return
  const what = 'redirectUris: clients give their consent on pages of the platform, and come back to no address.'
  const remedy = 'Name one at least (synaq application: --redirect-uri), such as https://127.0.0.1:9444/callback.'
  throw controlError(400, 'redirect-uri-missing', what, remedy)
}

function readCertificate(pem: string): X509Certificate {
  try {
    const certificate = new X509Certificate(pem)
    if (Date.parse(certificate.validTo) > Date.now()) return certificate
  } catch {
    throw controlError(400, 'certificate-wrong', 'The certificate cannot be read.', 'Send one certificate as PEM.')
  }
  throw controlError(400, 'certificate-wrong', 'The certificate has expired.', 'Send one that is in its term.')
}

async function assertKey(jwk: Readonly<Record<string, unknown>>): Promise<void> {
  try {
    await importJWK({ ...jwk, kty: 'EC' }, 'ES256')
  } catch {
    const what = 'jwk: no public key on the curve P-256 can be made of it.'
    throw controlError(400, 'key-wrong', what, 'Send the public part of an ES256 key as JWK: kty, crv, x and y.')
  }
}

function isIssuedBy(certificate: X509Certificate, authority: Authority): boolean {
  const own = new X509Certificate(authority.certificate)
  return certificate.checkIssued(own) && certificate.verify(own.publicKey)
}
