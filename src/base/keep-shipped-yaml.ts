import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sha256 } from './digest.js'
import { keptFolder, toKeep } from './kept-yaml.js'
import { isProblemError } from './problem.js'
import { packageRoot } from './root.js'
import { readYamlFile } from './yaml-file.js'

/** A step of the build: parses the shipped files once, so that no command has to. What is wrong is told by who reads it. */
const folders = ['scenarios', 'fixtures', join('templates', 'pages')]
const kept = keptFolder()
mkdirSync(kept, { recursive: true })
const shipped = new Set<string>()
for (const folder of folders)
  for (const path of readdirSync(join(packageRoot(), folder), { recursive: true, encoding: 'utf8' })) {
    if (!path.endsWith('.yaml')) continue
    const file = join(packageRoot(), folder, path)
    const name = `${sha256(readFileSync(file))}.json`
    shipped.add(name)
    if (existsSync(join(kept, name))) continue
    try {
      writeFileSync(join(kept, name), JSON.stringify(toKeep(readYamlFile(file))))
    } catch (error) {
      if (!isProblemError(error)) throw error
    }
  }
for (const name of readdirSync(kept)) if (!shipped.has(name)) rmSync(join(kept, name))
