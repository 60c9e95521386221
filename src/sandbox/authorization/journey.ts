import type { Language } from '../../base/text.js'
import type { ConsentForm, Fault } from './forms.js'
import type { AuthorizationContext } from './types.js'
import { sendNextCode, takeCode, takeSignIn } from './verification.js'
import type { Verification } from './verification.js'

/** How a client's way through the pages ended. */
export type Outcome = 'approved' | 'declined' | 'liveness-failed' | 'code-exhausted'

/** One client's way through the pages, from sign-in to the result. */
export interface Journey extends Verification {
  /** Where the client is. */
  form: ConsentForm
  outcome?: Outcome
}

/** Where a posted form leads: to another form, to the end, or nowhere because something is wrong with it. */
export type Move = { readonly to: ConsentForm } | { readonly ended: Outcome } | { readonly fault: Fault }

/** The order of the pages: sign-in, two factors, consent (report, 6.1). The client may decline on each of them. */
export function nextMove(context: AuthorizationContext, journey: Journey, form: URLSearchParams, lang: Language): Move {
  const decision = form.get('decision')
  if (decision === 'decline') return { ended: 'declined' }
  switch (journey.form) {
    case 'sign-in': {
      const fault = takeSignIn(context, journey, form)
      return fault ? { fault } : { to: 'liveness' }
    }
    case 'liveness': {
      const ignored = context.state().defects.has('platform-ignores-liveness')
      if (decision === 'failed' && !ignored) return { ended: 'liveness-failed' }
      return sendNextCode(context, journey, lang) ? { to: 'sms-code' } : { ended: 'code-exhausted' }
    }
    case 'sms-code': {
      if (decision === 'again')
        return sendNextCode(context, journey, lang) ? { to: 'sms-code' } : { ended: 'code-exhausted' }
      const fault = takeCode(context, journey, form)
      if (fault?.reason === 'code-exhausted') return { ended: 'code-exhausted' }
      return fault ? { fault } : { to: 'consent' }
    }
    case 'consent':
      return decision === 'approve' ? { ended: 'approved' } : { fault: { reason: 'decide' } }
    case 'result':
      return { to: 'result' }
  }
}
