import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { problemLine } from '../../src/base/problem.js'
import { packageRoot } from '../../src/base/root.js'
import { readYamlFile } from '../../src/base/yaml-file.js'
import { checks } from '../../src/checks/index.js'
import { loadContract } from '../../src/contract/index.js'
import { languageSchema, loadSystem, uncovered } from '../../src/language/index.js'
import { steps } from '../../src/steps/index.js'

/** The scenarios that we ship: sound, and every MUST has a scenario or a written reason. */
const root = packageRoot()
const systems = readdirSync(join(root, 'scenarios'))

test.each(systems)('scenarios/%s', async (id) => {
  const scenariosDir = join(root, 'scenarios', id)
  const { contract: file } = readYamlFile(join(scenariosDir, 'system.yaml')).value as { contract: string }
  const contract = await loadContract(join(root, file))
  const { system, scenarios, procedures, problems } = await loadSystem({
    scenariosDir,
    root,
    vocabulary: { steps, checks },
    contract,
  })
  expect(problems.map(problemLine)).toEqual([])
  expect(uncovered(system, scenarios).map(problemLine)).toEqual([])
  expect(scenarios.length).toBeGreaterThan(0)

  const fits = new Ajv2020({ strictTypes: false }).compile(languageSchema({ steps, checks }, procedures) as object)
  const files = [...new Set([...scenarios, ...procedures].map(({ position }) => position.file))]
  const unfit = files.filter((name) => !fits(readYamlFile(join(root, name)).value))
  expect(unfit).toEqual([])
})
