import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { sha256 } from './digest.js'
import { keptYaml, toKeep } from './kept-yaml.js'
import { packageRoot } from './root.js'
import { parseYaml } from './yaml-file.js'

describe('what the build keeps of the shipped files', () => {
  const folders = ['scenarios', 'fixtures', join('templates', 'pages')].map((name) => join(packageRoot(), name))
  const files = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.yaml'))
      .map((name) => join(folder, name)),
  )

  test('is what parsing them gives, with every place', () => {
    expect(files.length).toBeGreaterThan(200)
    for (const file of files) {
      const bytes = readFileSync(file)
      const kept = keptYaml(file, sha256(bytes))
      const parsed = parseYaml(bytes.toString(), file)
      expect(kept && JSON.stringify(toKeep(kept))).toBe(JSON.stringify(toKeep(parsed)))
    }
  })

  test('answers the place above where a path leads nowhere', () => {
    const file = join(packageRoot(), 'scenarios', 'npck-accounts', 'system.yaml')
    const bytes = readFileSync(file)
    const [kept, parsed] = [keptYaml(file, sha256(bytes)), parseYaml(bytes.toString(), file)]
    for (const path of [['nothing'], ['title', 'xx', 1], ['constructor'], ['rows', 9999, 'id']])
      for (const asked of ['key', 'value'] as const)
        expect(kept?.position(path, asked)).toEqual(parsed.position(path, asked))
  })

  test('is nothing for a file that was changed', () => {
    expect(keptYaml('a.yaml', sha256('changed: since'))).toBeUndefined()
  })
})
