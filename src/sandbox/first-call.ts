import type { WorkspaceFacts } from '../control/api.js'
import type { Operation } from '../model/contract.js'

export interface FirstCall {
  readonly facts: WorkspaceFacts
  readonly controlUrl: string
  /** IIN or BIN; empty where the operation needs no token. */
  readonly client: string
  /** An operation of a bank that can be called with nothing but a token, or without one. */
  readonly operation: Operation
}

/** Shell commands for the first call: curl and the Node that runs the sandbox are all they need. */
export function firstCallCommands({ facts, controlUrl, client, operation }: FirstCall) {
  const bank = facts.providers.find(({ invented }) => invented)
  const by = facts.applications.default?.participant ?? ''
  const control = `curl -sf -H "authorization: Bearer $TOKEN" -H 'content-type: application/json'`
  const act = (value: object) =>
    `${control} ${controlUrl}/acts \\\n  -d '${JSON.stringify(value).replace(placeholder, `'"$$$1"'`)}'`
  const read = (property: string) => `node -p 'JSON.parse(require("fs").readFileSync(0)).${property}'`
  const consent = { act: 'grant-consent', iin: client, scopes: operation.scopes, providers: [bank?.id], by }
  const token = {
    act: 'mint-token',
    consentId: '<CONSENT>',
    audience: bank?.id,
    scopes: operation.scopes,
    iin: client,
    by,
    secondsLeft: 120,
  }
  return {
    files: [
      'umask 077',
      `${control} ${controlUrl}/workspace > workspace.json`,
      `node -e 'const fs = require("fs"), w = JSON.parse(fs.readFileSync("workspace.json")), p = w.identities.platform`,
      `fs.writeFileSync("ca.pem", w.ca)`,
      `fs.writeFileSync("platform.pem", p.certificate)`,
      `fs.writeFileSync("platform.key", p.key, { mode: 0o600 })'`,
    ].join('\n'),
    ...(operation.withoutToken
      ? {}
      : {
          consent: [
            `CONSENT=$(${act(consent)} | ${read('consentId')})`,
            `BANK_TOKEN=$(${act(token)} | ${read('token')})`,
          ].join('\n'),
        }),
    call: [
      `curl -s --cacert ca.pem --cert platform.pem --key platform.key \\`,
      `  ${operation.withoutToken ? '' : '-H "authorization: Bearer $BANK_TOKEN" '}${bank?.url ?? ''}${operation.path}`,
    ].join('\n'),
  }
}

/** A value that the shell fills in, outside the single quotes of its surroundings. */
const placeholder = /<([A-Z]+)>/g
