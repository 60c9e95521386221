/** YAML to scenarios against a vocabulary: positions, diagnostics, references, JSON Schema for editors. */
export { loadSystem } from './load.js'
export type { LoadedSystem, LoadOptions } from './load.js'
export { createReferences, findReferences, parseReference } from './references.js'
export type { FoundReference, Reference } from './references.js'
export { revealedBy } from './reveals.js'
export type { Revealed } from './reveals.js'
export { languageSchema } from './schema.js'
export { uncovered } from './coverage.js'
