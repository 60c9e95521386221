import { z } from 'zod'
import { ProblemError, type Problem } from '../base/problem.js'
import { readYamlFile } from '../base/yaml-file.js'
import type { RequiredSet } from '../model/system.js'
import { text } from '../base/setting-values.js'

const shape = z.strictObject(
  {
    requiredSets: z.array(
      z.strictObject(
        {
          role: z.enum(['provider', 'user'], 'expected provider or user'),
          mode: z.enum(['direct', 'through'], 'expected direct or through'),
          scenarios: z.array(text, 'expected a list of scenario ids').min(1, 'expected at least one scenario'),
        },
        'expected { role: …, mode: …, scenarios: […] }',
      ),
      'expected a list',
    ),
  },
  'expected `requiredSets:` as in system.yaml',
)

/** Reads the operator's list of scenarios that an Act rests on. @throws ProblemError with every problem, each with its line. */
export function readRequired(file: string): readonly RequiredSet[] {
  const yaml = readYamlFile(file)
  const parsed = shape.safeParse(yaml.value)
  if (parsed.success) return parsed.data.requiredSets
  const [first, ...rest] = parsed.error.issues.map((issue): Problem => ({
    code: 'required-set',
    place: yaml.position(issue.path.filter((part) => typeof part !== 'symbol')),
    what: `${issue.path.join('.')}: ${issue.message}`,
    remedy: 'The file is written like `requiredSets` in scenarios/<system>/system.yaml.',
  }))
  throw new ProblemError([first as Problem, ...rest])
}
