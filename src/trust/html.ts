import { inLanguage, type Language } from '../base/text.js'
import type { Block, Page } from './document.js'

const styles = `
:root { color-scheme: light dark }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
h1 { line-height: 1.2 } h2 { margin-top: 2rem } article + article { margin-top: 4rem; border-top: 3px solid; padding-top: 1rem }
code, pre { font: 14px/1.45 ui-monospace, monospace; overflow-wrap: anywhere }
pre { border: 1px solid; border-radius: 4px; padding: .6rem .8rem; overflow-x: auto }
table { border-collapse: collapse; width: 100% } th, td { border: 1px solid; padding: .35rem .6rem; text-align: left; vertical-align: top }
li { margin: .5rem 0 }
`

const languageNames: Readonly<Record<Language, string>> = { ru: 'Русский', kk: 'Қазақша', en: 'English' }

/** A page as one HTML file that needs nothing else, in all the languages given, the first one first. */
export function html(page: Page, languages: readonly Language[]): string {
  const links = languages.map(
    (language) => `<a href="#${language}" hreflang="${language}">${languageNames[language]}</a>`,
  )
  const articles = languages.map((language) => article(page, language)).join('\n')
  const [first = 'ru'] = languages
  return `<!doctype html>
<html lang="${first}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escaped(inLanguage(page.title, first))}</title>
<style>${styles}</style>
</head>
<body>
<nav>${links.join(' · ')}</nav>
${articles}
</body>
</html>
`
}

function article({ title, sections }: Page, language: Language): string {
  const inner = sections.map(
    (section) =>
      `<h2>${inline(inLanguage(section.title, language))}</h2>\n${section.blocks.map((block) => blockHtml(block, language)).join('\n')}`,
  )
  return `<article id="${language}" lang="${language}">\n<h1>${inline(inLanguage(title, language))}</h1>\n${inner.join('\n')}\n</article>`
}

function blockHtml(block: Block, language: Language): string {
  switch (block.kind) {
    case 'paragraph':
      return `<p>${inline(inLanguage(block.text, language))}</p>`
    case 'steps': {
      const items = block.steps.map(({ text, code }) => {
        const typed = code === undefined ? '' : `<pre>${escaped(code)}</pre>`
        return `<li>${inline(inLanguage(text, language))}${typed}</li>`
      })
      return `<ol>\n${items.join('\n')}\n</ol>`
    }
    case 'table': {
      const row = (tag: 'th' | 'td', cells: readonly string[]): string =>
        `<tr>${cells.map((cell) => `<${tag}>${inline(cell)}</${tag}>`).join('')}</tr>`
      const head = row(
        'th',
        block.head.map((text) => inLanguage(text, language)),
      )
      const rows = block.rows.map((cells) =>
        row(
          'td',
          cells.map((text) => inLanguage(text, language)),
        ),
      )
      return `<table>\n<thead>${head}</thead>\n<tbody>\n${rows.join('\n')}\n</tbody>\n</table>`
    }
  }
}

const inline = (text: string): string => escaped(text).replace(/`([^`]+)`/g, '<code>$1</code>')

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
