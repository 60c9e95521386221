import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Language } from '../../base/text.js'
import { isSameOrigin, pageLanguage, readForm, sendPageReply } from '../pages/page-response.js'
import type { PageReply } from '../pages/page-response.js'
import { wording } from '../pages/wording.js'
import type { Consent } from '../state.js'
import { authoriseConsent, rejectConsent } from './consents.js'
import { consentForms } from './forms.js'
import type { Fault } from './forms.js'
import { nextMove } from './journey.js'
import type { Journey, Outcome } from './journey.js'
import { errors } from './oidc.js'
import type { Provider } from './oidc.js'
import { maskedPhone } from './sign-in.js'
import { codeMinutes } from './sms-code.js'
import type { Store } from './store.js'
import { subjectOf } from './tokens.js'
import type { AuthorizationContext } from './types.js'

export const interactionSeconds = 3600
export const interactionPath = (uid: string): string => `/interaction/${uid}`

/** Where the consent of a pushed request is noted, by the request's id. */
export const consentOfRequest = 'consent-of-request'

/** `parJti` is the id of the pushed request; oidc-provider's types leave it out. */
type Interaction = Awaited<ReturnType<Provider['interactionDetails']>> & { readonly parJti?: string }

/** One request on one of the pages. */
interface Visit {
  readonly interaction: Interaction
  readonly consent: Consent
  readonly journey: Journey
  readonly lang: Language
}

/**
 * The pages between the authorize endpoint and the redirect back to the application. No session outlives them: each
 * consent takes both factors anew.
 */
export function interactionPages(context: AuthorizationContext, provider: Provider, store: Store) {
  return async function interactionPage(request: IncomingMessage, response: ServerResponse): Promise<void> {
    sendPageReply(response, await reply(request, response))
  }

  async function reply(request: IncomingMessage, response: ServerResponse): Promise<PageReply> {
    const visit = await findVisit(request, response)
    if (!visit) return sessionLost(pageLanguage(request, response))
    const { interaction, consent, journey, lang } = visit
    if (request.method !== 'POST') return present(visit)
    if (!isSameOrigin(request, context.issuer)) return sessionLost(lang)
    const posted = await readForm(request)
    if ('refused' in posted) return sessionLost(lang)

    const here = { seeOther: interactionPath(interaction.uid) }
    // An old page sent again: show where the client really is.
    if (formOf(request) !== journey.form) return here
    if (journey.form === 'result') return finish(request, response, visit)
    const move = nextMove(context, journey, posted.fields, lang)
    if ('fault' in move) return present(visit, move.fault)
    if ('to' in move) journey.form = move.to
    else await end(consent, journey, obeyed(move.ended, journey), lang)
    return here
  }

  async function findVisit(request: IncomingMessage, response: ServerResponse): Promise<Visit | undefined> {
    const interaction = await detailsOf(request, response)
    const uid = new URL(request.url ?? '/', context.issuer).pathname.split('/').at(-1)
    if (interaction?.parJti === undefined || interaction.uid !== uid) return undefined
    const consentId = store.get(consentOfRequest, interaction.parJti)
    const consent = typeof consentId === 'string' ? context.state().consents.get(consentId) : undefined
    const journey = store.get('journey', interaction.uid) as Journey | undefined
    // A request is decided once: its address cannot be opened again for another answer.
    if (!consent || (journey?.outcome === undefined && consent.decision !== 'AwaitingAuthorisation')) return undefined
    const { ui_locales: wished } = interaction.params
    return {
      interaction,
      consent,
      journey: journey ?? begin(interaction.uid),
      lang: pageLanguage(request, response, typeof wished === 'string' ? wished : ''),
    }
  }

  async function detailsOf(request: IncomingMessage, response: ServerResponse): Promise<Interaction | undefined> {
    try {
      return await provider.interactionDetails(request, response)
    } catch (error) {
      if (error instanceof errors.SessionNotFound) return undefined
      throw error
    }
  }

  function begin(uid: string): Journey {
    const journey: Journey = { form: 'sign-in', codes: 0 }
    store.set('journey', uid, journey, interactionSeconds)
    return journey
  }

  /** The client's word, unless the platform has been given the defect of not listening. */
  function obeyed(outcome: Outcome, { form }: Journey): Outcome {
    const ignored = form === 'consent' && context.state().defects.has('platform-ignores-decline')
    return outcome === 'declined' && ignored ? 'approved' : outcome
  }

  async function end(consent: Consent, journey: Journey, outcome: Outcome, lang: Language): Promise<void> {
    if (outcome === 'approved') await approve(consent, journey, lang)
    else {
      // Only who has proved who they are has declined something of their own.
      if (journey.form === 'consent') consent.client = journey.client?.iin ?? ''
      rejectConsent(consent)
    }
    journey.outcome = outcome
    journey.form = 'result'
  }

  /** The grant of the tokens bears the consent's id, so that a token leads to its consent. */
  async function approve(consent: Consent, { client }: Journey, lang: Language): Promise<void> {
    if (!client) throw new Error('a consent is approved only after sign-in')
    authoriseConsent(consent, client, purposeOf(consent, lang), context.now())
    const accountId = subjectOf(client.iin, context.signingKey)
    const grant = new provider.Grant({ accountId, clientId: consent.application })
    grant.jti = consent.id
    grant.addOIDCScope('openid')
    grant.addResourceScope(context.api, consent.scopes.join(' '))
    await grant.save()
  }

  /** Back to the application, with a code or with access_denied. */
  async function finish(request: IncomingMessage, response: ServerResponse, visit: Visit): Promise<PageReply> {
    const { journey, consent } = visit
    const result =
      journey.outcome === 'approved' && journey.client
        ? {
            login: { accountId: subjectOf(journey.client.iin, context.signingKey), remember: false },
            consent: { grantId: consent.id },
          }
        : { error: errorOf(journey.outcome), error_description: deniedBecause[journey.outcome ?? 'declined'] }
    const options = { mergeWithLastSubmission: false }
    return { seeOther: await provider.interactionResult(request, response, result, options) }
  }

  /** RFC 6749, section 4.1.2.1. */
  function errorOf(outcome: Outcome | undefined): string {
    const hidden = outcome === 'liveness-failed' && context.state().defects.has('platform-hides-failed-sign-in')
    return hidden ? 'server_error' : 'access_denied'
  }

  function present(visit: Visit, fault?: Fault): PageReply {
    const { interaction, consent, journey, lang } = visit
    const { form } = journey
    const { redirect_uri: redirect } = interaction.params
    return {
      page: form,
      data: {
        action: `${interactionPath(interaction.uid)}?form=${form}`,
        step: consentForms.indexOf(form) + 1,
        fault,
        ...requester(consent),
        ...pageData(visit),
      },
      lang,
      status: fault ? 422 : 200,
      ...(form === 'result' && typeof redirect === 'string' ? { leadsTo: redirect } : {}),
    }
  }

  function pageData({ consent, journey, lang }: Visit): object {
    const { participants } = context.state()
    switch (journey.form) {
      case 'sms-code':
        return { phone: maskedPhone(journey.phone ?? ''), minutes: codeMinutes }
      case 'consent':
        return {
          client: journey.client?.fullName,
          purpose: purposeOf(consent, lang),
          until: consent.expiresAt,
          scopes: consent.scopes,
          banks: consent.providers.map((id) => participants.get(id)?.name ?? id),
        }
      case 'result':
        return { outcome: journey.outcome, approved: journey.outcome === 'approved', consent }
      default:
        return {}
    }
  }

  function requester(consent: Consent): { application: string; participant: string } {
    const { applications, participants } = context.state()
    return {
      application: applications.get(consent.application)?.name ?? consent.application,
      participant: participants.get(consent.user)?.name ?? consent.user,
    }
  }

  function purposeOf(consent: Consent, lang: Language): string {
    return wording('consent.purpose-text', lang, { application: requester(consent).application })
  }
}

const deniedBecause: Record<Outcome, string> = {
  approved: '',
  declined: 'the client declined the consent',
  'liveness-failed': 'the client was not authenticated: the biometric check failed',
  'code-exhausted': 'the client was not authenticated: the one-time codes were used up',
}

const formOf = (request: IncomingMessage) => new URL(request.url ?? '/', 'https://localhost').searchParams.get('form')

const sessionLost = (lang: Language): PageReply => ({
  page: 'error',
  data: { reason: 'session-lost' },
  lang,
  status: 400,
})
