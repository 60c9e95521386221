/** What is held of clients: their consents with tokens, and what was shown to them last. In memory, and nowhere else. */
export class Holdings {
  #consents = new Map()
  #shown = new Map()

  /** A consent of a client, by its id. */
  keep(client, consent) {
    this.#consents.set(client.iin, new Map(this.#consents.get(client.iin)).set(consent.id, consent))
  }

  /** The consents of a client that have not run out, the newest first. */
  consentsOf(client) {
    return [...(this.#consents.get(client.iin)?.values() ?? [])].filter(isCurrent).reverse()
  }

  /** The client's data at a bank, to be shown again without asking. */
  remember(client, provider, accounts) {
    const data = { accounts, at: new Date() }
    this.#shown.set(client.iin, new Map(this.#shown.get(client.iin)).set(provider, data))
  }

  /** By bank; undefined where there is nothing. */
  rememberedOf(client, provider) {
    return this.#shown.get(client.iin)?.get(provider)
  }

  forgetConsents(client) {
    this.#consents.delete(client.iin)
  }

  forgetData(client) {
    this.#shown.delete(client.iin)
  }
}

const isCurrent = ({ expiresAt }) => expiresAt > Date.now()

/* The sound rules of this file. */

/** After a revocation nothing may be kept (report, 6.1): neither the token nor the data. */
export function onConsentGone(holdings, client) {
  holdings.forgetConsents(client)
  holdings.forgetData(client)
}

/** A new consent takes the place of all that was held of the client before. */
export function beforeNewConsent(holdings, client) {
  holdings.forgetConsents(client)
  holdings.forgetData(client)
}

/** Some data was taken out of a consent: it is not asked for again, and what was known of it goes. */
export function onNarrowed(holdings, client, consent, scope) {
  consent.scopes = consent.scopes.filter((one) => one !== scope)
  holdings.forgetData(client)
}
