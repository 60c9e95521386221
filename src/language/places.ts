import type { YamlPath } from '../base/yaml-file.js'
import type { Places, StepKind, Vocabulary } from '../model/vocabulary.js'
import type { Source } from './source.js'
import type { LocatedStep } from './steps.js'
import { choices } from './words.js'

/** A step that stands for a place in the inbox: where it is in the script, and which kind it is. */
interface Placed {
  readonly at: number
  /** A drive is a moment, an await an arrival. */
  readonly isArrival: boolean
  /** It takes a request, not a connection that was broken off. */
  readonly isRequest: boolean
}

/**
 * Steps that look at what the application sent name places that earlier steps stand for: windows begin before they end, and
 * what shows that the application was alive is an await that came after them. Without it silence would prove nothing.
 */
export function checkPlaces(source: Source, steps: readonly LocatedStep[], vocabulary: Vocabulary): void {
  const placed = new Map<string, Placed>()
  const named = new Set<string>()
  steps.forEach(({ step, path }, at) => {
    const kind = vocabulary.steps.get(step.kind)
    const params = kind?.params.safeParse(step.args)
    const places = params?.success === true ? kind?.places?.(params.data) : undefined
    if (places) checkStep({ source, path, kind: step.kind, placed, named }, places)
    if (step.as === undefined) return
    named.add(step.as)
    if (kind && standsForPlace(kind)) {
      const operation = params?.success === true ? kind.operation?.(params.data) : undefined
      placed.set(step.as, { at, isArrival: kind.shows === 'arrival', isRequest: operation !== undefined })
    }
  })
}

/** A drive, which is known by what it does, and an await. */
const standsForPlace = (kind: StepKind): boolean => kind.marks === true || kind.shows === 'arrival'

interface At {
  readonly source: Source
  readonly path: YamlPath
  readonly kind: string
  readonly placed: ReadonlyMap<string, Placed>
  /** Names of all earlier steps; others may be what a procedure takes, of which nothing is known. */
  readonly named: ReadonlySet<string>
}

function checkStep(where: At, { after, from, until, alive }: Places): void {
  for (const [setting, name] of Object.entries({ after, from, until })) {
    if (name !== undefined && isOther(where, name)) notAPlace(where, setting, name)
  }
  if (alive !== undefined) checkAlive(where, alive)
  const start = from === undefined ? undefined : where.placed.get(from)
  const end = until === undefined ? undefined : where.placed.get(until)
  if (start && end && !start.isArrival && !end.isArrival && end.at <= start.at) {
    const what = `The window is empty: «${until ?? ''}» does not come after «${from ?? ''}».`
    where.source.report(
      'empty-window',
      [...where.path, 'until'],
      what,
      'Name a later drive or await, or leave «until» out.',
    )
  }
  const alone = alive === undefined ? undefined : where.placed.get(alive)
  if (alone?.isRequest && end && alone.at < end.at) {
    const what = `«${alive ?? ''}» is awaited before the window ends: it does not show that the application was alive then.`
    where.source.report(
      'alive-too-early',
      [...where.path, 'alive'],
      what,
      `Await a good request after «${until ?? ''}», and name that await.`,
    )
  }
}

function checkAlive(where: At, alive: string): void {
  const found = where.placed.get(alive)
  if (found?.isArrival && found.isRequest) return
  if (!found && !where.named.has(alive)) return
  const what = found?.isArrival
    ? `«alive» must be a good request of the application, but «${alive}» is a connection that it broke off.`
    : `«alive» must name an await, but «${alive}» is none.`
  const awaits = [...where.placed].filter(([, one]) => one.isArrival && one.isRequest).map(([name]) => name)
  const remedy = `Silence proves nothing by itself: await a good request that comes later, and name it here. ${choices('', 'Awaits here', awaits)}`
  where.source.report('not-an-await', [...where.path, 'alive'], what, remedy)
}

/** A name of an earlier step that is neither drive nor await. */
const isOther = ({ placed, named }: At, name: string): boolean => named.has(name) && !placed.has(name)

function notAPlace({ source, path, placed }: At, setting: string, name: string): void {
  const what = `«${setting}» must name a drive or an await, but «${name}» is neither.`
  source.report('not-a-place', [...path, setting], what, choices('', 'Drives and awaits here', placed.keys()))
}
