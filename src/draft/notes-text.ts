import { isObject } from '../base/json.js'
import type { LoadedContract } from '../contract/loaded.js'
import type { OperationId } from '../model/contract.js'
import { grouped, groupText } from './groups.js'
import type { Note } from './types.js'

interface NotesParts {
  readonly name: string
  readonly contract: LoadedContract
  readonly operations: readonly OperationId[]
  readonly notes: readonly Note[]
  readonly counts: { readonly success: number; readonly failure: number; readonly requirements: number }
}

/** NOTES.md of a new system: what was made, what could not be, and what comes next. */
export function notesText({ name, contract, operations, notes, counts }: NotesParts): string {
  const groups = grouped(notes)
  const basePaths = serverPaths(contract)
  return [
    `# ${name}`,
    '',
    `Made by \`synaq system new\` from «${inText(contract.title)}», version ${inText(contract.version)}, SHA-256 \`${contract.digest}\`:`,
    `${counts.success} scripts of success and ${counts.failure} of refusal for ${operations.length} operations, ${counts.requirements} requirements.`,
    'Everything here is yours to change; nothing makes it anew.',
    '',
    '## What could not be derived',
    '',
    ...(groups.length === 0
      ? ['Nothing is known to be missing.']
      : groups.map((group) => `- ${inText(groupText(group))}`)),
    '',
    '## What no contract says',
    '',
    '- **What values mean.** Scripts look at shapes, statuses and refusals. What has to follow from what (a list holds what was',
    '  written, a balance fits its transactions, one client never sees another) is for you to write.',
    '- **Who may see what.** Tokens, their scopes and terms are tried only as far as the contract names scopes.',
    '- **What a real server knows.** Ids in the scripts are the contract’s examples or made up; put those of your test data there.',
    ...(basePaths.length === 0
      ? []
      : [
          `- **The base address.** The contract’s servers have ${basePaths.map((path) => `\`${path}\``).join(', ')} before its paths: write it`,
          '  into `direct.url` of your target. The sandbox serves without it.',
        ]),
    '- **What may be shown.** Nothing is marked `x-open: true`, so that evidence and reports mask every value of every message.',
    '',
  ].join('\n')
}

/** A text of the contract that breaks nothing in Markdown. */
const inText = (text: string): string =>
  text.replace(/[\r\n]+/g, ' ').replace(/[<>]/g, (sign) => (sign === '<' ? '&lt;' : '&gt;'))

/** Paths of the addresses under `servers`. */
function serverPaths({ document }: LoadedContract): string[] {
  const servers = Array.isArray(document.servers) ? (document.servers as unknown[]) : []
  const paths = servers.flatMap((server) => {
    const url = isObject(server) && typeof server.url === 'string' ? server.url : ''
    const path = /^(?:[a-z]+:\/\/[^/]+)?(\/[^?#]*)/i.exec(url)?.[1]?.replace(/\/$/, '')
    return path === undefined || path === '' ? [] : [path]
  })
  return [...new Set(paths)]
}
