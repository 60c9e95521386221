import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { durationMs } from '../../base/clock.js'
import { sha256 } from '../../base/digest.js'
import { ProblemError } from '../../base/problem.js'
import { settingProblems } from '../../base/setting-problems.js'
import { parseYaml, readYamlFile, type YamlFile } from '../../base/yaml-file.js'
import type { CommonCause, Policy } from './policy.js'

const length = z
  .string('expected a duration such as PT10M or P1D')
  .refine((text) => durationMs(text) !== undefined, 'expected a duration such as PT10M or P1D')
  .refine((text) => (durationMs(text) ?? 0) <= 86_400_000, 'expected at most P1D')
  .transform((text) => durationMs(text) ?? 0)
const count = z.int('expected a whole number, at least 1').min(1, 'expected a whole number, at least 1').max(1000)
const share = z.number('expected a number from 0 to 1').min(0, 'expected a number from 0 to 1').max(1)
const then = z.enum(['unpublish', 'limit'], 'expected unpublish or limit')
const name = z.string('expected a name').min(1).max(80)

const rule = z.union(
  [
    z
      .strictObject({
        name,
        nonconforming: z.strictObject({ rounds: count, of: count.max(50, 'expected at most 50') }),
        then,
      })
      .refine(({ nonconforming: { rounds, of } }) => rounds <= of, 'expected rounds: no more than of:')
      .transform(({ nonconforming, ...rest }) => ({ ...rest, when: 'nonconforming' as const, ...nonconforming })),
    z
      .strictObject({ name, down: z.strictObject({ for: length, workers: count.default(2) }), then })
      .transform(({ down, ...rest }) => ({
        ...rest,
        when: 'down' as const,
        forMs: down.for,
        workers: down.workers,
      })),
  ],
  'expected { name: …, nonconforming: { rounds: …, of: … }, then: … } or { name: …, down: { for: … }, then: … }',
)

const commonCause = z
  .strictObject({ participants: count.min(2), share, within: length })
  .prefault({ participants: 3, share: 0.5, within: 'PT20M' })
  .transform(({ within, ...rest }): CommonCause => ({ ...rest, withinMs: within }))

/** Where no policy says otherwise. */
export const usualCommonCause: CommonCause = commonCause.parse(undefined)

const shape = z
  .strictObject({
    name,
    rules: z.array(rule, 'expected a list of rules').min(1, 'expected at least one rule'),
    back: z.strictObject({ rounds: count, for: length }, 'expected { rounds: …, for: … }'),
    commonCause,
    secondPerson: z
      .array(z.enum(['unpublish', 'limit', 'republish'], 'expected unpublish, limit or republish'))
      .default([]),
  })
  .transform(({ back, ...rest }): Policy => ({ ...rest, back: { rounds: back.rounds, forMs: back.for } }))

/** A policy with the text that it was read from. */
export interface PolicyText {
  readonly policy: Policy
  readonly text: string
  readonly digest: string
}

/** Reads a policy from its text. @throws ProblemError with every problem, each with its line */
export function readPolicy(text: string, file: string): PolicyText {
  return policyOf(parseYaml(text, file), text)
}

/** Reads a policy file. @throws ProblemError as `readPolicy`, or where it cannot be read */
export function readPolicyFile(file: string): PolicyText {
  const yaml = readYamlFile(file)
  return policyOf(yaml, readFileSync(file, 'utf8'))
}

function policyOf(yaml: YamlFile, text: string): PolicyText {
  const parsed = shape.safeParse(yaml.value)
  if (parsed.success) return { policy: parsed.data, text, digest: sha256(text) }
  const where = { code: 'policy', explainedIn: 'examples/policy.yaml' }
  const [first, ...rest] = settingProblems(parsed.error.issues.flatMap(meant), shape, yaml, where)
  throw first ? new ProblemError([first, ...rest]) : parsed.error
}

type Issue = z.core.$ZodIssue

/** Of a rule that is of neither kind, what is wrong with it as the kind whose words it uses. */
function meant(issue: Issue): readonly Issue[] {
  if (issue.code !== 'invalid_union') return [issue]
  const close = issue.errors.filter((branch) => !branch.some(({ code }) => code === 'unrecognized_keys'))
  const [only, ...others] = close
  if (!only || others.length > 0) return [issue]
  return only.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }))
}
