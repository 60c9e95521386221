import Handlebars from 'handlebars'
import { literal, type Language, type Text } from '../base/text.js'

/** Every language a page may be switched to, in the order of its switch. */
export const spokenLanguages: readonly Language[] = ['ru', 'kk', 'en']

/**
 * A text as markup in all languages, one of which the page's style shows: a span with `lang` for each, and one alone where all
 * are equal. Where Kazakh is missing the Russian span stands in for it (`data-kk`). Values are escaped.
 */
export function spoken({ ru, en, kk }: Text): object {
  return spokenMarkup({ ru: escaped(ru), en: escaped(en), ...(kk === undefined ? {} : { kk: escaped(kk) }) })
}

function spokenMarkup({ ru, en, kk }: Text): object {
  if (ru === en && (kk === undefined || kk === ru)) return new Handlebars.SafeString(ru)
  const own = kk !== undefined && kk !== ru
  const spans = [
    `<span lang="ru"${own ? '' : ' data-kk'}>${ru}</span>`,
    `<span lang="en">${en}</span>`,
    ...(own ? [`<span lang="kk">${kk}</span>`] : []),
  ]
  return new Handlebars.SafeString(spans.join(''))
}

const escaped = (text: string): string => Handlebars.escapeExpression(text)

/** The same of what needs no translation. */
export const unspoken = (text: string | number): object => spoken(literal(text))

/** Lines of text, the marked ones in a `mark`. Values are escaped. */
export function markedLines(lines: readonly { readonly text: string; readonly marked: boolean }[]): object {
  const markup = lines.map(({ text, marked }) => (marked ? `<mark>${escaped(text)}</mark>` : escaped(text)))
  return new Handlebars.SafeString(markup.join('\n'))
}

/** Two texts side by side: in each language the words that tell them apart stand in a `mark`, where they share any. */
export function contrasted(one: Text, other: Text): { readonly one: object; readonly other: object } {
  const pairs = (['ru', 'en', 'kk'] as const).flatMap((language) => {
    const [left, right] = [one[language], other[language]]
    return left === undefined && right === undefined
      ? []
      : [{ language, ...contrast(left ?? one.ru, right ?? other.ru) }]
  })
  const side = (which: 'left' | 'right'): object => {
    const by = Object.fromEntries(pairs.map((pair) => [pair.language, pair[which]]))
    return spokenMarkup({ ru: by.ru ?? '', en: by.en ?? '', ...(by.kk === undefined ? {} : { kk: by.kk }) })
  }
  return { one: side('left'), other: side('right') }
}

/** Markup of two lines: what they begin and end with alike is plain, what lies between is marked. */
function contrast(left: string, right: string): { left: string; right: string } {
  const [a, b] = [left.split(' '), right.split(' ')]
  const shortest = Math.min(a.length, b.length)
  let start = 0
  while (start < shortest && a[start] === b[start]) start++
  let end = 0
  while (end < shortest - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++
  const markup = (words: readonly string[]): string => {
    const [head, middle, tail] = [
      words.slice(0, start),
      words.slice(start, words.length - end),
      words.slice(words.length - end),
    ]
    const marked =
      middle.length > 0 && start + end > 0 ? [`<mark>${escaped(middle.join(' '))}</mark>`] : middle.map(escaped)
    return [...head.map(escaped), ...marked, ...tail.map(escaped)].join(' ')
  }
  return { left: markup(a), right: markup(b) }
}
