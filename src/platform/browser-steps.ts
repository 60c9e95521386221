import { z } from 'zod'
import { isObject, type Json } from '../base/json.js'
import { ProblemError, type Problem, type ProblemPlace } from '../base/problem.js'
import { didYouMean } from '../base/suggest.js'
import { readYamlFile, type YamlFile, type YamlPath } from '../base/yaml-file.js'
import { visitGoals, type VisitGoal } from '../model/visit-goals.js'
import { unknownNames } from './fill-in.js'

/** One thing that a browser does on a page. Selectors are CSS, or puppeteer's own such as `::-p-text(Next)`. */
export type BrowserStep = {
  readonly place: ProblemPlace
  /** The step is left out for other goals, and for clients without this trait. */
  readonly when: { readonly goals?: readonly VisitGoal[]; readonly has?: string }
  readonly selector: string
} & ({ readonly do: 'wait-for' | 'click' } | { readonly do: 'fill'; readonly with: string })

const text = z.string('expected a text').min(1, 'expected a text')
const actions = {
  'wait-for': text,
  fill: z.strictObject({ selector: text, with: text }, 'expected { selector: …, with: … }'),
  click: text,
}
const expectedGoals = `expected ${visitGoals.join(', ')}, or a list of some of them`
const goal = z.enum(visitGoals)
const conditions = z.object({
  goal: z.union([goal.transform((one) => [one]), z.array(goal).min(1)], expectedGoals).optional(),
  has: text.optional(),
})
type Action = keyof typeof actions
const actionNames = Object.keys(actions) as Action[]
const isAction = (key: string): key is Action => Object.hasOwn(actions, key)

/**
 * Reads the steps of a site: `steps:` with `wait-for`, `fill`, `click`, and `when` around one of them.
 * @throws ProblemError with every problem, each with its place and what was meant.
 */
export function readBrowserSteps(file: string): readonly BrowserStep[] {
  return new Reader(readYamlFile(file)).steps()
}

class Reader {
  private readonly problems: Problem[] = []

  constructor(private readonly yaml: YamlFile) {}

  steps(): readonly BrowserStep[] {
    const { value } = this.yaml
    const written = isObject(value) ? (value as Readonly<Record<string, Json>>).steps : undefined
    if (isObject(value)) this.refuseKeys(Object.keys(value), ['steps'], [])
    if (!Array.isArray(written) || written.length === 0)
      this.report(['steps'], 'there are no steps', 'Write them as a list: steps: [ - wait-for: …, - click: … ].')
    const entries: readonly Json[] = Array.isArray(written) ? (written as readonly Json[]) : []
    const steps = entries.flatMap((entry, i) => this.step(entry, ['steps', i], {}))
    const [first, ...rest] = this.problems
    if (first) throw new ProblemError([first, ...rest])
    return steps
  }

  private step(entry: Json, path: YamlPath, when: BrowserStep['when']): BrowserStep[] {
    if (!isObject(entry)) return this.report(path, 'a step is one action with its settings', `Write ${oneAction}.`)
    const keys = Object.keys(entry)
    const inWhen = path.at(-1) === 'when'
    const known = inWhen ? [...Object.keys(conditions.shape), ...actionNames] : [...actionNames, 'when']
    if (this.refuseKeys(keys, known, path)) return []
    const doing = keys.filter((key) => isAction(key) || key === 'when')
    const [action] = doing
    if (action === undefined || doing.length > 1)
      return this.report(path, `a step is one action, here are ${doing.length}`, `Write ${oneAction}.`)
    const value = entry[action] as Json
    return isAction(action) ? this.action(action, value, [...path, action], when) : this.when(value, [...path, 'when'])
  }

  private when(value: Json, path: YamlPath): BrowserStep[] {
    const read = conditions.safeParse(value)
    if (!read.success) return this.refuse(read.error, path)
    const { goal: goals, has } = read.data
    if (goals === undefined && has === undefined)
      return this.report(
        path,
        '«when» has no condition',
        `Write goal: ${visitGoals.join(' or ')}, or has: <trait of a client>.`,
      )
    return this.step(value, path, { ...(goals ? { goals } : {}), ...(has ? { has } : {}) })
  }

  private action(action: Action, value: Json, path: YamlPath, when: BrowserStep['when']): BrowserStep[] {
    const place = this.yaml.position(path, 'key')
    if (action !== 'fill') {
      const read = actions[action].safeParse(value)
      return read.success ? [{ do: action, selector: read.data, place, when }] : this.refuse(read.error, path)
    }
    const read = actions.fill.safeParse(value)
    if (!read.success) return this.refuse(read.error, path)
    const [unknown] = unknownNames(read.data.with)
    if (unknown) return this.report([...path, 'with'], unknown.what, unknown.remedy)
    return [{ do: 'fill', ...read.data, place, when }]
  }

  private refuseKeys(keys: readonly string[], known: readonly string[], path: YamlPath): boolean {
    const wrong = keys.filter((key) => !known.includes(key))
    for (const key of wrong)
      this.report(
        [...path, key],
        `«${key}» is not known here.${didYouMean(key, known)}`,
        `Write ${known.join(', ')}.`,
        'key',
      )
    return wrong.length > 0
  }

  private refuse(error: z.ZodError, path: YamlPath): [] {
    for (const issue of error.issues) {
      const at = [...path, ...issue.path.filter((part) => typeof part !== 'symbol')]
      if (issue.code === 'unrecognized_keys') this.refuseKeys(issue.keys, Object.keys(actions.fill.shape), at)
      else this.report(at, `«${at.at(-1) ?? ''}»: ${issue.message}`, 'examples/browser-steps.yaml shows every step.')
    }
    return []
  }

  private report(path: YamlPath, what: string, remedy: string, of: 'key' | 'value' = 'value'): [] {
    this.problems.push({ code: 'browser-steps', place: this.yaml.position(path, of), what, remedy })
    return []
  }
}

const oneAction = `one of ${actionNames.join(', ')}, or when: { goal: approve, click: … }`
