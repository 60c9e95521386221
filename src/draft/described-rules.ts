import { isObject } from '../base/json.js'
import { literal } from '../base/text.js'
import type { LoadedContract } from '../contract/loaded.js'
import { locate, pointerTo } from '../contract/pointer.js'
import type { Path } from '../contract/source.js'
import type { OperationId } from '../model/contract.js'
import type { Keyword } from '../model/system.js'
import type { DraftRequirement } from './types.js'

/** Words of RFC 2119 as they are written when they are meant. */
const rule = /\b(MUST|SHALL|REQUIRED|SHOULD|RECOMMENDED|MAY)\b/
const keywords: Readonly<Record<string, Keyword>> = {
  MUST: 'MUST',
  SHALL: 'MUST',
  REQUIRED: 'MUST',
  SHOULD: 'SHOULD',
  RECOMMENDED: 'SHOULD',
  MAY: 'MAY',
}

/** More sentences than this nobody reads; the rest stays where it is, in the contract. */
const most = 50
const longest = 400

/**
 * Sentences of the contract's descriptions that say what must, should or may be, as requirements that nobody tests yet: what
 * they mean has to be read by a person. Only of the operations that were chosen, and of the whole.
 */
export function describedRules(contract: LoadedContract, chosen: readonly OperationId[]): DraftRequirement[] {
  const { document } = contract
  const texts = [
    { path: ['info', 'description'] as Path, text: locate(document, ['info'])?.value.description },
    ...chosen.flatMap((id) => {
      const path = contract.paths.get(id) ?? []
      return descriptionsIn(locate(document, path)?.value ?? {}, path)
    }),
  ]
  const found = new Map<string, DraftRequirement>()
  for (const { path, text } of texts) {
    if (typeof text !== 'string') continue
    for (const sentence of sentencesOf(text)) {
      const word = rule.exec(sentence)?.[1]
      if (word === undefined || found.has(sentence) || found.size >= most) continue
      found.set(sentence, {
        id: `described-${found.size + 1}`,
        pointer: pointerTo(path),
        text: literal(sentence),
        keyword: keywords[word] ?? 'MUST',
        basis: 'contract',
        untested: 'Read out of a description: a person has to say what shows it.',
      })
    }
  }
  return [...found.values()]
}

/** Descriptions that stand in an operation itself: its own, those of its parameters, body and answers. */
function descriptionsIn(node: unknown, path: Path, depth = 0): { path: Path; text: unknown }[] {
  if (depth > 6) return []
  if (Array.isArray(node)) return node.flatMap((item, i) => descriptionsIn(item, [...path, i], depth + 1))
  if (!isObject(node)) return []
  return Object.entries(node).flatMap(([key, value]) => {
    if (key === 'description' && typeof value === 'string') return [{ path: [...path, key], text: value }]
    return ['example', 'examples', 'schema'].includes(key) ? [] : descriptionsIn(value, [...path, key], depth + 1)
  })
}

/** Sentences without markup, each on one line. */
function sentencesOf(text: string): string[] {
  return text
    .replace(/<[^>]{0,200}>/g, ' ')
    .replace(/[`*_#|]/g, '')
    .split(/(?<=[.!?])\s+|\n{2,}|\n\s*[-•]\s*/)
    .map((sentence) => sentence.replace(/\s+/g, ' ').trim())
    .filter((sentence) => sentence.length > 10 && sentence.length <= longest)
}
