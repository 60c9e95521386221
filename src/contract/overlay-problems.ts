import type { Problem } from '../base/problem.js'
import { didYouMean } from '../base/suggest.js'
import type { YamlPath } from '../base/yaml-file.js'
import type { LoadedContract } from './loaded.js'
import type { OverlayFile } from './overlay-file.js'
import { isPointer, referenceHeaders, referenceNamesOf, type ReferenceNames } from './overlay.js'
import { messageSchemas, propertySchemas } from './property-names.js'

/** What is wrong in an overlay as far as the reference can tell: unknown names, names that meet, statuses that change sides. */
export function overlayProblems(file: OverlayFile, reference: LoadedContract): Problem[] {
  const review = new Review(file, reference)
  review.operations()
  review.headers()
  review.statuses()
  review.sharedNames()
  review.meetings()
  return review.problems
}

class Review {
  readonly problems: Problem[] = []
  private readonly names: ReadonlyMap<string, ReferenceNames>

  constructor(
    private readonly file: OverlayFile,
    private readonly reference: LoadedContract,
  ) {
    this.names = new Map([...reference.operations.keys()].map((id) => [id, referenceNamesOf(reference, id)]))
  }

  operations(): void {
    const known = [...this.names.keys()]
    for (const [id, own] of Object.entries(this.file.written.operations)) {
      const at: YamlPath = ['operations', id]
      const names = this.names.get(id)
      if (!names) {
        const what = `the reference contract has no operation «${id}».${didYouMean(id, known)}`
        this.add(at, what, `Keys of «operations» are those of the reference: ${known.join(', ')}.`)
        continue
      }
      if (own.operationId !== undefined && own.path !== undefined)
        this.add(at, `«${id}» has both operationId and path`, 'Keep the one that finds the operation.')
      const parameters = this.parametersOf(id)
      this.unknown([...at, 'parameters'], own.parameters, parameters, `parameter of the reference's ${id}`)
      this.unknown([...at, 'properties'], own.properties, union(names), `property of the reference's ${id}`)
      this.pointers([...at, 'properties'], own.properties, id)
    }
  }

  headers(): void {
    const known = referenceHeaders(this.reference)
    const lower = Object.fromEntries(Object.keys(this.file.written.headers).map((name) => [name.toLowerCase(), name]))
    for (const [name, written] of Object.entries(lower))
      if (!known.has(name)) this.unknownName(['headers', written], name, known, 'header of the reference')
  }

  /** A refusal that counts as an answer, or the other way round, would turn verdicts around. */
  statuses(): void {
    for (const [status, on] of Object.entries(this.file.written.statuses)) {
      const kind = Number(status[0])
      for (const wire of [on].flat()) {
        if (Math.floor(wire / 100) === kind) continue
        const what = `${status} may not become ${wire}: a status keeps its class (RFC 9110, section 15)`
        this.add(['statuses', status], what, `Name a status from ${kind}00 to ${kind}99.`)
      }
    }
  }

  sharedNames(): void {
    const { properties, error } = this.file.written
    const all = new Set([...this.names.values()].flatMap((names) => [...union(names)]))
    this.unknown(['properties'], properties, all, 'property of the reference')
    for (const [name, wire] of Object.entries(properties))
      if (isPointer(wire))
        this.add(
          ['properties', name],
          `«${name}» is found by a pointer, which depends on the operation`,
          `Write it under operations › … › properties.`,
        )
    const errors = new Set([...this.names.values()].flatMap((names) => (names.isOAuth ? [] : [...names.errors])))
    this.unknown(['error', 'properties'], error.properties, errors, "property of the reference's errors")
  }

  /** Two names that come to be one on the wire could not be told apart when they come back. */
  meetings(): void {
    const { headers, properties, error, operations } = this.file.written
    this.meeting([...referenceHeaders(this.reference)], [[['headers'], lowerKeys(headers)]], 'headers')
    const reported = new Set<string>()
    for (const [id, names] of this.names) {
      const own = operations[id]
      const at: YamlPath = ['operations', id]
      if (own) this.meeting(this.parametersOf(id), [[[...at, 'parameters'], own.parameters]], `parameters of ${id}`)
      const tables: Table[] = [
        [['properties'], properties],
        [[...at, 'properties'], own?.properties ?? {}],
      ]
      this.meeting(names.request, tables, `properties in requests of ${id}`, reported)
      this.meeting(names.answers, tables, `properties in answers of ${id}`, reported)
      if (!names.isOAuth)
        this.meeting(names.errors, [[['error', 'properties'], error.properties]], 'properties of errors', reported)
    }
  }

  private meeting(
    known: Iterable<string>,
    tables: readonly Table[],
    where: string,
    reported = new Set<string>(),
  ): void {
    const written = Object.assign({}, ...tables.map(([, table]) => table)) as Written
    const byWire = new Map<string, string>()
    // Those that keep their names first: the renamed one is then the one that is in the way.
    const order = [...known].sort((a, b) => Number(Object.hasOwn(written, a)) - Number(Object.hasOwn(written, b)))
    for (const name of order) {
      const wire = Object.hasOwn(written, name) ? written[name] : name
      if (wire === null || wire === undefined) continue
      const other = byWire.get(wire)
      byWire.set(wire, name)
      const [path] = tables.findLast(([, table]) => Object.hasOwn(table, name)) ?? []
      if (other === undefined || !path) continue
      const key = JSON.stringify([path, name])
      if (reported.has(key)) continue
      reported.add(key)
      const otherRenamed = Object.hasOwn(written, other)
      this.add(
        [...path, name],
        otherRenamed
          ? `«${other}» and «${name}» would both be «${wire}» (${where})`
          : `«${name}» becomes «${wire}», which is a name of the reference itself (${where})`,
        otherRenamed
          ? 'Give each a name of its own.'
          : `Rename «${wire}» too, or write «${wire}: null» where the contract has no such thing.`,
      )
    }
  }

  /** A pointer finds a property of the body's top; deeper ones have no place of their own in a message. */
  private pointers(at: YamlPath, written: Written, id: string): void {
    const { document, paths } = this.reference
    const { answers } = messageSchemas(document, paths.get(id) ?? [])
    for (const [name, wire] of Object.entries(written)) {
      if (!isPointer(wire) || propertySchemas(document, answers, name).length > 0) continue
      const what = `«${name}» does not stand at the top of the reference's answer: a pointer can move nothing else`
      this.add([...at, name], what, 'Write its name on the wire, without a slash.')
    }
  }

  private unknown(at: YamlPath, written: Written, known: Iterable<string>, kind: string): void {
    const names = new Set(known)
    for (const name of Object.keys(written)) if (!names.has(name)) this.unknownName([...at, name], name, names, kind)
  }

  private unknownName(at: YamlPath, name: string, known: Iterable<string>, kind: string): void {
    const names = [...known].sort()
    const remedy = names.length === 0 ? 'Remove the line; there are none.' : `There are: ${names.join(', ')}.`
    this.add(at, `«${name}» is no ${kind}.${didYouMean(name, names)}`, remedy)
  }

  private parametersOf(id: string): string[] {
    const parameters = this.reference.operations.get(id)?.parameters ?? []
    return parameters.filter((parameter) => parameter.in !== 'header').map(({ name }) => name)
  }

  private add(path: YamlPath, what: string, remedy: string): void {
    this.problems.push({ code: 'overlay', place: this.file.yaml.position(path, 'key'), what, remedy })
  }
}

type Written = Readonly<Record<string, string | null>>
type Table = readonly [path: YamlPath, written: Written]

function union({ request, answers }: ReferenceNames): Set<string> {
  return new Set([...request, ...answers])
}

function lowerKeys(written: Written): Written {
  return Object.fromEntries(
    Object.entries(written).map(([name, wire]) => [name.toLowerCase(), wire?.toLowerCase() ?? null]),
  )
}
