/** What stands below every page of a document: on the left `left`, on the right its number among all. */
export function pageFootCss(
  left: string,
  { before, between, after }: { readonly before: string; readonly between: string; readonly after: string },
): string {
  return [
    `@page { @bottom-left { content: ${cssString(left)} }`,
    `@bottom-right { content: ${cssString(before)} counter(page) ${cssString(between)} counter(pages) ${cssString(after)} } }`,
  ].join('\n')
}

/** A text as a CSS string; whatever could end it or the style sheet is left out. */
function cssString(text: string): string {
  return `"${text.replace(/[^\p{L}\p{N} .,:;№·–-]/gu, '')}"`
}
