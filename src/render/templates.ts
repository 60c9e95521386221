import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import Handlebars from 'handlebars'
import { sha256 } from '../base/digest.js'
import { packageRoot } from '../base/root.js'

/** Templates of one folder; each may include the others by name as partials. */
export interface Templates {
  /**
   * Fills a template in. Every value is escaped unless it was made by `trusted`; a name that the data lacks is an
   * error, not a gap in the document.
   */
  render(name: string, data: object): string
}

/** The folder of templates that comes with the package, or one inside it. */
export const templatesFolder = (...below: readonly string[]): string => join(packageRoot(), 'templates', ...below)

/** Loads all `*.hbs` of a folder (not of folders below it). */
export function loadTemplates(folder: string): Templates {
  const engine = Handlebars.create()
  const names = readdirSync(folder)
    .filter((file) => file.endsWith('.hbs'))
    .map((file) => basename(file, '.hbs'))
  for (const name of names) engine.registerPartial(name, readFileSync(join(folder, `${name}.hbs`), 'utf8'))
  return {
    render: (name, data) => {
      if (!names.includes(name)) throw new Error(`there is no template «${name}» in ${folder}`)
      const template = engine.compile(`{{> ${name}}}`, { strict: true })
      return template(data, { allowProtoPropertiesByDefault: false, allowProtoMethodsByDefault: false })
    },
  }
}

/** SHA-256 (hexadecimal) of each template and style sheet of a folder, by name: what documents were made of. */
export function templateDigests(folder: string): Readonly<Record<string, string>> {
  const names = readdirSync(folder).filter((file) => /\.(hbs|css)$/.test(file))
  return Object.fromEntries(names.sort().map((name) => [name, sha256(readFileSync(join(folder, name)))]))
}

/** Marks text of our own (a style sheet) as not to be escaped. Never for anything that came from outside. */
export const trusted = (ours: string): object => new Handlebars.SafeString(ours)
