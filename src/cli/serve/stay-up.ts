import type { Log } from '../../base/log.js'
import { untilTold } from '../until-told.js'
import type { Closing } from './closing.js'

/** Starts something, leaves it at work until a signal comes, and ends all of it in good order, whatever happens. */
export async function stayUp<T>(closing: Closing, log: Log, start: () => Promise<T>): Promise<T> {
  try {
    // Whoever ends it while it starts does not wait in vain.
    const told = untilTold()
    const result = await start()
    await told
    log.info('ending')
    return result
  } finally {
    for (const failure of await closing.close()) log.warn('ending', failure)
  }
}
