import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sha256 } from './digest.js'
import { keptFolder, toKeep } from './kept-yaml.js'
import { isProblemError } from './problem.js'
import { packageRoot } from './root.js'
import { readYamlFile } from './yaml-file.js'

/** A step of the build: parses the shipped files once, so that no command has to. What is wrong is told by who reads it. */
const folders = ['scenarios', 'fixtures', join('templates', 'pages')]
rmSync(keptFolder(), { recursive: true, force: true })
mkdirSync(keptFolder(), { recursive: true })
for (const folder of folders)
  for (const name of readdirSync(join(packageRoot(), folder), { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.yaml')) continue
    const file = join(packageRoot(), folder, name)
    try {
      const kept = toKeep(readYamlFile(file))
      writeFileSync(join(keptFolder(), `${sha256(readFileSync(file))}.json`), JSON.stringify(kept))
    } catch (error) {
      if (!isProblemError(error)) throw error
    }
  }
