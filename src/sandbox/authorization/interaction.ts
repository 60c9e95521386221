import type { IncomingMessage, ServerResponse } from 'node:http'
import { errors } from 'oidc-provider'
import type Provider from 'oidc-provider'
import type { Language } from '../../base/text.js'
import { isSameOrigin, pageLanguage, readForm, seeOther, sendPage } from '../pages/page-response.js'
import { wording } from '../pages/wording.js'
import type { Consent } from '../state.js'
import { authoriseConsent, rejectConsent } from './consents.js'
import { consentForms } from './forms.js'
import type { ConsentForm, Fault } from './forms.js'
import { maskedPhone } from './sign-in.js'
import { codeMinutes } from './sms-code.js'
import type { Store } from './store.js'
import { subjectOf } from './tokens.js'
import type { AuthorizationContext } from './types.js'
import { sendNextCode, takeCode, takeSignIn } from './verification.js'
import type { Verification } from './verification.js'

export const interactionSeconds = 3600
export const interactionPath = (uid: string): string => `/interaction/${uid}`

/** How a client's way through the pages ended. */
type Outcome = 'approved' | 'declined' | 'liveness-failed' | 'code-exhausted'

/** One client's way through the pages, from sign-in to the result. */
interface Journey extends Verification {
  form: ConsentForm
  outcome?: Outcome
}

type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>

/** One request on a page of the way. */
interface Visit {
  readonly interaction: Interaction
  readonly consent: Consent
  readonly journey: Journey
  readonly lang: Language
}

/** Where the consent of a pushed request is noted, by the request's id. */
export const consentOfRequest = 'consent-of-request'

/**
 * The pages between the authorize endpoint and the redirect back: sign-in, liveness, code, consent, result
 * (report, 6.1). No session outlives them: each consent takes both factors anew.
 */
export function interactionPages(context: AuthorizationContext, provider: Provider, store: Store) {
  return async function interactionPage(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const visit = await findVisit(request, response)
    if (!visit) return sessionLost(response, pageLanguage(request, response))
    if (request.method !== 'POST') return show(response, visit)
    if (!isSameOrigin(request, context.issuer)) return sessionLost(response, visit.lang)

    const posted = await readForm(request)
    if ('refused' in posted) return sessionLost(response, visit.lang)
    const here = interactionPath(visit.interaction.uid)
    // An old page sent again: show where the client really is.
    if (formOf(request) !== visit.journey.form) return seeOther(response, here)
    if (visit.journey.form === 'result') return finish(request, response, visit)
    const fault = await advance(visit, posted.fields)
    if (fault) return show(response, visit, fault)
    seeOther(response, here)
  }

  async function findVisit(request: IncomingMessage, response: ServerResponse): Promise<Visit | undefined> {
    const interaction = await detailsOf(request, response)
    const uid = new URL(request.url ?? '/', context.issuer).pathname.split('/').at(-1)
    if (interaction?.parJti === undefined || interaction.uid !== uid) return undefined
    const consentId = store.get(consentOfRequest, interaction.parJti)
    const consent = typeof consentId === 'string' ? context.state().consents.get(consentId) : undefined
    const journey = store.get('journey', interaction.uid) as Journey | undefined
    // A request is decided once: its address cannot be opened again for another answer.
    if (!consent || (!journey && consent.decision !== 'AwaitingAuthorisation')) return undefined
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

  /** Takes the form of the present page; the journey moves on unless something is wrong with it. */
  async function advance({ consent, journey, lang }: Visit, form: URLSearchParams): Promise<Fault | undefined> {
    const decision = form.get('decision')
    if (decision === 'decline') return end(consent, journey, 'declined')
    switch (journey.form) {
      case 'sign-in': {
        const fault = takeSignIn(context, journey, form)
        if (!fault) journey.form = 'liveness'
        return fault
      }
      case 'liveness':
        if (decision === 'failed') return end(consent, journey, 'liveness-failed')
        sendNextCode(context, journey, lang)
        journey.form = 'sms-code'
        return undefined
      case 'sms-code': {
        if (decision === 'again') {
          return sendNextCode(context, journey, lang) ? undefined : end(consent, journey, 'code-exhausted')
        }
        const fault = takeCode(context, journey, form)
        if (fault?.reason === 'code-exhausted') return end(consent, journey, 'code-exhausted')
        if (!fault) journey.form = 'consent'
        return fault
      }
      case 'consent':
        if (decision !== 'approve') return { reason: 'decide' }
        await approve(consent, journey, lang)
        return end(consent, journey, 'approved')
      case 'result':
        return undefined
    }
  }

  function end(consent: Consent, journey: Journey, outcome: Outcome): undefined {
    if (outcome !== 'approved') {
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
  async function finish(request: IncomingMessage, response: ServerResponse, visit: Visit): Promise<void> {
    const { journey, consent } = visit
    const result =
      journey.outcome === 'approved' && journey.client
        ? {
            login: { accountId: subjectOf(journey.client.iin, context.signingKey), remember: false },
            consent: { grantId: consent.id },
          }
        : { error: 'access_denied', error_description: deniedBecause[journey.outcome ?? 'declined'] }
    await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false })
  }

  function show(response: ServerResponse, visit: Visit, fault?: Fault): void {
    const { interaction, consent, journey, lang } = visit
    const { form } = journey
    const data = {
      action: `${interactionPath(interaction.uid)}?form=${form}`,
      step: consentForms.indexOf(form) + 1,
      fault,
      ...requester(consent),
      ...pageData(visit),
    }
    const redirect = interaction.params.redirect_uri
    sendPage(response, form, data, {
      lang,
      status: fault ? 422 : 200,
      ...(form === 'result' && typeof redirect === 'string' ? { leadsTo: redirect } : {}),
    })
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

  const purposeOf = (consent: Consent, lang: Language) =>
    wording('consent.purpose-text', lang, { application: requester(consent).application })
}

const deniedBecause: Record<Outcome, string> = {
  approved: '',
  declined: 'the client declined the consent',
  'liveness-failed': 'the client was not authenticated: the biometric check failed',
  'code-exhausted': 'the client was not authenticated: the one-time codes were used up',
}

const formOf = (request: IncomingMessage) => new URL(request.url ?? '/', 'https://localhost').searchParams.get('form')

function sessionLost(response: ServerResponse, lang: Language): void {
  sendPage(response, 'error', { reason: 'session-lost' }, { lang, status: 400 })
}
