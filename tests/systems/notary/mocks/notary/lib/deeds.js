/**
 * Deeds by the IIN of their client, out of the fixtures, where they stand by the client's name.
 * @param {readonly { readonly name: string, readonly iin: string }[]} clients
 * @param {any} byName
 */
export function deedsOf(clients, byName) {
  return Object.fromEntries(clients.map(({ name, iin }) => [iin, byName?.[name] ?? []]))
}
