import { Environment, type ASTNode } from '@marcbachmann/cel-js'
import { isObject, type Json } from '../../base/json.js'
import { httpDate } from '../../base/http-date.js'

/** What a rule may speak of. */
export interface Surroundings {
  /** The item that is looked at; null where the rule is about the body as a whole. */
  readonly item: Json
  /** The entry of a list, or the body, inside which the item stands. */
  readonly parent: Json
  readonly body: Json
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>
  readonly given: Readonly<Record<string, Json>>
  readonly now: Date
  /** The day in Kazakhstan of `now`. */
  readonly today: string
}

/** A condition in CEL that was found good: it parses, its names are known, and it comes to true or false. */
export interface Expression {
  /** Properties of the item that it looks at, with dots: `location.latitude`. */
  readonly looksAt: readonly string[]
  /** @throws where the item lacks what the condition speaks of, or has it in another type. */
  holds(around: Surroundings): boolean
}

/** Why a condition is not taken, for whoever wrote it. */
export interface Refused {
  readonly refused: string
}

/** A rule is a sentence, not a program. */
const maxLength = 1000
const limits = { maxAstNodes: 300, maxDepth: 40, maxListElements: 100, maxMapEntries: 20, maxCallArguments: 4 }
/** A walk over a list inside a walk over a list, and one more: deeper ones take too long on long lists. */
const maxWalks = 3
const walks = new Set(['all', 'exists', 'exists_one', 'map', 'filter'])

const environment = new Environment({ limits, homogeneousAggregateLiterals: false })
  .registerVariable('item', 'dyn')
  .registerVariable('parent', 'dyn')
  .registerVariable('body', 'dyn')
  .registerVariable('headers', 'map<string, string>')
  .registerVariable('given', 'dyn')
  .registerVariable('now', 'google.protobuf.Timestamp')
  .registerVariable('today', 'string')
  .registerFunction('httpDate(string): google.protobuf.Timestamp', (text: string) => {
    const moment = httpDate(text)
    if (moment === undefined) throw new Error('no HTTP date')
    return new Date(moment)
  })

const kept = new Map<string, Expression | Refused>()
/** More than all scenarios of a system have. */
const mostKept = 1000

/** Compiles a condition; the same text is compiled once. */
export function compileExpression(text: string): Expression | Refused {
  const known = kept.get(text)
  if (known) return known
  const made = compile(text)
  if (kept.size >= mostKept) kept.clear()
  kept.set(text, made)
  return made
}

function compile(text: string): Expression | Refused {
  if (text.length > maxLength) return { refused: `it has more than ${maxLength} characters: make two rules of it` }
  if (text.includes('${'))
    return { refused: 'it has a reference «${…}»: name it under «given» and write given.<name> here' }
  try {
    const parsed = environment.parse(text)
    const { valid, type, error } = parsed.check()
    if (!valid) return { refused: placed(text, error?.summary ?? 'wrong types', error?.range?.start) }
    if (type !== 'bool')
      return {
        refused: `it comes to ${type === 'dyn' ? 'whatever stands there' : String(type)}, not to true or false: compare it with something`,
      }
    const banned = bannedIn(parsed.ast, text)
    if (banned !== undefined) return { refused: banned }
    return {
      looksAt: [...new Set(pathsOf(parsed.ast, 'item'))],
      holds: (around) => {
        const value: unknown = parsed({ ...around })
        return value === true
      },
    }
  } catch (error) {
    return { refused: placed(text, summaryOf(error), startOf(error)) }
  }
}

/** What CEL has and a rule may not use. */
function bannedIn(ast: ASTNode, text: string): string | undefined {
  for (const { node, walked } of eachNode(ast, 0)) {
    const name = node.op === 'rcall' ? node.args[0] : undefined
    // Its patterns are JavaScript's here, some of which never end on a text made for that.
    if (name === 'matches')
      return placed(text, '«matches» is not allowed: a pattern belongs into the contract', node.start)
    if (walked > maxWalks) return placed(text, `more than ${maxWalks} walks over lists inside each other`, node.start)
  }
  return undefined
}

/** Every node with the number of list walks that it stands in, its own included. */
function* eachNode(node: ASTNode, around: number): Generator<{ node: ASTNode; walked: number }> {
  const walked = around + (node.op === 'rcall' && walks.has(node.args[0]) ? 1 : 0)
  yield { node, walked }
  for (const inner of innerNodes(node.args)) yield* eachNode(inner, walked)
}

function innerNodes(args: unknown): ASTNode[] {
  if (Array.isArray(args)) return args.flatMap(innerNodes)
  return isNode(args) ? [args] : []
}

const isNode = (value: unknown): value is ASTNode => isObject(value) && 'op' in value && 'args' in value

/** The properties of a variable that are read, each as far as dots lead. */
function pathsOf(ast: ASTNode, variable: string): string[] {
  const path = pathOf(ast, variable)
  if (path !== undefined) return path === '' ? [] : [path]
  return innerNodes(ast.args).flatMap((inner) => pathsOf(inner, variable))
}

/** `location.latitude` for `item.location.latitude`; empty for the variable itself; undefined for anything else. */
function pathOf(node: ASTNode, variable: string): string | undefined {
  if (node.op === 'id') return node.args === variable ? '' : undefined
  if (node.op !== '.') return undefined
  const outer = pathOf(node.args[0], variable)
  return outer === undefined ? undefined : [outer, node.args[1]].filter((part) => part !== '').join('.')
}

/** The complaint with its place: the character, counted from 1, and what stands there. */
function placed(text: string, complaint: string, start: number | undefined): string {
  if (start === undefined) return complaint
  const there = text.slice(start, start + 20).trim()
  const where = there === '' ? 'at its end' : `at character ${start + 1}, «${there}»`
  return `${where}: ${complaint}`
}

const summaryOf = (error: unknown): string =>
  isObject(error) && typeof error.summary === 'string' ? error.summary : 'it cannot be read'

function startOf(error: unknown): number | undefined {
  const range = isObject(error) ? error.range : undefined
  return isObject(range) && typeof range.start === 'number' ? range.start : undefined
}
