import type { Dirent } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Problem } from '../base/problem.js'
import { didYouMean } from '../base/suggest.js'
import type { Addressee } from '../model/system.js'
import { shownPath } from './source.js'

/** The files of a system's folder, sorted by name. */
export interface Layout {
  readonly procedures: readonly string[]
  readonly scenarios: readonly { readonly path: string; readonly folder: Addressee; readonly name: string }[]
  readonly problems: readonly Problem[]
}

const subjects: readonly Addressee[] = ['provider', 'user', 'platform']
const folders = ['procedures', ...subjects]
const files = ['system.yaml', 'requirements.yaml', 'submission.yaml']

/** Lists the files of `scenarios/<system>`; what does not belong there is a problem, hidden files and *.md are not. */
export async function listFiles(scenariosDir: string, root: string): Promise<Layout> {
  const problems: Problem[] = []
  const misplaced = (path: string, what: string, remedy: string) =>
    problems.push({ code: 'misplaced', what, remedy, place: { file: shownPath(path, root) } })

  const top = await entries(scenariosDir)
  if (!top) {
    const siblings = (await entries(join(scenariosDir, '..')))?.filter((e) => e.isDirectory()).map((e) => e.name) ?? []
    const remedy = `${didYouMean(basename(scenariosDir), siblings)} A system is a folder of scenarios/ with system.yaml in it.`
    misplaced(scenariosDir, 'There is no such folder.', remedy.trim())
    return { procedures: [], scenarios: [], problems }
  }
  for (const entry of top) {
    const known = entry.isDirectory() ? folders : files
    if (known.includes(entry.name)) continue
    const remedy = `${didYouMean(entry.name, known)} Known here: ${[...folders.map((f) => `${f}/`), ...files].join(', ')}.`
    misplaced(
      join(scenariosDir, entry.name),
      `«${entry.name}» does not belong into the folder of a system.`,
      remedy.trim(),
    )
  }
  const yamlFiles = async (folder: string) => {
    const inside = (await entries(join(scenariosDir, folder))) ?? []
    for (const entry of inside.filter((e) => e.isDirectory() || !e.name.endsWith('.yaml'))) {
      const path = join(scenariosDir, folder, entry.name)
      if (entry.isDirectory()) misplaced(path, 'A folder inside a folder is not read.', 'Move its files up.')
      else misplaced(path, 'Only files that end in .yaml are read here.', 'Give it that ending, or move it away.')
    }
    return inside.filter((e) => e.isFile() && e.name.endsWith('.yaml')).map((e) => join(scenariosDir, folder, e.name))
  }
  const scenarios = []
  for (const folder of subjects) {
    for (const path of await yamlFiles(folder)) scenarios.push({ path, folder, name: basename(path, '.yaml') })
  }
  return { procedures: await yamlFiles('procedures'), scenarios, problems }
}

/** What stands in a folder, sorted; undefined where there is no such folder. */
async function entries(folder: string): Promise<Dirent[] | undefined> {
  try {
    const found = await readdir(folder, { withFileTypes: true })
    return found
      .filter((e) => !e.name.startsWith('.') && !e.name.endsWith('.md'))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
  } catch {
    return undefined
  }
}
