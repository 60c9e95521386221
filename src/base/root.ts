import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

let found: string | undefined

/** The folder of the package, where `package.json`, `templates/` and `scenarios/` lie: the same for sources and for `dist/`. */
export function packageRoot(): string {
  found ??= nearestPackage(dirname(fileURLToPath(import.meta.url)))
  return found
}

function nearestPackage(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder
  const parent = dirname(folder)
  if (parent === folder) throw new Error('package.json is not above the program: the installation is damaged')
  return nearestPackage(parent)
}
