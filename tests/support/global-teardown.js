/** Ends the servers that global-setup.js started. */
export default async function tearDown() {
  await globalThis.stopTestServers()
}
