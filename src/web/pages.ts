import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import Handlebars from 'handlebars'
import type { Language } from '../base/text.js'
import { templatesFolder } from '../render/templates.js'
import { wordings } from './wording/index.js'
import { journalWords } from './wording/journal.js'
import { reportPageWords } from './wording/reports.js'
import { worksWordings } from './wording/works.js'

/** What every page has around its body. */
export interface Frame {
  readonly language: Language
  readonly title: string
  readonly trial: boolean
  /** Nobody is asked for a token. */
  readonly open: boolean
  /** Path and query of the page, for the switch of languages. */
  readonly path: string
  /** Somebody who can leave again. */
  readonly name?: string
}

export interface Pages {
  /** A whole page. */
  page(name: string, frame: Frame, view: object): string
  /** A part of one. */
  part(name: string, view: object): string
  readonly css: string
  readonly script: string
  /** Changes with style and script, so that browsers may keep both for ever. */
  readonly assets: string
}

/** Reads and compiles templates/operator once. Every value is escaped; a name that the view lacks is an error. */
export function loadPages(folder = templatesFolder('operator')): Pages {
  const engine = Handlebars.create()
  const read = (file: string): string => readFileSync(join(folder, file), 'utf8')
  const names = readdirSync(folder)
    .filter((file) => file.endsWith('.hbs'))
    .map((file) => basename(file, '.hbs'))
  for (const name of names) engine.registerPartial(name, read(`${name}.hbs`))
  engine.registerHelper('eq', (a: unknown, b: unknown) => a === b)
  const compiled = new Map(names.map((name) => [name, engine.compile(`{{> ${name}}}`, { strict: true })]))
  const part = (name: string, view: object): string => {
    const template = compiled.get(name)
    if (!template) throw new Error(`there is no template «${name}» in ${folder}`)
    return template(view, { allowProtoPropertiesByDefault: false, allowProtoMethodsByDefault: false })
  }
  const [css, script] = [read('operator.css'), read('operator.js')]
  const assets = createHash('sha256').update(css).update(script).digest('hex').slice(0, 12)
  return {
    css,
    script,
    assets,
    part,
    page: (name, frame, view) => {
      const body = new Handlebars.SafeString(part(name, view))
      return part('layout', { ...frameView(frame), assets, body })
    },
  }
}

/** The pages that lead to nothing particular. */
function navOf(language: Language, path: string): readonly object[] {
  const places = [
    ['/alerts', wordings[language].alerts.title],
    ['/works', worksWordings[language].title],
    ['/reports', reportPageWords[language].title],
    ['/journal', journalWords[language].title],
  ] as const
  return places.map(([href, word]) => ({ href, word, on: path.split('?')[0] === href }))
}

function frameView({ language, title, trial, open, path, name }: Frame): object {
  const words = wordings[language]
  return {
    language,
    title,
    home: words.title,
    trial: trial ? [words.trial, ...(open ? [words.open] : [])].join(' ') : null,
    nav: name !== undefined ? navOf(language, path) : null,
    leave: name !== undefined && !open ? { name, word: words.signIn.leave } : null,
    languages: (['ru', 'kk', 'en'] as const).map((code) => ({
      code,
      name: wordings[code].languageName,
      on: code === language,
      href: `/language/${code}?to=${encodeURIComponent(path)}`,
    })),
  }
}
