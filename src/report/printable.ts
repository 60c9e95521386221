/** Characters that are not seen, or that turn the direction of what follows. */
const hidden = /[\p{Cc}\p{Cf}\u2028\u2029]/gu

/** A text from outside, fit for one line of paper: hidden characters out, white space single, a limit to its length. */
export function printable(text: string, longest = 400): string {
  const clean = text.replace(/\s+/g, ' ').replace(hidden, '').trim()
  return clean.length > longest ? `${clean.slice(0, longest - 1)}…` : clean
}
