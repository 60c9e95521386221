import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { secretsRead } from '../base/secret.js'
import { KnownSecrets, secretsOfTarget, type KnownSecret, type SecretKind } from '../evidence/known-secrets.js'
import { leaksProblem } from '../evidence/leaks-file.js'
import { leakSearch, type Leak } from '../evidence/leaks.js'
import type { Plan } from '../model/plan.js'
import type { Target } from '../model/target.js'

/**
 * Looks at the end of a run for every secret that this process knew, in all that the run leaves: first in the record, then in
 * each document before it is printed, then in the reports. What was found is told in `leaks.json`, and no document stays.
 */
export class LeakGuard {
  /** Is told during the run what else is secret. */
  readonly known = new KnownSecrets()
  private search: ReturnType<typeof leakSearch<SecretKind>> | undefined

  constructor(
    private readonly folder: string,
    target: Target,
    private readonly plan: Plan,
  ) {
    for (const { kind, value } of secretsOfTarget(target)) this.known.add(kind, value)
  }

  /** Looks at every file of the run's folder. @throws ProblemError where something was found */
  lookAtRecord(): void {
    const files = readdirSync(this.folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    const paths = files.map((entry) => join(entry.parentPath, entry.name))
    this.refuse(paths.flatMap((path) => this.lookAt(path.slice(this.folder.length + 1), readFileSync(path))))
  }

  /** Looks at a document as it would be printed. @throws ProblemError where something was found */
  readonly lookAtDocument = (name: string, html: string): void => {
    this.refuse(this.lookAt(name, Buffer.from(html)))
  }

  /** Looks at what was made of the run; it is removed, with the other documents, where something was found. @throws ProblemError then */
  lookAtMade(paths: readonly string[], others: readonly string[]): void {
    const leaks = paths.flatMap((path) => this.lookAt(path.slice(this.folder.length + 1), readFileSync(path)))
    if (leaks.length > 0) for (const path of [...paths, ...others]) rmSync(path, { force: true })
    this.refuse(leaks)
  }

  private lookAt(place: string, bytes: Uint8Array): Leak<SecretKind>[] {
    this.search ??= leakSearch(this.sought())
    return this.search(place, bytes)
  }

  private sought(): KnownSecret[] {
    for (const value of secretsRead()) this.known.add('setting', value)
    return this.known.sought(JSON.stringify(this.plan))
  }

  private refuse(leaks: readonly Leak<SecretKind>[]): void {
    if (leaks.length > 0) throw leaksProblem(this.folder, leaks)
  }
}
