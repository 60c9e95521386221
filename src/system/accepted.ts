/**
 * The one of `offered` that an `Accept-Language` wants most (RFC 9110, section 12.5.4; lookup of RFC 4647, section 3.4);
 * the first of them where it wants none or is not sent.
 */
export function acceptedLanguage<L extends string>(header: string | undefined, offered: readonly [L, ...L[]]): L {
  const wanted = ranges(header).toSorted((a, b) => b.weight - a.weight)
  for (const { range, weight } of wanted) {
    if (weight === 0) continue
    if (range === '*') break
    const found = offered.find((language) => range === language || range.startsWith(`${language}-`))
    if (found !== undefined) return found
  }
  return offered[0]
}

/** Whether a media type such as `application/json` may be sent by an `Accept` (RFC 9110, section 12.5.1); without one it may. */
export function acceptsType(header: string | undefined, type: string): boolean {
  if (header === undefined || header.trim() === '') return true
  const specificity = ['*/*', `${type.split('/')[0] ?? ''}/*`, type]
  const best = ranges(header)
    .filter(({ range }) => specificity.includes(range))
    .toSorted((a, b) => specificity.indexOf(b.range) - specificity.indexOf(a.range))[0]
  return best !== undefined && best.weight > 0
}

/** The ranges of a list in lower case, each with its weight from 0 to 1; one that is no number counts as 1. */
function ranges(header = ''): { range: string; weight: number }[] {
  return header.split(',').flatMap((part) => {
    const [range = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase())
    const q = parameters.find((parameter) => parameter.startsWith('q='))
    const weight = q === undefined ? 1 : Number(q.slice(2))
    return range === '' ? [] : [{ range, weight: Number.isNaN(weight) ? 1 : weight }]
  })
}
