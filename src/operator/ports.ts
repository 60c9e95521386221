import type { Instant } from '../base/clock.js'
import type { Language } from '../base/text.js'
import type { ApiRecord } from '../model/registry.js'
import type { RoundResult } from '../model/round.js'

/** The scripts of an API, as the plan for it has them now. */
export interface ProbePlan {
  /** How many tests a round consists of. */
  readonly tests: number
  /** The same for every API that is asked the same: what a control round stands for. */
  readonly scripts: string
  /** When the test consent that the target brings along ends, the earliest of them. */
  readonly consentUntil?: Instant
}

/** Carries out rounds with the engine that every run uses; evidence is written as of any run. */
export interface ProbeEngine {
  /** @throws ProblemError where the target is not in order */
  plan(api: ApiRecord): Promise<ProbePlan>
  /** @throws ProblemError where nothing could be sent; what the API does is never thrown */
  round(api: ApiRecord, signal: AbortSignal): Promise<RoundResult>
  /** The same scripts against a bank of our own; undefined where this system has none. */
  control(api: ApiRecord, signal: AbortSignal): Promise<RoundResult | undefined>
  /** The page of a run, made from its evidence; undefined where that was removed. */
  page(run: string, language: Language): Promise<string | undefined>
  close(): Promise<void>
}
