import type { Clock } from '../base/clock.js'
import { offsetOf, type DateHeader } from '../base/clock-offset.js'
import { keysPath } from '../contract/keys-path.js'
import type { ContractInForce } from '../model/contract.js'
import type { AppDriver } from '../model/application.js'
import type { PlatformActs, Wire } from '../model/ports.js'
import type { Target, TargetClient } from '../model/target.js'
import { admission } from './admission.js'
import { driver, driverReachable, knownApplication, ownPages } from './application.js'
import { BankAccess, simpleOperations } from './bank-access.js'
import { compareClocks, isThisMachine } from './clock.js'
import { customers, traits, type Wish } from './customers.js'
import { yellow, type Diagnoses } from './diagnosis.js'
import { jwks } from './jwks.js'
import { ownCertificates } from './own-certificates.js'
import { reachable } from './reachable.js'
import { scopes } from './scopes.js'
import { serverCertificate } from './server-certificate.js'
import { serversOf, type Server } from './server.js'
import { tlsVersions } from './tls-versions.js'
import { openCall, token } from './token.js'

export { worst, type Diagnosis, type Health } from './diagnosis.js'
export type { Wish } from './customers.js'

/** What the doctor needs beside the target. */
export interface DoctorParts {
  readonly contract: ContractInForce
  /** What the scripts that would run ask of customers. */
  readonly wishes: readonly Wish[]
  readonly wire: Wire
  /** Only ways that need nobody's hand; without them tokens, scopes and customers are left unlooked at. */
  readonly acts: PlatformActs | undefined
  /** Makes the application under test act; only where a program does. */
  readonly app?: AppDriver | undefined
  readonly clock: Clock
}

/** Looks at everything that has to be in order before a run says something about its subject. Puts back what it changes. */
export async function* diagnose(target: Target, parts: DoctorParts): Diagnoses {
  const { contract, wire, clock, wishes } = parts
  yield* ownCertificates(target, clock.now())
  yield* knownApplication(target, clock.now())
  const dates = new Map<Server['id'], DateHeader>()
  const sound = new Set<Server['id']>()
  for (const server of serversOf(target)) {
    if (!(yield* reachable(server))) continue
    const handshake = yield* serverCertificate(server, clock.now())
    if (!handshake) continue
    if (server.id === 'bank') yield* tlsVersions(server)
    const admitted = yield* admission(server, handshake, probePath(server, contract), wire)
    if (admitted) sound.add(server.id)
    if (admitted?.date) dates.set(server.id, admitted.date)
  }
  if (sound.has('platform-pages') && keysPath(contract) !== undefined) {
    const date = yield* jwks(target, contract, wire)
    if (date) dates.set('platform-pages', date)
  }
  const driven = yield* driverReachable(target, clock.now())
  const date = yield* ownPages(target, wire, clock.now())
  if (date) dates.set('application', date)
  yield* clocks(target, dates, sound.has('bank') || date !== undefined)
  yield* traits(target, wishes)
  if (driven) yield* driver(target, parts.app)
  yield* asThePlatform(target, parts, sound.has('bank'))
}

/** The part that takes next to no time, for the beginning of a run: files, dates, keys, names, whether servers are there. */
export async function* fastPart(target: Target, clock: Clock): Diagnoses {
  yield* ownCertificates(target, clock.now())
  yield* knownApplication(target, clock.now())
  yield* driverReachable(target, clock.now())
  for (const server of serversOf(target)) if (yield* reachable(server)) yield* serverCertificate(server, clock.now())
}

/** A path at which anything may be answered. */
function probePath({ id }: Server, contract: ContractInForce): string {
  return (id === 'bank' ? simpleOperations(contract)[0]?.path : keysPath(contract)) ?? '/'
}

/** Nothing where the only other clock was not reached: that is told already. */
async function* clocks(
  target: Target,
  dates: ReadonlyMap<Server['id'], DateHeader>,
  subjectIsSound: boolean,
): Diagnoses {
  const [bank, app] = [dates.get('bank'), dates.get('application')]
  const platform = dates.get('platform-pages') ?? dates.get('platform-api')
  const ownClock = !(await isThisMachine(new URL(target.platform.issuer).hostname))
  const compared = {
    ...(bank ? { bank: offsetOf(bank) } : {}),
    ...(app ? { app: offsetOf(app) } : {}),
    ...(platform && ownClock ? { platform: offsetOf(platform) } : {}),
  }
  if (subjectIsSound || compared.platform) yield compareClocks({ ...compared, platformIsHere: !ownClock })
}

/** The client who meets most of the scripts' wishes; of several the first. */
function mostUseful(clients: readonly TargetClient[], wishes: readonly Wish[]): TargetClient | undefined {
  const met = ({ has }: TargetClient): number =>
    wishes.filter((wish) => wish.has.every((trait) => has.includes(trait))).length
  return clients.reduce<TargetClient | undefined>(
    (best, one) => (best && met(best) >= met(one) ? best : one),
    undefined,
  )
}

/** Calls to the bank with tokens: only where we are the platform and the bank lets us in. */
async function* asThePlatform(
  target: Target,
  { contract, wire, acts, wishes }: DoctorParts,
  bankIsSound: boolean,
): Diagnoses {
  const { direct, clients, limits } = target
  const [operation] = simpleOperations(contract)
  const client = mostUseful(clients, wishes)
  if (!direct || !target.modes.includes('direct')) return
  if (operation?.withoutToken && bankIsSound) {
    yield* openCall(new BankAccess({ ...target, direct }, contract, wire, acts), operation, target, contract)
    return
  }
  if (!bankIsSound || !acts || !operation || !client || !limits.effects.includes('consent')) {
    yield yellow(
      'token',
      { ru: 'Токен, права и клиенты банка: не проверены', en: "Token, scopes and the bank's customers: not tried" },
      {
        ru: bankIsSound
          ? 'Для этого нужны действия платформы без человека (acts: control или command), хотя бы один клиент и разрешение consent в limits.effects.'
          : 'Сначала устраните то, что мешает обратиться к банку.',
        en: bankIsSound
          ? 'This takes acts of the platform that need nobody (acts: control or command), at least one customer, and consent in limits.effects.'
          : 'First mend what keeps us from calling the bank.',
      },
    )
    return
  }
  const access = new BankAccess({ ...target, direct }, contract, wire, acts)
  try {
    if (!(yield* token(access, operation, client, target, contract))) return
    yield* scopes(access, client, target, contract)
    yield* customers(access, operation, target, contract, wishes)
  } finally {
    for (const { what, remedy } of await access.putBack())
      yield yellow(
        'consents',
        { ru: `Согласие не отозвано: ${what}`, en: `A consent was not revoked: ${what}` },
        { ru: remedy, en: remedy },
      )
  }
}
