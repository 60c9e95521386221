import type { Json, JsonObject } from '../base/json.js'
import type { Note, OperationFacts } from './types.js'

/** Larger bodies are left to the contract's own example. */
const largest = 20_000

/** Invented people and companies: check digits are right, so that whoever looks at them is content. */
const bins = { provider: '260140000015', user: '260340000032' }

/** Four letters and two digits, as participants are named, of a system's name. */
export function participantId(name: string, number: number): string {
  const letters = name
    .toUpperCase()
    .replace(/[^A-Z]/g, '')
    .padEnd(4, 'X')
    .slice(0, 4)
  return `${letters}${String(number).padStart(2, '0')}`
}

/** Who takes part: one provider, and one participant that asks. */
export function participants(name: string, title: string): Json {
  return {
    title: { ru: title, en: title },
    participants: [
      { id: participantId(name, 1), name: `Invented provider of ${name}`, bin: bins.provider, provider: true },
      { id: participantId(name, 2), name: `Invented user of ${name}`, bin: bins.user },
    ],
    applications: {
      default: {
        participant: participantId(name, 2),
        name: `Invented application of ${name}`,
        identity: 'application',
        redirectUris: ['https://application.example/callback'],
      },
    },
  }
}

/** The trait by which the scripts ask for their client. */
export const clientTrait = 'data'

/** The client in whose name tokens are issued. */
export const clients: Json = {
  clients: [
    {
      name: 'client',
      fullName: 'Invented Client',
      iin: '930218450130',
      phone: '+77000000101',
      has: [clientTrait],
    },
  ],
}

/** What the invented provider answers: to the ids that the scripts know, the contract's own examples. */
export function answers(all: readonly OperationFacts[], notes: Note[]): Json | undefined {
  const entries = all.flatMap((facts): [string, Json][] => {
    const ids = facts.parameters.filter((parameter) => parameter.in === 'path')
    if (ids.length === 0 || facts.impossible !== undefined || facts.answer === undefined) return []
    const when = Object.fromEntries(ids.map(({ name }): [string, Json] => [name, facts.request[name] ?? '']))
    const { body, from } = facts.answer
    const shown = from === 'example' && body !== undefined && JSON.stringify(body).length <= largest
    if (from === 'schema')
      notes.push({
        operation: facts.id,
        what: 'its answer is made of the schema: the contract has no example that meets it',
      })
    return [[facts.id, [{ when, ...(shown ? { body } : {}) }]]]
  })
  return entries.length === 0 ? undefined : (Object.fromEntries(entries) satisfies JsonObject)
}
