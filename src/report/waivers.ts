import { inLanguage, type Language } from '../base/text.js'
import { areWaived, isExpired, unlockAct, waiverFor, type Charge } from '../judge/waivers.js'
import type { RunRecord } from '../model/run.js'
import type { RequirementId } from '../model/system.js'
import type { Waiver, WaiverSignature } from '../model/waiver.js'
import { plainLine } from '../render/printable.js'
import { charged, clauseOf, subjectResults, type Departed, type Result } from './results.js'
import { dayText } from './times.js'
import type { Wording } from './wording/index.js'

/** What a given waiver does in these runs. */
export interface WaiverUse {
  /** Its place in the file, from 1. */
  readonly number: number
  readonly waiver: Waiver
  readonly state: 'applies' | 'expired' | 'other-run' | 'no-departure'
  /** Results whose departures it covers; each once. */
  readonly results: readonly Result[]
  /** Something was given out, or lay open, that has to be protected. */
  readonly disclosure: boolean
}

/** The waivers that documents of these runs are made with, in the order of their file. */
export function waiverUses(records: readonly RunRecord[]): WaiverUse[] {
  const given = records.find(({ waivers }) => waivers)?.waivers?.waivers ?? []
  const covered = records.flatMap((record) =>
    failedResults(record).flatMap((result) =>
      charged(result).flatMap((finding) => {
        const number = waiverNumber(record, result, finding.requirement)
        return number === undefined ? [] : [{ number, result, finding }]
      }),
    ),
  )
  return given.map((waiver, i) => {
    const own = covered.filter(({ number }) => number === i + 1)
    return {
      number: i + 1,
      waiver,
      state: own.length > 0 ? 'applies' : idleState(waiver, records),
      results: [...new Set(own.map(({ result }) => result))],
      disclosure: own.some(({ result, finding }) => isDisclosure(result, finding)),
    }
  })
}

/** Why a waiver covers nothing. */
function idleState(waiver: Waiver, records: readonly RunRecord[]): WaiverUse['state'] {
  const own = records.filter(
    ({ plan }) => plan.system === waiver.system && plan.target.participant.id === waiver.participant,
  )
  if (own.length === 0) return 'other-run'
  return own.some((record) => isExpired(waiver, endOf(record))) ? 'expired' : 'no-departure'
}

/** Who signed the waivers of these runs; undefined where there are none. */
export function waiverSignature(records: readonly RunRecord[]): WaiverSignature | undefined {
  return records.find(({ waivers }) => waivers)?.waivers?.signature
}

/** The number of the waiver that covers departures of a requirement in a result; undefined where none does. */
export function waiverNumber(record: RunRecord, result: Result, requirement: RequirementId): number | undefined {
  const found = waiverFor(chargeOf(record, result, requirement), record.waivers?.waivers ?? [])
  return found.waived ? found.number : undefined
}

/** True where an Act may be made of a run in spite of what failed: all of it is waived and an operator's key signed that. */
export function restsOnWaivers(record: RunRecord): boolean {
  return record.waivers !== undefined && unlockAct(chargesOf(record), record.waivers)
}

/** What keeps the given waivers from unlocking the Act; undefined where there are none, or none that matters here. */
export type WaiversShortfall =
  | { readonly kind: 'unsigned' }
  | { readonly kind: 'not-operator'; readonly thumbprint: string }
  | { readonly kind: 'in-part'; readonly open: readonly RequirementId[] }

export function waiversShortfall(record: RunRecord): WaiversShortfall | undefined {
  const { waivers } = record
  const charges = chargesOf(record)
  if (!waivers || charges.length === 0 || restsOnWaivers(record)) return undefined
  const found = charges.map((charge) => ({ charge, found: waiverFor(charge, waivers.waivers) }))
  const open = found.filter(({ found: { waived } }) => !waived)
  if (open.length === found.length && !found.some(({ found: one }) => !one.waived && one.why === 'expired'))
    return undefined
  if (!areWaived(charges, waivers.waivers))
    return { kind: 'in-part', open: [...new Set(open.map(({ charge }) => charge.requirement))] }
  const { signature } = waivers
  return signature.by === 'nobody' ? { kind: 'unsigned' } : { kind: 'not-operator', thumbprint: signature.thumbprint }
}

/** The last day on which all waivers hold that the Acts of these runs rest on. */
export function waivedUntil(records: readonly RunRecord[]): string | undefined {
  const days = waiverUses(records)
    .filter(({ state }) => state === 'applies')
    .map(({ waiver }) => waiver.expires)
  return days.sort()[0]
}

const failedResults = (record: RunRecord): Result[] => subjectResults(record).filter(({ state }) => state === 'fail')

/** Every departure that made a script fail which judges the subject. */
function chargesOf(record: RunRecord): Charge[] {
  return failedResults(record).flatMap((result) =>
    charged(result).map(({ requirement }) => chargeOf(record, result, requirement)),
  )
}

function chargeOf(record: RunRecord, { scenario }: Result, requirement: RequirementId): Charge {
  const { plan } = record
  return {
    participant: plan.target.participant.id,
    system: plan.system,
    requirement,
    scenario: scenario.id,
    at: endOf(record),
  }
}

/** When a run ended; of one that was cut off, when the last thing happened that is known. */
function endOf({ endedAt, startedAt, attempts }: RunRecord): string {
  return endedAt ?? attempts.flatMap((attempt) => attempt.endedAt ?? []).at(-1) ?? startedAt
}

/** Checks that find what must not be seen. */
const ofSecrets = ['discloses-nothing-of', 'no-token-in-url']

/** True where a departure means that protected data was given out: something forbidden was seen, or what had to be refused was served. */
function isDisclosure(result: Result, { check, exchange }: Departed): boolean {
  if (ofSecrets.includes(check)) return true
  const event = exchange === undefined ? undefined : result.attempt?.events[exchange]
  if (check !== 'refused' || event?.type !== 'exchange') return false
  const { outcome } = event.exchange
  return 'response' in outcome && outcome.response.status < 300
}

/** Requirement and clause, as one line. */
export function waivedRequirement(records: readonly RunRecord[], { requirement }: Waiver, language: Language): string {
  const record = records.find(({ plan }) => plan.requirements[requirement])
  return record ? `${requirement} (${inLanguage(clauseOf(record, requirement), language)})` : plainLine(requirement)
}

/** What a waiver does in these runs, in words. */
export function useText({ state, results }: WaiverUse, { waivers, mode }: Wording): string {
  if (state !== 'applies') return waivers.idle[state]
  return waivers.applies(results.map((result) => `${result.scenario.id} (${mode[result.mode]})`).join(', '))
}

/** Who signed, in words, and whether that unlocks an Act. */
export function signatureText(signature: WaiverSignature | undefined, { waivers }: Wording): string {
  if (signature === undefined || signature.by === 'nobody') return waivers.unsigned
  return signature.operator ? waivers.ofOperator(signature.thumbprint) : waivers.ofOthers(signature.thumbprint)
}

/** The lines of one waiver: label and text, fit for one line each. */
export function waiverLines(
  records: readonly RunRecord[],
  use: WaiverUse,
  wording: Wording,
): readonly (readonly [label: string, text: string])[] {
  const { waivers, departures } = wording
  const { owner, scenarios, reason, expires, issued } = use.waiver
  return [
    [departures.requirement, waivedRequirement(records, use.waiver, wording.language)],
    [waivers.scenarios, scenarios?.join(', ') ?? waivers.allScenarios],
    [waivers.owner, owner],
    [waivers.reason, reason],
    ...(issued === undefined ? [] : [[waivers.issued, dayText(issued)] as const]),
    [waivers.expires, dayText(expires)],
    [waivers.signature, signatureText(waiverSignature(records), wording)],
    [waivers.use, useText(use, wording)],
  ]
}
