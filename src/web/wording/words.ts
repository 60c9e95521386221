import type { DecisionAction, DecisionStatus } from '../../model/decision.js'
import type { PublicationState } from '../../model/registry.js'
import type { MissedReason, Trigger, WorksKind } from '../../model/round.js'
import type { Outcome } from '../../model/verdict.js'
import type { GatePart } from '../../operator/admission/gate.js'
import type { Charge } from '../../operator/policy/charge.js'
import type { AlertWords } from './alerts.js'

/** Everything that the operator's pages say. */
export interface Words {
  readonly title: string
  readonly trial: string
  readonly open: string
  readonly signIn: {
    readonly title: string
    readonly token: string
    readonly enter: string
    readonly wrong: string
    readonly leave: string
  }
  readonly languageName: string
  readonly columns: {
    readonly state: string
    readonly api: string
    readonly day: string
    readonly times: string
    readonly last: string
    readonly next: string
    readonly why: string
  }
  readonly search: string
  readonly all: string
  readonly onlyTrouble: string
  readonly shown: (n: number) => string
  readonly updated: string
  readonly offline: string
  readonly none: string
  readonly states: Readonly<Record<PublicationState, string>>
  readonly proposed: string
  readonly blocked: string
  readonly works: Readonly<Record<WorksKind, string>>
  readonly round: {
    readonly conforms: string
    readonly departs: string
    readonly down: string
    readonly unsaid: string
    readonly running: string
    readonly due: string
    readonly missed: string
    readonly passed: (passed: number, tests: number) => string
    readonly controlBad: string
    readonly controlGood: string
    readonly controlNone: string
    readonly takeovers: (n: number) => string
    readonly slots: (n: number) => string
  }
  readonly missed: Readonly<Record<MissedReason, string>>
  readonly triggers: Readonly<Record<Trigger, string>>
  readonly charges: Readonly<Record<Exclude<Charge, 'charged'>, string>>
  readonly outcomes: Readonly<Record<Outcome, string>>
  readonly strip: (counts: Readonly<Record<'conforms' | 'departs' | 'down' | 'unsaid' | 'missed', number>>) => string
  readonly ms: string
  readonly seconds: string
  readonly minutes: string
  readonly limit: string
  readonly notProbed: string
  readonly api: {
    readonly since: string
    readonly decisions: string
    readonly noDecision: string
    readonly restsOn: string
    readonly by: string
    readonly rule: string
    readonly byHand: string
    readonly byTrial: string
    readonly policy: string
    readonly thePolicy: string
    readonly confirmedBy: string
    readonly rounds: string
    readonly run: string
    readonly exchanges: string
    readonly expected: string
    readonly actual: string
    readonly noLongerKept: string
    readonly problem: string
    readonly budget: (tests: number, perRound: string, every: string) => string
    readonly passport: string
    readonly back: string
    readonly worker: string
    readonly at: string
    readonly result: string
    readonly control: string
    readonly tests: string
  }
  /** First publication. */
  readonly gate: {
    readonly title: string
    readonly open: string
    readonly closed: string
    readonly met: string
    readonly lacks: string
    readonly parts: Readonly<Record<GatePart, string>>
    readonly admitted: (at: string, by: string) => string
    readonly evidence: string
    readonly required: (n: number) => string
    readonly excused: (n: number) => string
    readonly leftOut: (n: number) => string
    readonly missing: string
  }
  readonly connected: {
    readonly title: string
    readonly none: string
    readonly certificate: string
    readonly holder: string
    readonly serial: string
    readonly until: string
    readonly expired: string
    readonly left: (days: number) => string
  }
  readonly actions: Readonly<Record<DecisionAction, string>>
  readonly done: Readonly<Record<DecisionAction, string>>
  readonly statuses: Readonly<Record<DecisionStatus, string>>
  /** Whether the platform follows a decision. */
  readonly order: {
    readonly taken: (at: string) => string
    readonly waits: string
    readonly refused: (error: string) => string
    readonly givenUp: (error: string) => string
    readonly superseded: string
    readonly again: string
  }
  readonly alerts: AlertWords
  readonly confirm: string
  readonly reject: string
  readonly reason: string
  readonly runNow: string
  readonly plant: {
    readonly title: string
    readonly explain: string
    readonly choose: string
    readonly plant: string
    readonly mend: string
    readonly planted: string
  }
  readonly error: {
    readonly notFound: string
    readonly forbidden: string
    readonly failed: string
    readonly back: string
  }
}
