import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { ProblemError, type Problem } from '../../base/problem.js'
import { didYouMean } from '../../base/suggest.js'
import type { Text } from '../../base/text.js'
import { readYamlFile } from '../../base/yaml-file.js'
import type { System } from '../../model/system.js'
import type { Plantable } from './bench.js'

const name = z.string('expected a text').min(1, 'expected a text')
const shape = z.record(
  z.string(),
  z.strictObject({ ru: name, en: name, kk: name.optional() }, 'expected { ru: …, en: … }'),
  'expected the names of defects, each with { ru: …, en: … }',
)

/**
 * The defects with what they are, in words: `defects.yaml` beside the system's contract. One that the file does not name
 * stays without. @throws ProblemError for a name that no defect has, and for words that are none.
 */
export function inWords(defects: readonly Plantable[], { contract }: System, root: string): Plantable[] {
  const file = join(root, dirname(contract), 'defects.yaml')
  if (!existsSync(file)) return [...defects]
  const yaml = readYamlFile(file)
  const parsed = shape.safeParse(yaml.value)
  const issues = parsed.success ? [] : parsed.error.issues
  const words = new Map<string, Text>(parsed.success ? Object.entries(parsed.data as Record<string, Text>) : [])
  const known = defects.map(({ defect }) => defect.id)
  const [first, ...rest] = [
    ...issues.map((issue): Problem => {
      const place = yaml.position(issue.path.filter((part) => typeof part !== 'symbol'))
      return { code: 'defect-words', place, what: issue.message, remedy: 'Write «name: { ru: …, en: … }».' }
    }),
    ...[...words.keys()]
      .filter((id) => !known.includes(id))
      .map((id): Problem => {
        const what = `nobody can be given the defect «${id}».${didYouMean(id, known)}`
        return {
          code: 'defect-unknown',
          place: yaml.position([id], 'key'),
          what,
          remedy: 'Mend the name, or take it out.',
        }
      }),
  ]
  if (first) throw new ProblemError([first, ...rest])
  return defects.map((it) => {
    const about = words.get(it.defect.id)
    // Those of an application bring their own words: a name may mean something else of a bank.
    return about && it.defect.about === undefined ? { ...it, defect: { ...it.defect, about } } : it
  })
}
