/** Characters that are not seen, or that turn the direction of what follows. */
const hidden = /[\p{Cc}\p{Cf}\u2028\u2029]/gu

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
  const clean = inFont(text.replace(/\s+/g, ' ').replace(hidden, '').trim())
  return clean.length > longest ? `${clean.slice(0, longest - 1)}…` : clean
}
