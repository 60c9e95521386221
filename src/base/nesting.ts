/** Deeper than anything that a person or a program writes for us. */
const deepest = 1000

/** A line that begins with so many blanks, or lists in lists, that each of them may be a level. */
const indented = new RegExp(`^(?: |- |\\? ){${deepest},}`, 'm')

/**
 * True for a text of YAML or JSON that is nested deeper than a parser's stack reaches. Parsers that overrun it may end the
 * whole process, so that it has to be seen before.
 */
export function isNestedTooDeeply(text: string): boolean {
  let depth = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === 0x5b || code === 0x7b) depth += 1
    else if ((code === 0x5d || code === 0x7d) && depth > 0) depth -= 1
    if (depth > deepest) return true
  }
  return indented.test(text)
}
