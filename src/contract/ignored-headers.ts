const names: ReadonlySet<string> = new Set(['accept', 'authorization', 'content-type'])

/** True for a header parameter that OpenAPI ignores, because what it says stands elsewhere (3.1, section 4.8.12.2). */
export const isIgnoredHeader = (where: unknown, name: unknown): boolean =>
  where === 'header' && typeof name === 'string' && names.has(name.toLowerCase())
