import { randomUUID } from 'node:crypto'
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose'
import type { JWK } from 'jose'
import { createAuthority } from '../crypto/certificates.js'
import { certificateThumbprint } from '../crypto/thumbprint.js'
import type { Authority } from '../crypto/certificates.js'
import type { Identity, TargetApplication } from '../model/target.js'
import type { ApplicationFixture, World } from './fixtures.js'
import type { Application } from './state.js'
import { createPresentations, type Presentations } from './watch/handshakes.js'

/** Certificates, keys and applications of a workspace; made once, they outlive a reset. */
export interface Credentials {
  readonly authority: Authority
  /** PEM of the revocation list. */
  readonly revocationList: string
  /** The listeners' certificate. */
  readonly server: Identity
  /** How the API may be told to present itself to an application under test. */
  readonly presentations: Presentations
  readonly identities: Readonly<Record<string, Identity>>
  readonly platform: Identity
  /** Private ES256 key that signs the platform's tokens. */
  readonly signingKey: JWK
  /** By name, with private keys: for those who play the application. */
  readonly applications: Readonly<Record<string, TargetApplication>>
  /** What the platform knows of the registered ones. */
  readonly registered: readonly KnownApplication[]
  /** What it has never heard of, though it exists. */
  readonly unregistered: readonly KnownApplication[]
  /** Thumbprint of an application's certificate by the name that stands in it. */
  readonly thumbprints: ReadonlyMap<string, string>
}

/** An application as it enters the registry; `connected` to the API of every bank, or to none. */
export type KnownApplication = Omit<Application, 'connectedTo'> & { readonly connected: boolean }

/** Makes the credentials for the applications of a world, and identities that must be refused; `names` are those of the listeners. */
export async function createCredentials(world: World, names: readonly string[]): Promise<Credentials> {
  const authority = await createAuthority('Synaq sandbox: certification authority')
  const foreign = await createAuthority('Synaq sandbox: an authority that nobody trusts')
  const fixtures = Object.entries(world.applications)
  const participantNames = new Map(world.participants.map((participant) => [participant.id, participant.name]))
  const [first] = fixtures.map(([, application]) => application.identity)
  const applicationIdentities = await entries(fixtures, async ([, { identity, participant }]) => [
    identity,
    await authority.issueClient({
      commonName: identity,
      organization: participantNames.get(participant) ?? participant,
    }),
  ])
  const identities: Record<string, Identity> = {
    ...applicationIdentities,
    platform: await authority.issueClient({ commonName: 'platform', organization: 'Synaq sandbox' }),
    expired: await authority.issueClient({ commonName: first ?? 'expired' }, { expired: true }),
    revoked: await authority.issueClient({ commonName: first ?? 'revoked' }),
    foreign: await foreign.issueClient({ commonName: first ?? 'foreign' }),
  }
  authority.revoke(identityOf(identities, 'revoked').certificate)
  const made = await Promise.all(fixtures.map(([name, fixture]) => createApplication(name, fixture, identities)))
  const server = await authority.issueServer({ commonName: 'Synaq sandbox' }, names)
  return {
    authority,
    revocationList: await authority.revocationList(),
    server,
    presentations: await createPresentations(authority, server, names),
    identities,
    platform: identityOf(identities, 'platform'),
    signingKey: (await createKey()).privateKey,
    applications: Object.fromEntries(made.map(({ name, target }) => [name, target])),
    registered: made.filter(({ fixture }) => fixture.registered).map(({ application }) => application),
    unregistered: made.filter(({ fixture }) => !fixture.registered).map(({ application }) => application),
    thumbprints: new Map(made.map(({ fixture, application }) => [fixture.identity, application.certificateThumbprint])),
  }
}

async function createApplication(name: string, fixture: ApplicationFixture, identities: Record<string, Identity>) {
  const { privateKey, publicKey } = await createKey()
  const clientId = randomUUID()
  const application: KnownApplication = {
    clientId,
    participant: fixture.participant,
    name: fixture.name,
    redirectUris: fixture.redirectUris,
    jwk: { ...publicKey },
    certificateThumbprint: certificateThumbprint(identityOf(identities, fixture.identity).certificate),
    connected: fixture.connected,
  }
  const target: TargetApplication = {
    clientId,
    participant: fixture.participant,
    redirectUri: fixture.redirectUris[0],
    keyJwk: JSON.stringify(privateKey),
    certificate: fixture.identity,
  }
  return { name, fixture, application, target }
}

/** An ES256 key pair as JWK (RFC 7517), named by its thumbprint (RFC 7638). */
export async function createKey(): Promise<{ privateKey: JWK; publicKey: JWK }> {
  const pair = await generateKeyPair('ES256', { extractable: true })
  const publicJwk = await exportJWK(pair.publicKey)
  const common = { kid: await calculateJwkThumbprint(publicJwk), alg: 'ES256', use: 'sig' }
  return { privateKey: { ...(await exportJWK(pair.privateKey)), ...common }, publicKey: { ...publicJwk, ...common } }
}

function identityOf(identities: Readonly<Record<string, Identity>>, name: string): Identity {
  const identity = identities[name]
  if (!identity) throw new Error(`no identity «${name}» was made`)
  return identity
}

async function entries<A, B>(items: readonly A[], make: (item: A) => Promise<[string, B]>): Promise<Record<string, B>> {
  return Object.fromEntries(await Promise.all(items.map(make)))
}
