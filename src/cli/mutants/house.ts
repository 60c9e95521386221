import { join } from 'node:path'
import { startChild, type Child } from '../children.js'

/** What a house is asked for: a server with the settings in a file, or the end of the one at an address. */
export type HouseOrder = { readonly open: string } | { readonly close: string }

/** One process in which servers of an example are put up, side by side and one after another, each new and with its own settings. */
export interface House<R> {
  /** Puts one up. `config`: the file that the example would be started with. @throws ProblemError */
  open(config: string): Promise<Child<R>>
  stop(): Promise<void>
}

/** Starts it: a process for every server would spend more time on starting than the server on its answers. @throws ProblemError */
export async function openHouse<R extends { readonly url: string }>(
  kind: 'bank' | 'app',
  root: string,
): Promise<House<R>> {
  const script = join(root, 'dist', 'src', 'cli', 'mutants', `${kind}-house-process.js`)
  const house = await startChild(script, [join(root, 'examples', kind)], `the house of examples/${kind}`)
  return {
    open: async (config) => {
      const ready = await house.ask<R>({ open: config } satisfies HouseOrder)
      return {
        ready,
        stop: async () => {
          await house.ask({ close: ready.url } satisfies HouseOrder)
        },
      }
    },
    stop: () => house.stop(),
  }
}
