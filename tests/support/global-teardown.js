/** Ends the sandbox that global-setup.js started. */
export default async function tearDown() {
  await globalThis.stopTestSandbox()
}
