/**
 * What went wrong between the application and the platform, told apart because each is answered in another way.
 * `status`: an answer with another status than was hoped for; `timeout`; `insecure`: TLS or the certificate;
 * `broken`: the connection failed or an answer broke off; `too-large`; `unusable`: no JSON, or not the agreed one.
 */
export class Trouble extends Error {
  constructor(kind, detail, answer) {
    super(detail)
    this.kind = kind
    this.answer = answer
  }

  get status() {
    return this.answer?.status
  }

  /** The error body, where it is an object; of OAuth's errors `code` is the `error`. */
  get said() {
    try {
      const { code, error, message, error_description: description } = Object(JSON.parse(this.answer?.text ?? '{}'))
      return { code: code ?? error, message: message ?? description }
    } catch {
      return {}
    }
  }
}

/** The trouble in an error or among its causes; libraries wrap what their fetch throws. */
export function troubleIn(error) {
  for (let cause = error; cause !== undefined && cause !== null; cause = cause.cause) {
    if (cause instanceof Trouble) return cause
  }
  return undefined
}

/** What a trouble means for the client and for what is held of her. */
export function meaningOf(trouble) {
  const { kind, status, said } = trouble
  if (kind === 'status') return meaningOfStatus(status, said, trouble.answer.headers)
  return { timeout: 'unavailable', broken: 'unavailable', insecure: 'insecure' }[kind] ?? 'unusable'
}

/** Refusals with 403 that say nothing of the client's consent. */
const notTheConsent = /^(api_|participant_|provider_(blocked|not_accredited|unregistered)$)/

function meaningOfStatus(status, { code, message }, headers) {
  // Guide, 37: the participant is in the mode of limited availability.
  if (status === 400 && /^provider is not active$/i.test(message ?? '')) return 'not-active'
  if (status === 401) return 'consent-gone'
  if (status === 403) {
    const challenge = String(headers['www-authenticate'] ?? '')
    if (code === 'insufficient_scope' || challenge.includes('insufficient_scope')) return 'narrowed'
    if (code === 'provider_not_in_consent') return 'not-connected'
    return notTheConsent.test(code ?? '') ? 'refused' : 'consent-gone'
  }
  if (status === 429) return 'busy'
  return [502, 503, 504].includes(status) ? 'unavailable' : 'failed'
}
