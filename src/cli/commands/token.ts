import { later, durationMs, systemClock } from '../../base/clock.js'
import { problem } from '../../base/problem.js'
import { issueToken } from '../../operator/tokens.js'
import { note } from '../../store/journal-rows.js'
import { participant as participantById } from '../../store/registry-rows.js'
import { revokeToken, tokens, type TokenRole } from '../../store/token-rows.js'
import { exitCodes, type ExitCode } from '../exit-codes.js'
import { atConsole } from '../serve/at-console.js'
import { withStore } from '../serve/with-store.js'
import type { Output } from '../wiring.js'

export interface NewTokenOptions {
  readonly name: string
  readonly role: string
  /** Of a participant's token: whose APIs it shows. */
  readonly participant?: string
  /** How long it is in force: an ISO 8601 duration. */
  readonly for: string
  readonly data: string
}

const roles: readonly TokenRole[] = ['operator', 'participant', 'auditor']

/** `synaq token new` — issues a token for the operator's pages; it is shown once. */
export async function tokenNew(options: NewTokenOptions, out: Output): Promise<ExitCode> {
  const role = roles.find((known) => known === options.role)
  if (!role) throw wrong('--role', `«${options.role}» is no role`, `Roles: ${roles.join(', ')}.`)
  if ((role === 'participant') !== (options.participant !== undefined))
    throw wrong('--participant', 'a participant goes with the role participant, and with no other', 'Add or leave it.')
  const ms = durationMs(options.for)
  if (!ms) throw wrong('--for', `«${options.for}» is no duration`, 'Write P90D or PT12H.')
  const { id, token, until } = await withStore(options.data, async (db) => {
    if (options.participant !== undefined && !(await participantById(db, options.participant)))
      throw wrong('--participant', `there is no participant «${options.participant}»`, 'The page shows their ids.')
    const now = systemClock.now()
    const until = later(now, ms)
    const { name, participant } = options
    const whose = participant === undefined ? {} : { participant }
    return db.transaction(async (tx) => {
      const issued = await issueToken(tx, { name, role, expiresAt: until, ...whose }, now)
      const details = { name, role, until }
      await note(tx, atConsole(), { at: now, did: 'token.new', object: issued.id, ...whose, details })
      return { ...issued, until }
    })
  })
  out.line(token)
  out.line(`${id} ${role} → ${until}`)
  out.result({ id, token, role, until })
  return exitCodes.conforms
}

/** `synaq token list` — who may come in; never the tokens themselves. */
export async function tokenList({ data }: { readonly data: string }, out: Output): Promise<ExitCode> {
  const rows = await withStore(data, tokens)
  for (const { id, name, role, participant, expires_at: until, revoked_at: revoked } of rows)
    out.line([id, role, participant ?? '', name, revoked === null ? `→ ${until ?? '∞'}` : `✗ ${revoked}`].join('  '))
  out.result(rows)
  return exitCodes.conforms
}

/** `synaq token revoke` — from then on it opens nothing. */
export async function tokenRevoke({ id, data }: { readonly id: string; readonly data: string }): Promise<ExitCode> {
  const revoked = await withStore(data, (db) =>
    db.transaction(async (tx) => {
      const now = systemClock.now()
      if (!(await revokeToken(tx, id, now))) return false
      await note(tx, atConsole(), { at: now, did: 'token.revoke', object: id })
      return true
    }),
  )
  if (!revoked) throw wrong(id, 'there is no such token in force', '`synaq token list` shows them.')
  return exitCodes.conforms
}

function wrong(name: string, what: string, remedy: string) {
  return problem('token-usage', what, remedy, { name })
}
