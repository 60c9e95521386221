import type { z, ZodType } from 'zod'
import { valueAt } from './json.js'
import { knownKeys } from './known-keys.js'
import type { Problem } from './problem.js'
import { didYouMean } from './suggest.js'
import type { YamlFile } from './yaml-file.js'

/** What is wrong with a file of settings, each with its line; `code` and the file that explains the settings are the caller's. */
export function settingProblems(
  issues: readonly z.core.$ZodIssue[],
  shape: ZodType,
  yaml: YamlFile,
  { code, explainedIn }: { readonly code: string; readonly explainedIn: string },
): Problem[] {
  const remedy = `${explainedIn} explains the settings.`
  return issues.flatMap((issue): Problem[] => {
    const path = issue.path.filter((part) => typeof part !== 'symbol')
    const name = path.join('.')
    if (issue.code !== 'unrecognized_keys') {
      if (issue.code !== 'custom' && path.length > 0 && valueAt(yaml.value, path) === undefined)
        return [{ code, place: yaml.position(path.slice(0, -1)), what: `the setting «${name}» is missing`, remedy }]
      const what = `${name === '' ? 'the file' : `«${name}»`}: ${issue.message}`
      return [{ code, place: yaml.position(path), what, remedy }]
    }
    const known = knownKeys(shape, path)
    return issue.keys.map((key) => ({
      code,
      place: yaml.position([...path, key], 'key'),
      what: `there is no setting «${[...path, key].join('.')}».${didYouMean(key, known)}`,
      remedy,
    }))
  })
}
