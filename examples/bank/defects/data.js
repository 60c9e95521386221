import { soundRules as sound } from '../rules.js'

/** Wrong in what a good answer holds: names, types and values of the data, and how it is written. */
export const dataDefects = {
  'extra-field': account((details) => ({ ...details, branch: 'ALA-014' })),
  'null-field': account((details) => ({ closingDate: null, ...details })),
  'unknown-status': account((details) => ({
    ...details,
    status: details.status === 'enabled' ? 'active' : details.status,
  })),
  'impossible-date': account((details) => ({ ...details, openingDate: '2023-02-30' })),
  'iban-in-groups': account((details) => ({ ...details, iban: details.iban.replace(/.{4}(?=.)/g, '$& ') })),
  'currency-in-lower-case': account((details) => ({ ...details, currency: details.currency.toLowerCase() })),
  'decimal-comma': { amountBody: (amount) => amount.replace('.', ',') },
  'amount-without-decimals': { amountBody: (amount) => amount.replace(/\..*/, '') },
  'no-balances': { balancesOf: () => [] },
  'balance-of-first-account': { balancesOf: (_, customer) => customer.accounts[0].balances },
  'balance-without-kind': {
    balancesOf: (held) => sound.balancesOf(held).map((balance) => ({ ...balance, type: undefined })),
  },
  'lists-everybodys-accounts': {
    accountsOf: (customer, customers) => {
      const own = sound.accountsOf(customer)
      const others = [...customers.values()].flatMap(({ accounts }) => accounts)
      return own.length === 0 ? own : [...own, ...others.filter((account) => !own.includes(account))]
    },
  },
  'balances-as-text': balances((bytes) => ({ type: 'text/plain; charset=utf-8', bytes })),
  'malformed-json': balances((bytes) => ({ type: 'application/json; charset=utf-8', bytes: bytes.subarray(0, -1) })),
}

/** Every account of the list written otherwise. */
function account(write) {
  return { accountBody: (details) => write(sound.accountBody(details)) }
}

/** An answer with balances sent otherwise. */
function balances(send) {
  return {
    encoded: (body, status) => {
      const right = sound.encoded(body, status)
      return 'balances' in body ? send(right.bytes) : right
    },
  }
}
