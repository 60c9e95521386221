import { randomUUID } from 'node:crypto'
import { readAnswer } from './answers.js'
import { patiently } from './patience.js'
import { Trouble } from './trouble.js'

/** More pages than this no list has. */
const mostPages = 1000

/** The operations of banks, called through the platform with a client's token. Each throws a Trouble. */
export function createPlatform({ config, rules, transport }) {
  const ask = (token, provider, shape, path, query = {}) =>
    patiently({ config, rules }, async () => {
      const url = new URL(path, config.api)
      for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value))
      const { address, headers } = rules.dataRequest(url, { token, provider, requestId: rules.requestId() })
      const answer = await transport.send({ url: address, headers })
      if (answer.status !== 200) throw new Trouble('status', `status ${answer.status}`, answer)
      return readAnswer(answer, shape, rules)
    })

  return {
    accounts: async (token, provider) => (await ask(token, provider, 'accounts', '/v3/accounts')).accounts,

    balances: async (token, provider, accountId) => {
      const path = `/v3/accounts/${encodeURIComponent(accountId)}/balances`
      const { accountId: named, balances } = await ask(token, provider, 'balances', path)
      if (named !== accountId) throw new Trouble('unusable', 'balances of another account')
      return balances
    },

    /** All of them, to the last page. */
    transactions: async (token, provider, accountId) => {
      const path = `/v3/accounts/${encodeURIComponent(accountId)}/transactions`
      const read = (pageNumber) =>
        ask(token, provider, 'transactions', path, { pageNumber, pageSize: rules.pageSize('transactions') })
      const first = await read(1)
      const others = await rules.pagesAfterFirst(Math.min(first.totalPages, mostPages), read)
      return [first, ...others].flatMap(({ transactions }) => transactions)
    },
  }
}

/* The sound rules of this file. */

/** Every request has an id of its own, by which both sides find it in their journals. */
export const requestId = () => randomUUID()

export const dataRequest = (url, { token, provider, requestId: id }) => ({
  address: url.href,
  headers: {
    accept: 'application/json',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    'x-request-id': id,
    'x-participant-id': provider,
  },
})

export const pageSize = () => 100

/** One after another, each once. */
export async function pagesAfterFirst(totalPages, read) {
  const pages = []
  for (let pageNumber = 2; pageNumber <= totalPages; pageNumber++) pages.push(await read(pageNumber))
  return pages
}
