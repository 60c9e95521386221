/**
 * The other side of the register, as far as its contract cannot say it: whose deed is whose.
 * Plain ESM; what it needs of Synaq it is given.
 *
 * @typedef {{ deedId: string, kind: string, signedOn: string }} Deed
 * @typedef {Record<string, Deed[]>} Deeds deeds by the IIN of their client
 */
import { deedsOf } from './lib/deeds.js'

/** @param {import('synaq/system').Kit} kit @returns {import('synaq/system').Mock<Deeds>} */
export function mock({ refusal }) {
  /** @param {import('synaq/system').Call<Deeds>} call @param {Deed[]} among */
  const answer = (call, among) => {
    const deed = among.find(({ deedId }) => deedId === call.path.deedId)
    return deed ? { status: 200, body: deed } : { ...refusal(call, 404, '', ''), body: { reason: 'no such deed' } }
  }
  return {
    initial: ({ clients, data }) => deedsOf(clients, data.deeds),
    operations: {
      listDeeds: (call) => ({ status: 200, body: { deeds: call.state[call.client] ?? [] } }),
      getDeed: (call) => answer(call, call.state[call.client] ?? []),
    },
    defects: [
      {
        id: 'shows-deeds-of-others',
        breaks: 'R-own',
        at: 'answer',
        operations: ['getDeed'],
        wrap: () => (call) => answer(call, Object.values(call.state).flat()),
      },
    ],
  }
}
