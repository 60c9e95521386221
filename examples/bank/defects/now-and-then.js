import { setTimeout } from 'node:timers/promises'
import { soundRules as sound } from '../rules.js'

/** Right for whoever asks once, wrong for whoever asks often. */
export const nowAndThenDefects = {
  'one-in-ten-wrong': everyTenthBalance(),
  'slows-down-eager-callers': slowAfter(60, 6000),
}

/** Of the readings of balances under one consent every tenth gives amounts without decimals. */
function everyTenthBalance() {
  const readings = new Map()
  const tenths = new WeakSet()
  return {
    requireConsent: async (claims, scope, ...rest) => {
      await sound.requireConsent(claims, scope, ...rest)
      if (scope !== 'account_balance') return
      const reading = (readings.get(claims.consent_id) ?? 0) + 1
      readings.set(claims.consent_id, reading)
      if (reading % 10 === 0) tenths.add(claims)
    },
    customerOf: (claims, customers) => {
      const customer = sound.customerOf(claims, customers)
      return tenths.has(claims) ? withoutDecimals(customer) : customer
    },
  }
}

const withoutDecimals = (customer) => ({
  ...customer,
  accounts: customer.accounts.map((held) => ({
    ...held,
    balances: held.balances.map((balance) => ({ ...balance, amount: balance.amount.replace(/\..*/, '') })),
  })),
})

/** After so many requests with one token every further one waits for so many milliseconds. */
function slowAfter(requests, ms) {
  const seen = new Map()
  return {
    requireConsent: async (claims, ...rest) => {
      const before = seen.get(claims.jti) ?? 0
      seen.set(claims.jti, before + 1)
      if (before >= requests) await setTimeout(ms)
      await sound.requireConsent(claims, ...rest)
    },
  }
}
