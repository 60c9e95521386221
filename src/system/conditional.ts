import { httpDate } from '../base/http-date.js'

/** What tells one state of a representation from another (RFC 9110, section 8.8). */
export interface Validators {
  /** With its quotes, and `W/` where it is weak. */
  readonly etag: string
  /** To the second. */
  readonly lastModified: Date
}

/**
 * Whether the conditions of a GET are met by what the caller has already, so that 304 is to be sent without content (RFC 9110,
 * section 13.2.2): `If-None-Match` by weak comparison; `If-Modified-Since` only where the other is absent, and only where it
 * is an HTTP date. Names of headers in lower case.
 */
export function isNotModified(
  headers: Readonly<Record<string, string | undefined>>,
  { etag, lastModified }: Validators,
): boolean {
  const tags = headers['if-none-match']
  if (tags !== undefined) return tags.trim() === '*' || entityTags(tags).some((tag) => opaque(tag) === opaque(etag))
  const since = httpDate(headers['if-modified-since'] ?? '')
  return since !== undefined && Math.floor(lastModified.getTime() / 1000) * 1000 <= since
}

/** The tags of a list; a comma may stand inside one. */
const entityTags = (list: string): string[] => list.match(/(?:W\/)?"[!#-~\x80-\xff]*"/g) ?? []

const opaque = (tag: string): string => tag.replace(/^W\//, '')
