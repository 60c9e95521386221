import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Handlebars from 'handlebars'
import type { HelperOptions, TemplateDelegate } from 'handlebars'
import { kazakhstanTime } from '../../base/clock.js'
import { packageRoot } from '../../base/root.js'
import type { Language } from '../../base/text.js'
import { languages, wording, wordingKeys, wordingOr } from './wording.js'

/** Templates and style of the pages, read once. */
interface PageKit {
  readonly page: (name: string) => TemplateDelegate
  readonly layout: TemplateDelegate
  readonly style: string
}

let kit: PageKit | undefined

/**
 * A whole HTML document from templates/pages/<name>.hbs in layout.hbs. The title is `data.title`, or the wording
 * `<name>.title`. In templates: `{{t 'key' name=value}}` is a wording, `{{date instant}}` and `{{moment instant}}` are
 * local dates, `{{scope 'name'}}` says in words what a scope of the contract opens. With `data.live` it has a script that keeps it
 * as it is now, or is loaded anew after so many seconds where scripts are off.
 */
export function renderPage(name: string, data: object, lang: Language): string {
  const { page, layout, style } = pageKit()
  const context = { title: wordingOr(`${name}.title`, lang, ''), ...data, lang }
  return layout({ ...context, style, languages: switchLinks(lang), body: page(name)(context) })
}

/** A part of a page, from templates/pages/partials/<name>.hbs: the page shows it, and shows it anew when it changes. */
export function renderPart(name: string, data: object, lang: Language): string {
  return pageKit().page(`partials/${name}`)({ ...data, lang })
}

/** The script of a page, templates/pages/<name>.js. */
export function pageScript(name: string): string {
  return readFileSync(join(pagesFolder(), `${name}.js`), 'utf8')
}

/** Reads templates, style and wording, so that what is wrong with them is told at the start. @throws ProblemError */
export function loadPages(): void {
  pageKit()
  wordingKeys()
}

/** The only style that the pages' content security policy admits. */
export function styleDigest(): string {
  return createHash('sha256').update(pageKit().style).digest('base64')
}

function pageKit(): PageKit {
  kit ??= loadKit(pagesFolder())
  return kit
}

const pagesFolder = () => join(packageRoot(), 'templates', 'pages')

function loadKit(folder: string): PageKit {
  const handlebars = Handlebars.create()
  registerHelpers(handlebars)
  const read = (name: string) => readFileSync(join(folder, name), 'utf8')
  const compile = (name: string) => handlebars.compile(read(name), { strict: false, knownHelpersOnly: false })
  for (const file of readdirSync(join(folder, 'partials'))) {
    handlebars.registerPartial(file.replace(/\.hbs$/, ''), read(join('partials', file)))
  }
  const pages = new Map<string, TemplateDelegate>()
  return {
    layout: compile('layout.hbs'),
    style: read('pages.css'),
    page: (name) => {
      const known = pages.get(name) ?? compile(`${name}.hbs`)
      pages.set(name, known)
      return known
    },
  }
}

function registerHelpers(handlebars: typeof Handlebars): void {
  const language = (options: HelperOptions) => (options.data as { root: { lang: Language } }).root.lang
  handlebars.registerHelper({
    t: (key: string, options: HelperOptions) =>
      wording(key, language(options), options.hash as Record<string, unknown>),
    scope: (name: string, options: HelperOptions) => scopeName(name, language(options)),
    date: (at: string, options: HelperOptions) => localDate(at, language(options)),
    moment: (at: string, options: HelperOptions) =>
      wording('date.moment', language(options), {
        date: localDate(at, language(options)),
        time: kazakhstanTime(at).time.slice(0, 5),
      }),
    eq: (a: unknown, b: unknown) => a === b,
    includes: (list: readonly unknown[] | undefined, item: unknown) => list?.includes(item) ?? false,
    concat: (...parts: unknown[]) => parts.slice(0, -1).join(''),
  })
}

/** What a scope opens, in words where templates/pages/wording knows it, else its own name. */
export function scopeName(name: string, lang: Language): string {
  return wordingOr(`scope.${name}`, lang, name)
}

/** A date in Kazakhstan with the month in letters. */
export function localDate(at: string, lang: Language): string {
  const { day, month, year } = kazakhstanTime(at)
  return wording('date.day', lang, { day, year, month: wording(`date.month.${month}`, lang) })
}

const switchLinks = (current: Language) =>
  languages.map((code) => ({ code, name: wording(`layout.language-${code}`, code), current: code === current }))
