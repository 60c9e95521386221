import { meaningOf, troubleIn } from './trouble.js'

export const dataScopes = ['accounts', 'account_balance', 'account_transactions']

/** What can be shown of a client's accounts at banks now, one after another. */
export async function sectionsOf(app, client, providers) {
  const sections = []
  for (const provider of providers) sections.push({ provider, outcome: await accountsAt(provider, client, app) })
  return sections
}

/**
 * What can be shown of a client's accounts at a bank now, asked for anew: `{ kind: 'accounts', accounts }`, or why there is
 * nothing: `no-consent`, `consent-gone`, `not-connected`, `not-covered`, `not-active`, `busy`, `unavailable`, `insecure`,
 * `unusable`, `refused`, `failed`, `no-client`. `old` is what is shown beside that from earlier.
 */
async function accountsAt(provider, client, { holdings, platform, rules }) {
  if (!rules.isServed(client)) return { kind: 'no-client' }
  const outcome = await readAt(provider, client, { holdings, platform, rules })
  return { ...outcome, old: isWithoutConsent(outcome) ? rules.oldData(holdings, client, provider) : undefined }
}

/** The client has to give a new consent before anything can be shown. */
export const isWithoutConsent = ({ kind }) =>
  ['no-consent', 'consent-gone', 'not-connected', 'not-covered'].includes(kind)

async function readAt(provider, client, { holdings, platform, rules }) {
  const consents = holdings.consentsOf(client)
  const consent = rules.consentFor(provider, consents)
  if (consent === undefined) return { kind: consents.length === 0 ? 'no-consent' : 'not-connected' }
  const gather = new Gathering(provider, client, consent, { holdings, platform, rules })
  try {
    const accounts = await gather.accounts()
    if (accounts === undefined) return { kind: 'not-covered' }
    holdings.remember(client, provider.id, accounts)
    return { kind: 'accounts', accounts }
  } catch (error) {
    const trouble = troubleIn(error)
    if (trouble === undefined) throw error
    const kind = meaningOf(trouble)
    if (kind === 'consent-gone') rules.onConsentGone(holdings, client)
    return { kind, status: trouble.status }
  }
}

/** One reading of a client's accounts at a bank. */
class Gathering {
  constructor(provider, client, consent, { holdings, platform, rules }) {
    Object.assign(this, { provider, client, consent, holdings, platform, rules })
  }

  /** The accounts with whatever else the consent covers; undefined where it does not cover them. */
  async accounts() {
    const { platform, consent, provider } = this
    const list = await this.#covered('accounts', () => platform.accounts(consent.token, provider.id))
    if (list === undefined) return undefined
    const accounts = []
    for (const account of list) {
      const { accountId } = account
      const balances = await this.#part('account_balance', () =>
        platform.balances(consent.token, provider.id, accountId),
      )
      const transactions = await this.#part('account_transactions', () =>
        platform.transactions(consent.token, provider.id, accountId),
      )
      accounts.push({ ...account, balances, transactions })
    }
    return accounts
  }

  /** Of one account: what cannot be had or read of it does not hide the others. `{ kind }` is why it is not there. */
  async #part(scope, ask) {
    try {
      return await this.#covered(scope, ask)
    } catch (error) {
      const trouble = troubleIn(error)
      const kind = trouble && meaningOf(trouble)
      if (kind !== 'failed' && kind !== 'unusable') throw error
      return { kind }
    }
  }

  /** Asks for what the consent covers, and for nothing else; undefined where it does not, or no longer. */
  async #covered(scope, ask) {
    if (!this.rules.isCovered(this.consent, scope)) return undefined
    try {
      return await ask()
    } catch (error) {
      const trouble = troubleIn(error)
      if (trouble === undefined || meaningOf(trouble) !== 'narrowed') throw error
      this.rules.onNarrowed(this.holdings, this.client, this.consent, scope)
      return undefined
    }
  }
}

/* The sound rules of this file. */

/** Persons and companies alike. */
export const isServed = () => true

/** The newest consent that names the bank; without one nothing is asked. */
export const consentFor = (provider, consents) => consents.find(({ providers }) => providers.includes(provider.id))

export const isCovered = ({ scopes }, scope) => scopes.includes(scope)

/** What was shown under an earlier consent is not shown any more. */
export const oldData = () => undefined
