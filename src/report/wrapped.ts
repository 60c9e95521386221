/** A text narrower than this helps nobody. */
const narrowest = 24

/** The text in lines of at most `width` characters, parted at blanks; a longer word stays whole. One line without a width. */
export function wrapped(text: string, width: number | undefined): string[] {
  if (width === undefined) return [text]
  const room = Math.max(narrowest, width)
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= room) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}
