/**
 * True where a screen shows this text, as a whole word, however it is spaced: an account number may stand in groups of four,
 * a sentence on several lines.
 */
export function hasText(screen: string, text: string): boolean {
  const words = plain(text).split(/\s+/).filter(Boolean)
  if (words.length === 0) return false
  const pattern = words.map((word) => Array.from(word, escaped).join('\\s?')).join('\\s+')
  return new RegExp(`${edge(words[0]?.at(0), '<!')}${pattern}${edge(words.at(-1)?.at(-1), '!')}`, 'u').test(
    plain(screen),
  )
}

/** A text that begins or ends with a letter or digit is no part of a longer word or number. */
function edge(character: string | undefined, look: '<!' | '!'): string {
  return character !== undefined && /[\p{L}\p{N}]/u.test(character) ? `(?${look}[\\p{L}\\p{N}])` : ''
}

/** Small letters, one form of every character, no soft hyphens and spaces without width. */
const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[\u200b\u00ad]/gu, '')
    .toLowerCase()
    .trim()

const escaped = (character: string): string => character.replace(/[\\^$.*+?()[\]{}|/]/u, '\\$&')
