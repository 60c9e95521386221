import type { Json } from '../base/json.js'
import { createReferences } from '../language/references.js'
import type { References } from '../model/vocabulary.js'
import type { Target, TargetClient } from '../model/target.js'

/** The names that a scenario's or a procedure's references see. */
export class Frame implements References {
  readonly values: Map<string, Json>
  private readonly references: References

  constructor(values: Iterable<readonly [string, Json]>) {
    this.values = new Map(values)
    this.references = createReferences(this.values)
  }

  resolve(written: Json): Json {
    return this.references.resolve(written)
  }
}

/** What every frame knows of the target; no key and no token among it. */
export function builtIns(target: Target): [string, Json][] {
  const applications = Object.fromEntries(
    Object.entries(target.applications).map(([name, { clientId, participant, redirectUri, certificate }]) => [
      name,
      { name, clientId, participant, redirectUri, certificate },
    ]),
  )
  const { api, pages, issuer } = target.platform
  return [
    [
      'target',
      {
        participant: { ...target.participant },
        providers: target.providers,
        applications,
        ...(target.limits.declaredRate ? { declaredRate: { ...target.limits.declaredRate } } : {}),
      },
    ],
    ['platform', { api, pages, issuer }],
  ]
}

/** A client as references see it. */
export function clientValue(client: TargetClient): Json {
  const { has, representative, ...rest } = client
  return { ...rest, has, ...(representative ? { representative: { ...representative } } : {}) }
}
