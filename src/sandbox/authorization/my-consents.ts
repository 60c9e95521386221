import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Instant } from '../../base/clock.js'
import type { Language } from '../../base/text.js'
import { cookie, isSameOrigin, pageLanguage, readForm, seeOther, sendPage, setCookie } from '../pages/page-response.js'
import { consentState } from '../state.js'
import type { Client, Consent } from '../state.js'
import { consentsOf, narrowConsent, revokeConsent } from './consents.js'
import type { Fault } from './forms.js'
import { maskedPhone } from './sign-in.js'
import { codeMinutes } from './sms-code.js'
import type { Store } from './store.js'
import type { AuthorizationContext } from './types.js'
import { sendNextCode, takeCode, takeSignIn } from './verification.js'
import type { Verification } from './verification.js'

export const consentsPath = '/consents'
const sessionSeconds = 15 * 60

/** A client who is looking after their consents, or is signing in to do so. */
interface ClientSession extends Verification {
  readonly id: string
  stage: 'sign-in' | 'sms-code' | 'signed-in'
}

/** What a request is about. */
interface Visit {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly lang: Language
  readonly session: ClientSession
}

/** The client's list of consents: look, change, revoke at any time (report, 4.3). */
export function myConsentsPages(context: AuthorizationContext, store: Store, cookieName: string) {
  return async function consentsPage(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const lang = pageLanguage(request, response)
    const session = sessionOf(request) ?? { id: '', stage: 'sign-in', codes: 0 }
    const visit: Visit = { request, response, lang, session }
    const { pathname } = new URL(request.url ?? '/', context.issuer)
    const id = pathname.slice(consentsPath.length + 1)
    if (request.method !== 'POST') return showPage(visit, id)

    const posted = isSameOrigin(request, context.issuer) ? await readForm(request) : undefined
    if (!posted || 'refused' in posted) return failed(visit, 'session-lost', 400)
    if (posted.fields.get('decision') === 'sign-out') return signOut(visit)
    if (session.stage !== 'signed-in') return signIn(visit, posted.fields)
    return decide(visit, id, posted.fields)
  }

  function sessionOf(request: IncomingMessage): ClientSession | undefined {
    return store.get('client-session', cookie(request, cookieName) ?? '') as ClientSession | undefined
  }

  /** A session gets a new id with every step, so that one that was known before sign-in is worth nothing after it. */
  function keep({ response, session }: Visit, stage: ClientSession['stage']): void {
    store.delete('client-session', session.id)
    const renewed: ClientSession = { ...session, id: randomBytes(32).toString('base64url'), stage }
    store.set('client-session', renewed.id, renewed, sessionSeconds)
    setCookie(response, cookieName, renewed.id, { path: consentsPath, seconds: sessionSeconds })
    seeOther(response, consentsPath)
  }

  function signIn(visit: Visit, form: URLSearchParams): void {
    const { session, lang } = visit
    if (session.stage === 'sign-in') {
      const fault = takeSignIn(context, session, form)
      if (fault) return showPage(visit, '', fault)
      sendNextCode(context, session, lang)
      return keep(visit, 'sms-code')
    }
    if (form.get('decision') === 'again') {
      return sendNextCode(context, session, lang) ? keep(visit, 'sms-code') : signOut(visit)
    }
    const fault = takeCode(context, session, form)
    if (fault?.reason === 'code-exhausted') return signOut(visit)
    return fault ? showPage(visit, '', fault) : keep(visit, 'signed-in')
  }

  function signOut({ response, session }: Visit): void {
    store.delete('client-session', session.id)
    setCookie(response, cookieName, '', { path: consentsPath, seconds: 0 })
    seeOther(response, consentsPath)
  }

  function decide(visit: Visit, id: string, form: URLSearchParams): void {
    const consent = ownConsent(visit.session, id)
    if (!consent) return failed(visit, 'consent-unknown', 404)
    const here = `${consentsPath}/${consent.id}`
    if (form.get('decision') === 'revoke') revokeConsent(consent)
    else if (consentState(consent, context.now()) === 'Authorised') {
      const kept = narrowConsent(consent, form.getAll('scopes'), form.getAll('providers'))
      if (!kept) return showPage(visit, id, { reason: 'nothing-left' })
    }
    seeOther(visit.response, here)
  }

  function ownConsent(session: ClientSession, id: string): Consent | undefined {
    const consent = context.state().consents.get(id)
    return consent && consent.client === session.client?.iin ? consent : undefined
  }

  function showPage(visit: Visit, id: string, fault?: Fault): void {
    const { session, response, lang } = visit
    const options = { lang, status: fault ? 422 : 200 }
    const { client } = session
    if (session.stage === 'signed-in' && client) {
      if (id === '') {
        sendPage(response, 'consents', { client: client.fullName, consents: listOf(client) }, options)
        return
      }
      const consent = ownConsent(session, id)
      if (!consent) return failed(visit, 'consent-unknown', 404)
      sendPage(response, 'consent-details', { fault, ...inWords(consent, context.now()) }, options)
      return
    }
    const code = session.stage === 'sms-code'
    const phone = maskedPhone(session.phone ?? '')
    const data = { action: consentsPath, fault, own: true, ...(code ? { phone, minutes: codeMinutes } : {}) }
    sendPage(response, code ? 'sms-code' : 'sign-in', data, options)
  }

  const listOf = (client: Client) => consentsOf(context.state(), client.iin).map((consent) => inWords(consent, context.now()))

  function inWords(consent: Consent, now: Instant): object {
    const { applications, participants } = context.state()
    const state = consentState(consent, now)
    return {
      ...consent,
      state,
      active: state === 'Authorised',
      address: `${consentsPath}/${consent.id}`,
      application: applications.get(consent.application)?.name ?? consent.application,
      participant: participants.get(consent.user)?.name ?? consent.user,
      banks: consent.providers.map((provider) => ({ id: provider, name: participants.get(provider)?.name ?? provider })),
    }
  }

  function failed({ response, lang }: Visit, reason: string, status: number): void {
    sendPage(response, 'error', { reason, back: consentsPath }, { lang, status })
  }
}
