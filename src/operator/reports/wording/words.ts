import type { MissedReason } from '../../../model/round.js'
import type { DecisionAction } from '../../../model/decision.js'
import type { Excluded, Unknown } from '../../availability/sample.js'

/** Everything that a report of availability says. */
export interface ReportWords {
  readonly title: {
    readonly day: (date: string) => string
    readonly month: (month: string) => string
    readonly days: (first: string, last: string) => string
  }
  /** `month` from 1. */
  readonly month: (year: number, month: number) => string
  readonly sample: string
  readonly made: (tool: string, at: string) => string
  readonly page: { readonly before: string; readonly between: string; readonly after: string }
  readonly operator: string
  readonly period: string
  /** Both in Kazakhstan; `until` where the report was made before the period was over. */
  readonly span: (from: string, to: string, unfinished: boolean) => string
  readonly target: { readonly label: string; readonly none: string; readonly is: (percent: string) => string }
  readonly none: string
  readonly noOutages: string
  readonly sections: {
    readonly apis: string
    readonly aside: string
    readonly outages: string
    readonly method: string
  }
  readonly columns: {
    readonly api: string
    readonly every: string
    readonly availability: string
    readonly rounds: string
    readonly target: string
    readonly down: string
    readonly excluded: string
    readonly unknown: string
    readonly conformance: string
    readonly mean: string
    readonly begun: string
    readonly ended: string
    readonly lasted: string
    readonly seen: string
    readonly decision: string
    readonly aside: string
  }
  readonly step: (percent: string) => string
  readonly outcome: Readonly<Record<'met' | 'missed' | 'too-few', string>>
  readonly outages: (n: number) => string
  readonly departing: (departing: number, said: number) => string
  readonly before: string
  readonly open: string
  readonly noDecision: string
  /** Without a rule a person decided. */
  readonly decision: (id: number, action: string, at: string, rule: string | undefined) => string
  readonly actions: Readonly<Record<DecisionAction, string>>
  readonly excluded: Readonly<Record<Excluded, string>>
  readonly unknown: Readonly<Record<Unknown, string>>
  readonly missed: (n: number, reasons: string) => string
  readonly missedWhy: Readonly<Record<MissedReason, string>>
  readonly over: string
  readonly unit: Readonly<Record<'d' | 'h' | 'min' | 's' | 'ms', string>>
  readonly decimal: ',' | '.'
  /** How it is counted, a paragraph each. */
  readonly method: (rules: {
    readonly participants: number
    readonly share: string
    readonly within: string
    readonly target: string | undefined
  }) => readonly string[]
}
