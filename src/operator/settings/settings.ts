import { z } from 'zod'
import { ProblemError } from '../../base/problem.js'
import { pathBeside } from '../../base/secret.js'
import { settingProblems } from '../../base/setting-problems.js'
import { text } from '../../base/setting-values.js'
import { readYamlFile } from '../../base/yaml-file.js'
import type { WorksRules } from '../../model/works.js'
import { readPolicyFile, type PolicyText } from '../policy/read.js'
import { admission } from './admission.js'
import { alerts } from './alerts.js'
import { availability } from './availability.js'
import { mail } from './mail.js'
import { platform } from './platform.js'
import { probes } from './probes.js'
import { reports } from './reports.js'
import { retention } from './retention.js'
import { targets } from './targets.js'
import { warnings } from './warnings.js'
import { works, worksRulesOf } from './works.js'

/** One file a section beside this one; a path in it is relative to the file of settings. */
const shape = z.strictObject(
  {
    operator: text,
    policy: text,
    probes,
    targets,
    admission,
    platform,
    mail,
    alerts,
    works,
    availability,
    reports,
    retention,
    warnings,
  },
  'expected the settings of an operator, see examples/operator.yaml',
)

type Shape = z.output<typeof shape>

/** What an operator sets for `synaq serve --settings FILE`. Secrets are read where they are used. */
export interface OperatorSettings extends Omit<Shape, 'policy' | 'works'> {
  /** Where the settings stand: paths are relative to it. */
  readonly file: string
  readonly policy: PolicyText
  readonly works: WorksRules
}

/** Reads an operator's settings. @throws ProblemError with every problem, each with its line */
export function readSettings(file: string): OperatorSettings {
  const yaml = readYamlFile(file)
  const parsed = shape.safeParse(yaml.value)
  if (parsed.success) {
    const { policy, works, ...rest } = parsed.data
    return {
      ...rest,
      file,
      policy: readPolicyFile(pathBeside(policy, file)),
      works: worksRulesOf(works, file, rest.operator),
    }
  }
  const where = { code: 'settings', explainedIn: 'examples/operator.yaml' }
  const [first, ...rest] = settingProblems(parsed.error.issues, shape, yaml, where)
  throw first ? new ProblemError([first, ...rest]) : parsed.error
}
