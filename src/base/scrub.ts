/** What stands where a secret stood. */
const gone = '[secret]'

/** Shorter values would stand in ordinary words as well. */
const shortest = 6

/** Shapes that secrets come in: what a library puts into its message is not ours to choose. */
const shapes: readonly [RegExp, string][] = [
  [/\bsynaq_[\w-]{8,}/g, gone],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]{6,}/gi, `$1 ${gone}`],
  [/\beyJ[\w-]+\.[\w-]+\.?[\w-]*/g, gone],
  [/(\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*):[^\s/@]+@/gi, `$1:${gone}@`],
  [/((?:password|passwd|secret|token|assertion|api[_-]?key)["']?\s*[=:]\s*["']?)[^\s"'&,;)}]+/gi, `$1${gone}`],
  [/([?&](?:code|state)=)[^\s"'&]+/g, `$1${gone}`],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, gone],
]

/** A text without secrets: those that are known, and whatever looks like one. */
export function scrub(text: string, known: Iterable<string> = []): string {
  let clean = text
  for (const secret of known) if (secret.length >= shortest) clean = clean.replaceAll(secret, gone)
  for (const [shape, instead] of shapes) clean = clean.replace(shape, instead)
  return clean
}
