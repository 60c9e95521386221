import type { Problem, ProblemPlace } from '../base/problem.js'
import { didYouMean } from '../base/suggest.js'
import type { YamlPath } from '../base/yaml-file.js'
import type { Operation, OperationId } from '../model/contract.js'
import { isObject } from '../base/json.js'
import { isIgnoredHeader } from './ignored-headers.js'
import type { LoadedContract } from './loaded.js'
import { operationNames, type LocatedOperation } from './operations.js'
import type { OverlayShape } from './overlay-file.js'
import { isPointer, type Overlay } from './overlay.js'
import { locate } from './pointer.js'
import { messageSchemas, propertyNames, schemasAtPointer } from './property-names.js'
import type { Path, Source } from './source.js'
import type { BodyNames } from './wire-names.js'

export interface FitInput {
  readonly source: Source
  readonly document: Record<string, unknown>
  readonly located: ReadonlyMap<OperationId, LocatedOperation>
  readonly overlay: Overlay
  readonly reference: LoadedContract
}

/** Where overlay and operator's file do not fit: names that the file does not have, and what it demands and nobody gives. */
export function overlayMisfits(input: FitInput): Problem[] {
  const fit = new Fit(input)
  fit.operations()
  for (const [id, { operation, path }] of input.located) {
    fit.parameters(id, operation, path)
    fit.bodies(id, path)
  }
  fit.shared()
  return fit.problems
}

class Fit {
  readonly problems: Problem[] = []

  constructor(private readonly input: FitInput) {}

  operations(): void {
    const { overlay, located, document } = this.input
    const names = operationNames(document)
    for (const [id, { operationId, path }] of Object.entries(overlay.operations)) {
      const wanted = path ?? operationId
      if (wanted === undefined || located.has(id)) continue
      const known = names.flatMap((name) => (path === undefined ? (name.id ?? []) : name.address))
      this.add(
        ['operations', id, path === undefined ? 'operationId' : 'path'],
        `the operator's contract has no operation «${wanted}».${didYouMean(wanted, known)}`,
        known.length === 0
          ? 'Its operations have no operationId: write `path: GET /accounts` instead.'
          : `It has: ${known.join(', ')}.`,
      )
    }
  }

  parameters(id: OperationId, operation: Operation, path: Path): void {
    const { overlay, reference } = this.input
    const { tables } = overlay
    const has = (where: readonly string[], name: string): boolean =>
      operation.parameters.some((p) => where.includes(p.in) && sameName(p, name))
    const names = operation.parameters.filter((p) => p.in !== 'header').map(({ name }) => name)
    const table = tables.parameters.get(id) ?? new Map<string, string | null>()
    for (const [name, wire] of table) {
      if (wire === null || has(['path', 'query'], wire)) continue
      const what = `${operation.method} ${operation.path} has no parameter «${wire}».${didYouMean(wire, names)}`
      this.add(['operations', id, 'parameters', name], what, `It has: ${names.join(', ') || 'none'}.`)
    }
    const known = reference.operations.get(id)?.parameters ?? []
    const onWire = known.map((p) =>
      p.in === 'header' ? onWireHeader(tables.headers, p.name) : table.has(p.name) ? table.get(p.name) : p.name,
    )
    const sent = tables.sent.get(id) ?? new Map<string, string>()
    for (const { name, in: where, required } of operation.parameters) {
      if (!required || isIgnoredHeader(where, name)) continue
      if (onWire.some((wire) => wire !== null && wire !== undefined && sameName({ name, in: where }, wire))) continue
      if ([...sent.keys()].some((key) => sameName({ name, in: where }, key))) continue
      this.missing(
        path,
        `${operation.method} ${operation.path} demands the ${where} parameter «${name}», which no scenario knows`,
        where === 'path'
          ? `Map a parameter of the reference to it: operations.${id}.parameters.`
          : `Write «send: { ${name}: … }» in the overlay, or map a parameter of the reference to it.`,
      )
    }
    for (const name of Object.keys(overlay.source?.written.operations[id]?.send ?? {})) {
      if (has(['header', 'query'], name)) continue
      const what = `${operation.method} ${operation.path} has no header or query parameter «${name}»`
      this.add(['operations', id, 'send', name], what, 'Remove the line or mend the name.')
    }
  }

  bodies(id: OperationId, path: Path): void {
    const { overlay, document } = this.input
    const { request, answers } = messageSchemas(document, path)
    const { tables, source } = overlay
    const own: YamlPath = ['operations', id]
    this.wrapper([...own, 'body'], tables.answers.get(id), answers, `answers of ${id}`)
    this.wrapper([...own, 'request'], tables.requests.get(id), request, `requests of ${id}`)
    const declared = propertyNames(document, [...request, ...answers])
    for (const [name, wire] of Object.entries(source?.written.operations[id]?.properties ?? {})) {
      if (wire === null) continue
      const found = isPointer(wire) ? schemasAtPointer(document, answers, wire).length > 0 : declared.has(wire)
      if (!found) this.undeclared([...own, 'properties', name], wire, declared, `messages of ${id}`)
    }
  }

  /** Names for all operations have to stand in one of them at least. */
  shared(): void {
    const { overlay, document, located } = this.input
    this.sharedHeaders()
    const written = overlay.source?.written
    if (!written) return
    const schemas = [...located.values()].map(({ path }) => messageSchemas(document, path))
    const errorSchemas = schemas.flatMap((found) => found.errors)
    const bodies = propertyNames(
      document,
      schemas.flatMap(({ request, answers }) => [...request, ...answers]),
    )
    const errors = propertyNames(document, errorSchemas)
    const { body } = written.error
    if (body !== undefined && errorSchemas.length > 0) {
      const names: BodyNames = { properties: new Map(), elsewhere: new Map(), body }
      this.wrapper(['error', 'body'], names, errorSchemas, 'any error')
    }
    for (const [name, wire] of Object.entries(written.properties))
      if (wire !== null && !isPointer(wire) && !bodies.has(wire))
        this.undeclared(['properties', name], wire, bodies, 'any message')
    for (const [name, wire] of Object.entries(written.error.properties))
      if (wire !== null && !isPointer(wire) && errors.size > 0 && !errors.has(wire))
        this.undeclared(['error', 'properties', name], wire, errors, 'any error')
    const parameters = new Set(
      [...located.values()].flatMap(({ operation }) => operation.parameters.map((p) => p.name.toLowerCase())),
    )
    this.variables(['send'], written.send)
    for (const [id, own] of Object.entries(written.operations)) this.variables(['operations', id, 'send'], own.send)
    for (const name of Object.keys(written.send)) {
      if (parameters.has(name.toLowerCase())) continue
      const what = `no operation has a parameter «${name}».${didYouMean(name, parameters)}`
      this.add(['send', name], what, 'Remove the line or mend the name.')
    }
  }

  private variables(at: YamlPath, send: OverlayShape['send']): void {
    for (const [name, value] of Object.entries(send))
      if (typeof value !== 'string' && (process.env[value.env] ?? '') === '')
        this.add([...at, name], `the environment variable ${value.env} is not set`, 'Set it before you start Synaq.')
  }

  /** A header of the reference has its name here, or the overlay says that there is none: silence could hide a slip. */
  private sharedHeaders(): void {
    const { overlay, located, reference } = this.input
    const headers = this.headerNames()
    const table = overlay.tables.headers
    for (const [name, wire] of Object.entries(overlay.source?.written.headers ?? {})) {
      if (wire === null || headers.has(wire.toLowerCase())) continue
      const what = `the operator's contract has no header «${wire}».${didYouMean(wire, headers)}`
      this.add(['headers', name], what, `It has: ${[...headers].join(', ') || 'none'}; null says that there is none.`)
    }
    const told = new Set<string>(table.keys())
    for (const [id, { path }] of located) {
      for (const { name, in: where } of reference.operations.get(id)?.parameters ?? []) {
        const lower = name.toLowerCase()
        if (where !== 'header' || headers.has(lower) || told.has(lower)) continue
        told.add(lower)
        this.missing(
          path,
          `the operator's contract has no header «${lower}», which scenarios send`,
          `Write in the overlay \`headers: { ${lower}: … }\`: its name here, or null where there is none.`,
        )
      }
    }
  }

  private headerNames(): Set<string> {
    const { document, located } = this.input
    const names = new Set<string>()
    for (const { operation, path } of located.values()) {
      for (const p of operation.parameters) if (p.in === 'header') names.add(p.name.toLowerCase())
      for (const status of Object.keys(locate(document, [...path, 'responses'])?.value ?? {})) {
        const { headers } = locate(document, [...path, 'responses', status])?.value ?? {}
        if (isObject(headers)) for (const name of Object.keys(headers)) names.add(name.toLowerCase())
      }
    }
    return names
  }

  private wrapper(at: YamlPath, names: BodyNames | undefined, schemas: readonly Path[], where: string): void {
    if (names?.body === undefined || schemasAtPointer(this.input.document, schemas, names.body).length > 0) return
    const [top] = names.body.slice(1).split('/')
    const known = propertyNames(this.input.document, schemas)
    const what = `nothing stands at «${names.body}» in ${where}.${didYouMean(top ?? '', known)}`
    this.add(at, what, "Mend the pointer after the schema of the operator's contract.")
  }

  private undeclared(at: YamlPath, wire: string, known: ReadonlySet<string>, where: string): void {
    const what = `the operator's contract has no property «${wire}» in ${where}.${didYouMean(wire, known)}`
    this.add(at, what, `It has: ${[...known].sort().join(', ') || 'none'}; null says that there is none.`)
  }

  private add(path: YamlPath, what: string, remedy: string): void {
    const yaml = this.input.overlay.source?.yaml
    this.push(yaml?.position(path, 'key'), what, remedy)
  }

  /** What the operator's file shows and the overlay has no line for. */
  private missing(path: Path, what: string, remedy: string): void {
    this.push(this.input.source.place(path), what, remedy)
  }

  private push(place: ProblemPlace | undefined, what: string, remedy: string): void {
    this.problems.push({ code: 'overlay-misfit', ...(place ? { place } : {}), what, remedy })
  }
}

/** Header names are the same in any case (RFC 9110, section 5.1). */
function sameName({ name, in: where }: { name: string; in: string }, other: string): boolean {
  return where === 'header' ? name.toLowerCase() === other.toLowerCase() : name === other
}

function onWireHeader(headers: Overlay['tables']['headers'], name: string): string | null {
  const lower = name.toLowerCase()
  return headers.has(lower) ? (headers.get(lower) ?? null) : lower
}
