import { earlier, type Clock } from '../base/clock.js'
import { boardRows, type BoardRow } from '../store/board-rows.js'
import { onChange } from '../store/changes.js'
import type { Database } from '../store/database.js'
import { hoursSince, type ApiHour } from '../store/hour-rows.js'

/** An API with the hours of its last day. */
export interface BoardEntry extends BoardRow {
  readonly hours: readonly ApiHour[]
  /** Rises with every change, so that what was made of it can be kept. */
  readonly version: number
}

/** What the grid shows, in memory: a thousand APIs are read once, then only what changes. */
export interface Board {
  entries(): readonly BoardEntry[]
  entry(id: string): BoardEntry | undefined
  /** Told of every entry that is different; answers how to stop. */
  watch(told: (changed: readonly BoardEntry[]) => void): () => void
  close(): Promise<void>
}

const dayMs = 86_400_000
/** Changes that come close together are read together. */
const gatherMs = 200

/** Reads everything and follows the changes. `warn` is told where reading fails; the next change tries again. */
export async function openBoard(
  db: Database,
  clock: Clock,
  warn: (what: string, error: unknown) => void,
): Promise<Board> {
  let entries = new Map<string, BoardEntry>()
  let version = 0
  const watchers = new Set<(changed: readonly BoardEntry[]) => void>()
  const read = async (ids?: readonly string[]): Promise<BoardEntry[]> => {
    const now = clock.now()
    const since = earlier(now, dayMs - 3_600_000)
    const [rows, hours] = await Promise.all([boardRows(db, now, ids), hoursSince(db, since, ids)])
    const byApi = new Map<string, ApiHour[]>()
    for (const hour of hours) {
      const list = byApi.get(hour.api)
      if (list) list.push(hour)
      else byApi.set(hour.api, [hour])
    }
    version += 1
    return rows.map((row) => ({ ...row, hours: byApi.get(row.id) ?? [], version }))
  }
  const reload = async (): Promise<void> => {
    const all = await read()
    entries = new Map(all.map((entry) => [entry.id, entry]))
    watchers.forEach((told) => told(all))
  }
  const refresh = async (ids: readonly string[]): Promise<void> => {
    const changed = await read(ids)
    for (const entry of changed) entries.set(entry.id, entry)
    watchers.forEach((told) => told(changed))
  }

  let waiting = new Set<string>()
  let everything = false
  let timer: NodeJS.Timeout | undefined
  let reading: Promise<void> = Promise.resolve()
  const gather = (): void => {
    timer ??= setTimeout(() => {
      timer = undefined
      const [ids, all] = [[...waiting], everything]
      waiting = new Set()
      everything = false
      reading = reading.then(() => (all ? reload() : refresh(ids))).catch((error: unknown) => warn('board', error))
    }, gatherMs)
  }
  await reload()
  const stop = onChange(db, (api) => {
    if (api === undefined) everything = true
    else waiting.add(api)
    gather()
  })
  // The strip moves on with the hours although nothing happens.
  const hourly = setInterval(() => {
    everything = true
    gather()
  }, 600_000)
  return {
    entries: () => [...entries.values()],
    entry: (id) => entries.get(id),
    watch: (told) => {
      watchers.add(told)
      return () => watchers.delete(told)
    },
    close: async () => {
      clearTimeout(timer)
      clearInterval(hourly)
      await stop()
      await reading
    },
  }
}
