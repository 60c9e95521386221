import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** With these four every letter of Russian, Kazakh and English is there, and ₸ and № too. */
const subsets = ['latin', 'latin-ext', 'cyrillic', 'cyrillic-ext']
const faces = ['400', '400-italic', '700']

let css: string | undefined

/** CSS that embeds Noto Serif (regular, italic, bold) as data URLs, each subset with its range of characters. */
export function fontCss(): string {
  css ??= faces.flatMap((face) => subsetsOf(face)).join('\n')
  return css
}

/** The `@font-face` rules of one face, from the package's own style sheet. */
function subsetsOf(face: string): string[] {
  const sheet = createRequire(import.meta.url).resolve(`@fontsource/noto-serif/${face}.css`)
  const rules = readFileSync(sheet, 'utf8').split('/* ').slice(1)
  return rules
    .filter((rule) => subsets.some((subset) => rule.startsWith(`noto-serif-${subset}-${face.slice(0, 3)}-`)))
    .map((rule) => embedded(rule, dirname(sheet)))
}

function embedded(rule: string, folder: string): string {
  const file = /url\((\.\/files\/[^)]+\.woff2)\)/.exec(rule)?.[1]
  if (file === undefined) throw new Error(`no font file in: ${rule}`)
  const data = readFileSync(join(folder, file)).toString('base64')
  return rule
    .slice(rule.indexOf('@font-face'))
    .replace(/src:[^;]+;/, `src: url(data:font/woff2;base64,${data}) format('woff2');`)
    .replace('font-display: swap', 'font-display: block')
}
