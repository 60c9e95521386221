import type { Instant } from '../base/clock.js'
import { durationMs } from '../base/clock.js'
import type { Json } from '../base/json.js'
import type { PlatformAct } from '../model/act.js'
import { authoriseConsent, beginConsent, narrowConsent, revokeConsent } from './authorization/consents.js'
import { controlError } from './control-error.js'
import { applicationBy, clientOf, consentOf, participantOf } from './known.js'
import type { PlatformTokens } from './platform-token.js'
import { createQuota } from './quota.js'
import { connect, noteCheck, publish, registerParticipant } from './registry.js'
import { consentState } from './state.js'
import type { Consent, WorkspaceState } from './state.js'

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
    case 'rate-limit': {
      const participant = participantOf(state, act.participant)
      if (act.limit) participant.quota = createQuota(act.limit)
      else delete participant.quota
      return {}
    }
    case 'register-participant':
      return { participant: registerParticipant(state, act).id }
    case 'connection':
      return { before: connect(state, act) }
    case 'api-check':
      return { before: { ...noteCheck(state, act) } }
    case 'publication':
      return { before: { ...publish(state, act) } }
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
  const application = applicationBy(state, user).clientId
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
