import type { Instant } from '../base/clock.js'
import { durationMs } from '../base/clock.js'
import type { Json } from '../base/json.js'
import type { PlatformAct } from '../model/act.js'
import { authoriseConsent, beginConsent, narrowConsent, revokeConsent } from './authorization/consents.js'
import { controlError } from './control-error.js'
import type { PlatformTokens } from './platform-token.js'
import { consentState } from './state.js'
import type { Application, Client, Consent, Participant, WorkspaceState } from './state.js'

export interface ActContext {
  state(): WorkspaceState
  now(): Instant
  readonly tokens: PlatformTokens
}

/** Carries out an act that no public API offers. @throws ControlError where it names something that does not exist. */
export async function performAct(act: PlatformAct, context: ActContext): Promise<Json> {
  const state = context.state()
  switch (act.act) {
    case 'grant-consent': {
      const consent = grantConsent(act, state, context.now())
      return { consentId: consent.id }
    }
    case 'revoke-consent': {
      revokeConsent(consentOf(state, act.consentId))
      return {}
    }
    case 'narrow-consent': {
      narrow(consentOf(state, act.consentId), act.scopes, state, context.now())
      return {}
    }
    case 'age-consent': {
      ageConsent(consentOf(state, act.consentId), act.by)
      return {}
    }
    case 'mint-token': {
      const { iin: subject, by: actor, ...claims } = act
      return { token: await context.tokens.mint({ ...claims, subject, actor }) }
    }
    case 'participant-state': {
      const participant = participantOf(state, act.participant)
      const before = participant.state
      participant.state = act.state
      return { before }
    }
    case 'limited-mode': {
      const participant = participantOf(state, act.participant)
      const before = participant.limited
      participant.limited = act.on
      return { before }
    }
  }
}

/** A consent as the client gives it on the pages, without the pages. */
function grantConsent(
  act: Extract<PlatformAct, { act: 'grant-consent' }>,
  state: WorkspaceState,
  now: Instant,
): Consent {
  const client = clientOf(state, act.iin)
  const user = participantOf(state, act.by)
  for (const provider of act.providers) participantOf(state, provider)
  const { scopes, providers } = act
  const purpose = 'Granted through the control API'
  const application = applicationOf(state, user).clientId
  const consent = beginConsent(state, { application, participant: user.id, scopes, providers, purpose }, now)
  authoriseConsent(consent, client, purpose, now)
  return consent
}

/** As the client does it on the page of the consent; the banks stay. */
function narrow(consent: Consent, scopes: readonly string[], state: WorkspaceState, now: Instant): void {
  const current = consentState(consent, now)
  if (current !== 'Authorised') {
    throw controlError(409, 'consent-not-in-force', `The consent is ${current}.`, 'Change a consent that is in force.')
  }
  if (!narrowConsent(state, consent, scopes, consent.providers)) {
    const remedy = `Leave some of ${consent.scopes.join(', ')}; to leave nothing, revoke it.`
    throw controlError(409, 'consent-nothing-left', 'Nothing of the consent would be left.', remedy)
  }
}

/** Moves what the consent remembers into the past; no clock is moved. */
function ageConsent(consent: Consent, by: string): void {
  const age = durationMs(by)
  if (age === undefined) {
    throw controlError(
      400,
      'duration-wrong',
      `«${by}» is no duration.`,
      'Write days, hours, minutes and seconds as in P31D or PT90M.',
    )
  }
  const earlier = (at: Instant): Instant => new Date(Date.parse(at) - age).toISOString()
  consent.issuedAt = earlier(consent.issuedAt)
  consent.expiresAt = earlier(consent.expiresAt)
}

const consentOf = (state: WorkspaceState, id: string): Consent =>
  state.consents.get(id) ?? unknown('consent', id, 'Use an id of a consent of this workspace; a reset forgets them.')

const participantOf = (state: WorkspaceState, id: string): Participant =>
  state.participants.get(id) ?? unknown('participant', id, `Use one of ${[...state.participants.keys()].join(', ')}.`)

const clientOf = (state: WorkspaceState, iin: string): Client =>
  state.clients.get(iin) ?? unknown('client with this IIN or BIN', '', 'Use a client of GET /workspace.')

const applicationOf = (state: WorkspaceState, user: Participant): Application =>
  [...state.applications.values()].find((application) => application.participant === user.id) ??
  unknown('application of participant', user.id, 'Use a participant that has an application.')

function unknown(what: string, id: string, remedy: string): never {
  throw controlError(404, 'not-found', `There is no ${what}${id === '' ? '' : ` «${id}»`}.`, remedy)
}
