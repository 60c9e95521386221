import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { isObject, type Json } from '../base/json.js'
import { readYamlFile } from '../base/yaml-file.js'
import { listFiles } from '../language/layout.js'
import type { SystemHome } from './system-home.js'

/** What may be named of a system. */
export interface KnownIds {
  readonly requirements: readonly string[]
  readonly scenarios: readonly string[]
}

/** The ids that the files of a system define, without reading its scenarios: a scenario's id is its path. */
export async function knownIds({ id, root }: SystemHome): Promise<KnownIds> {
  const folder = join(root, 'scenarios', id)
  const file = join(folder, 'requirements.yaml')
  const written = existsSync(file) ? readYamlFile(file).value : []
  const { scenarios } = await listFiles(folder, root)
  return {
    requirements: (Array.isArray(written) ? (written as readonly Json[]) : []).flatMap((one) =>
      isObject(one) && typeof one.id === 'string' ? [one.id] : [],
    ),
    scenarios: scenarios.map(({ folder: subject, name }) => `${id}/${subject}/${name}`),
  }
}
