import { resolve } from 'node:path'
import { kazakhstanTime, systemClock } from '../../base/clock.js'
import { ProblemError } from '../../base/problem.js'
import { writeWhole } from '../../base/write-whole.js'
import { readYamlFile } from '../../base/yaml-file.js'
import { openOwnKey } from '../../bundle/keys.js'
import { namedKey } from '../../bundle/named-key.js'
import { signedWaivers, waiversFrom } from '../../bundle/waiver-file.js'
import { isExpired } from '../../judge/waivers.js'
import { exitCodes, type ExitCode } from '../exit-codes.js'
import { refuseUnknown } from '../waivers.js'
import type { Output, Wiring } from '../wiring.js'

/** `synaq waivers sign FILE` — the operator signs waivers with the key of whoever works here. */
export async function waiversSign(
  { file, out: path }: { readonly file: string; readonly out: string },
  wiring: Wiring,
  out: Output,
): Promise<ExitCode> {
  const now = systemClock.now()
  const read = waiversFrom(readYamlFile(file))
  await refuseUnknown(read, wiring)
  const { date } = kazakhstanTime(now)
  const [first, ...rest] = read.waivers.flatMap((waiver, i) =>
    isExpired(waiver, now)
      ? [
          {
            code: 'waivers-expired',
            what: `This waiver ended on ${waiver.expires}, and today is ${date}.`,
            remedy: 'Leave it out, or write until when it holds.',
            place: read.position([i, 'expires']),
          },
        ]
      : [],
  )
  if (first) throw new ProblemError([first, ...rest])
  const key = openOwnKey()
  const written = writeWhole(resolve(path), signedWaivers(read.waivers, key.privateKey, now))
  if (key.made) out.line('A signing key was made; keep its folder safe.')
  out.line(written)
  out.line(`signed by the key ${key.thumbprint}: whoever makes an Act names it with --operator`)
  out.result({ file: written, thumbprint: key.thumbprint, waivers: read.waivers })
  return exitCodes.conforms
}

/** `synaq waivers show FILE` — what a file of waivers says, and who signed it. */
export function waiversShow(
  { file, operator }: { readonly file: string; readonly operator: readonly string[] },
  out: Output,
): ExitCode {
  const { waivers, signedBy } = waiversFrom(readYamlFile(file))
  const isOperator = signedBy !== undefined && operator.map(namedKey).includes(signedBy)
  for (const [i, waiver] of waivers.entries()) {
    const { requirement, scenarios, owner, reason, expires, participant, system } = waiver
    out.line(`${i + 1}. ${requirement} of ${system}, ${participant}: until ${expires}`)
    out.line(`   ${scenarios?.join(', ') ?? 'all scenarios that test it'}`)
    out.line(`   ${owner}: ${reason}`)
  }
  if (signedBy === undefined) out.line('not signed: does not unlock an Act')
  else
    out.line(
      isOperator
        ? `signed by the key ${signedBy}, named as the operator's`
        : `signed by the key ${signedBy}: unlocks an Act only where --operator names it`,
    )
  out.result({ waivers, signedBy: signedBy ?? null, operator: isOperator })
  return exitCodes.conforms
}
