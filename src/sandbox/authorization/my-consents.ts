import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Instant } from '../../base/clock.js'
import type { Language } from '../../base/text.js'
import { cookie, isSameOrigin, pageLanguage, readForm, sendPageReply, setCookie } from '../pages/page-response.js'
import type { PageReply } from '../pages/page-response.js'
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

/** One request on one of the pages. `response` takes the session's cookie. */
interface Visit {
  readonly response: ServerResponse
  readonly lang: Language
  readonly session: ClientSession
}

/** The client's list of consents: look, change, revoke at any time (report, 4.3). */
export function myConsentsPages(context: AuthorizationContext, store: Store, cookieName: string) {
  return async function consentsPage(request: IncomingMessage, response: ServerResponse): Promise<void> {
    sendPageReply(response, await reply(request, response))
  }

  async function reply(request: IncomingMessage, response: ServerResponse): Promise<PageReply> {
    const lang = pageLanguage(request, response)
    const session = sessionOf(request) ?? { id: '', stage: 'sign-in', codes: 0 }
    const visit: Visit = { response, lang, session }
    const id = new URL(request.url ?? '/', context.issuer).pathname.slice(consentsPath.length + 1)
    if (request.method !== 'POST') return present(visit, id)

    const posted = isSameOrigin(request, context.issuer) ? await readForm(request) : undefined
    if (!posted || 'refused' in posted) return failure(visit, 'session-lost', 400)
    if (posted.fields.get('decision') === 'sign-out') return signOut(visit)
    return session.stage === 'signed-in' ? decide(visit, id, posted.fields) : signIn(visit, posted.fields)
  }

  function sessionOf(request: IncomingMessage): ClientSession | undefined {
    return store.get('client-session', cookie(request, cookieName) ?? '') as ClientSession | undefined
  }

  /** A session gets a new id with every step, so that one known before sign-in is worth nothing after it. */
  function keep({ response, session }: Visit, stage: ClientSession['stage']): PageReply {
    store.delete('client-session', session.id)
    const renewed: ClientSession = { ...session, id: randomBytes(32).toString('base64url'), stage }
    store.set('client-session', renewed.id, renewed, sessionSeconds)
    setCookie(response, cookieName, renewed.id, { path: consentsPath, seconds: sessionSeconds })
    return { seeOther: consentsPath }
  }

  function signIn(visit: Visit, form: URLSearchParams): PageReply {
    const { session, lang } = visit
    const waiting = session.stage === 'sms-code'
    if (!waiting || form.get('decision') === 'again') {
      const fault = waiting ? undefined : takeSignIn(context, session, form)
      if (fault) return present(visit, '', fault)
      return sendNextCode(context, session, lang) ? keep(visit, 'sms-code') : signOut(visit)
    }
    const fault = takeCode(context, session, form)
    if (fault?.reason === 'code-exhausted') return signOut(visit)
    return fault ? present(visit, '', fault) : keep(visit, 'signed-in')
  }

  function signOut({ response, session }: Visit): PageReply {
    store.delete('client-session', session.id)
    setCookie(response, cookieName, '', { path: consentsPath, seconds: 0 })
    return { seeOther: consentsPath }
  }

  function decide(visit: Visit, id: string, form: URLSearchParams): PageReply {
    const consent = ownConsent(visit.session, id)
    if (!consent) return failure(visit, 'consent-unknown', 404)
    if (form.get('decision') === 'revoke') revokeConsent(consent)
    else if (consentState(consent, context.now()) === 'Authorised') {
      const kept = narrowConsent(context.state(), consent, form.getAll('scopes'), form.getAll('providers'))
      if (!kept) return present(visit, id, { reason: 'nothing-left' })
    }
    return { seeOther: `${consentsPath}/${consent.id}` }
  }

  function ownConsent(session: ClientSession, id: string): Consent | undefined {
    const consent = context.state().consents.get(id)
    return consent && consent.client === session.client?.iin ? consent : undefined
  }

  function present(visit: Visit, id: string, fault?: Fault): PageReply {
    const { session, lang } = visit
    const { client, phone, stage } = session
    const status = fault ? 422 : 200
    if (stage !== 'signed-in' || !client) {
      const common = { action: consentsPath, own: true, fault }
      const code = { phone: maskedPhone(phone ?? ''), minutes: codeMinutes }
      return stage === 'sms-code'
        ? { page: 'sms-code', data: { ...common, ...code }, lang, status }
        : { page: 'sign-in', data: common, lang, status }
    }
    if (id === '') return { page: 'consents', data: { client: client.fullName, consents: listOf(client) }, lang }
    const consent = ownConsent(session, id)
    if (!consent) return failure(visit, 'consent-unknown', 404)
    return { page: 'consent-details', data: { fault, ...inWords(consent, context.now()) }, lang, status }
  }

  function listOf(client: Client): object[] {
    return consentsOf(context.state(), client.iin).map((consent) => inWords(consent, context.now()))
  }

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
      banks: consent.providers.map((provider) => ({
        id: provider,
        name: participants.get(provider)?.name ?? provider,
      })),
    }
  }

  function failure({ lang }: Visit, reason: string, status: number): PageReply {
    return { page: 'error', data: { reason, back: consentsPath }, lang, status }
  }
}
