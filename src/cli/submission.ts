import { join } from 'node:path'
import { isObject } from '../base/json.js'
import { problem } from '../base/problem.js'
import { readYamlFile } from '../base/yaml-file.js'
import { submissionFrom, type Submission } from '../bundle/submission.js'
import type { RunRecord } from '../model/run.js'
import { fileOfSystem, homeOf, type SystemHome } from './system-home.js'
import type { Wiring } from './wiring.js'

/**
 * The texts that go to the operator with these runs; undefined where their systems name none.
 * @throws ProblemError where the systems name different ones: they go to different places
 */
export function submissionOf(
  records: readonly RunRecord[],
  wiring: Pick<Wiring, 'root' | 'systemDir'>,
): Submission | undefined {
  const systems = [...new Set(records.map(({ plan }) => plan.system))]
  const files = [...new Set(systems.flatMap((id) => fileOf(homeOf(id, wiring)) ?? []))]
  const [file, other] = files
  if (other !== undefined)
    throw problem(
      'package-submissions',
      `these systems are submitted in different ways: ${systems.join(', ')}`,
      'Make a package of each.',
    )
  return file === undefined ? undefined : submissionFrom(readYamlFile(file))
}

function fileOf(home: SystemHome): string | undefined {
  const yaml = readYamlFile(join(home.root, 'scenarios', home.id, 'system.yaml'))
  const path = isObject(yaml.value) ? yaml.value.submission : undefined
  return typeof path === 'string' ? fileOfSystem(home, path, yaml.position(['submission'])) : undefined
}
