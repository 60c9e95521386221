import type { CheckKind, Sight, StepKind, Vocabulary } from '../model/vocabulary.js'
import type { LocatedCheck } from './checks.js'
import type { Source } from './source.js'

/** What a check looks at, in words. */
const sights: Readonly<Record<Sight, string>> = {
  answer: 'an answer to a request of ours',
  arrival: 'a request of the application',
  window: 'all requests of the application in a window',
  screen: 'what is seen in the application',
}

/** A check stands at a step that shows what it looks at. */
export function checkSights(
  source: Source,
  step: StepKind,
  checks: readonly LocatedCheck[],
  { checks: kinds, steps }: Vocabulary,
): void {
  const shown = step.shows ?? 'answer'
  for (const { use, path } of checks) {
    const wanted = wantedBy(kinds.get(use.kind), use.params)
    if (!wanted || wanted.includes(shown)) continue
    const fitting = [...steps.values()].filter(({ shows = 'answer' }) => wanted.includes(shows) && shows !== 'answer')
    const where = fitting.map(({ name }) => `«${name}»`)
    const what = `«${use.kind}» looks at ${wanted.map((sight) => sights[sight]).join(' or ')}, which «${step.name}» does not show.`
    const remedy =
      where.length > 0 ? `Move it to a step ${where.join(' or ')}.` : 'Move it to a step that sends a request.'
    source.report('check-does-not-fit', path, what, remedy, 'key')
  }
}

function wantedBy(kind: CheckKind | undefined, written: unknown): readonly Sight[] | undefined {
  const params = kind?.looksAt ? kind.params.safeParse(written) : undefined
  return params?.success === true ? kind?.looksAt?.(params.data) : undefined
}
