import type { JsonObject } from '../base/json.js'
import type { Text } from '../base/text.js'
import type { VisitGoal } from './visit-goals.js'

/** What is conformed to, e.g. a national account-information system. The id is also the name of its folders. */
export type SystemId = string
export type Role = 'provider' | 'user'
/** How requests reach a provider: we are the platform and call it directly, or we call it through a platform. */
export type Mode = 'direct' | 'through'
/** Whom a requirement binds. */
export type Addressee = 'provider' | 'user' | 'platform'
/** What stands behind a requirement; only `source` and `contract` can fail a subject, `choice` warns. */
export type Basis = 'source' | 'contract' | 'choice'
/** RFC 2119. */
export type Keyword = 'MUST' | 'SHOULD' | 'MAY'

export type RequirementId = string
export interface Requirement {
  readonly id: RequirementId
  readonly clause: Text
  readonly text: Text
  readonly keyword: Keyword
  readonly addressee: readonly Addressee[]
  readonly basis: Basis
  /** Why no scenario tests it: a person has to look, or a later version will. */
  readonly untested?: { readonly reason: 'manual' | 'later'; readonly why: string }
}

/** One row of the Protocol's table of scenarios, to the letter of the form. */
export interface ProtocolRow {
  readonly number: number
  readonly title: Text
  /** The system whose scenarios fill the row in; a row of another system stays «Не проводилось». */
  readonly system: SystemId
  readonly script: 'success' | 'failure'
}

/** One service type that the Act can tick. */
export interface ActService {
  readonly system: SystemId
  readonly title: Text
}

export interface System {
  readonly id: SystemId
  readonly title: Text
  /** Path of the reference contract (OpenAPI). */
  readonly contract: string
  /** Path of the texts that go to the operator with a package. */
  readonly submission?: string | undefined
  readonly requirements: ReadonlyMap<RequirementId, Requirement>
  readonly rows: readonly ProtocolRow[]
  readonly services: readonly ActService[]
  /** Scenario ids that the Act rests on, by role and mode. */
  readonly requiredSets: readonly RequiredSet[]
  readonly person: PersonScript
  /** The procedure that an imported consent stands in for, and what it then gives; `imported` is the consent. */
  readonly importedConsent?: { readonly procedure: string; readonly gives: JsonObject }
}

export interface RequiredSet {
  readonly role: Role
  readonly mode: Mode
  readonly scenarios: readonly string[]
}

/** How a person answers the pages of the system: by form name, which field takes which of the person's values. */
export interface PersonScript {
  readonly forms: Readonly<Record<string, PersonForm>>
}
export interface PersonForm {
  /** field name → expression over the person, e.g. `${client.iin}`, `${client.phone}`, `${inbox.code}` */
  readonly fill: Readonly<Record<string, string>>
  /** By goal, what is written instead of `fill`. */
  readonly instead?: ByGoal<Readonly<Record<string, string>>> | undefined
  /** The button to press by goal; `*` for any goal. */
  readonly press: ByGoal<string> & { readonly '*'?: string | undefined }
  /** By goal, the button to press where the form comes again; nothing is written then. As the first time where absent. */
  readonly again?: ByGoal<string> | undefined
}

/** What differs between the goals of a visit. */
export type ByGoal<T> = Readonly<Partial<Record<VisitGoal, T | undefined>>>
