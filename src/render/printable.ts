/** Characters that are not seen, that turn the direction of what follows, or that no XML may hold. */
const hidden = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029\uFFFE\uFFFF]/gu

/** What the embedded font lacks but people and programs write. */
const substitutes: Readonly<Record<string, string>> = {
  '→': '->',
  '←': '<-',
  '≥': '>=',
  '≤': '<=',
  '‑': '-',
  '✓': '+',
  '✗': 'x',
}

/** The text with characters that the embedded font can show. */
export function inFont(text: string): string {
  return text.replace(/[→←≥≤‑✓✗]/gu, (character) => substitutes[character] ?? character)
}

/** A text from outside, fit for one line of paper: hidden characters out, white space single, a limit to its length. */
export function printable(text: string, longest = 400): string {
  return shortened(inFont(cleanLine(text)), longest)
}

/** The same for a screen or a file, which are not bound to the embedded font. */
export function plainLine(text: string, longest = 2000): string {
  return shortened(cleanLine(text), longest)
}

/** Several lines from outside: line ends and blanks stay, hidden characters go. */
export function plainLines(text: string, longest: number): string {
  return shortened(
    text
      .split(/\r\n|\r|\n/)
      .map((line) => line.replace(hidden, ''))
      .join('\n'),
    longest,
  )
}

const cleanLine = (text: string): string => text.replace(/\s+/g, ' ').replace(hidden, '').trim()

/** Cuts a text off, never through a pair of surrogates. */
function shortened(text: string, longest: number): string {
  return text.length > longest ? `${text.slice(0, longest - 1).replace(/[\uD800-\uDBFF]$/, '')}…` : text
}
