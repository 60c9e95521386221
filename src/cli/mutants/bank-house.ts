import { join } from 'node:path'
import { startChild, type Child } from '../children.js'
import type { BankSettings } from '../commands/provider.js'
import { writeBankConfig, type BankReady, type BankStart } from '../example-bank.js'

/** What the house is asked for: a bank with the settings in a file, or the end of one. */
export type BankOrder = { readonly open: string } | { readonly close: string }

/** One process in which example banks are put up, side by side and one after another, each new and with its own settings. */
export interface BankHouse {
  open(settings: BankSettings, start: BankStart, folder: string): Promise<Child<BankReady>>
  stop(): Promise<void>
}

/** Starts it: a process for every bank would spend more time on starting than the bank on its answers. @throws ProblemError */
export async function openBankHouse(root: string): Promise<BankHouse> {
  const script = join(root, 'dist', 'src', 'cli', 'mutants', 'bank-house-process.js')
  const house = await startChild(script, [join(root, 'examples', 'bank')], 'the house of the example banks')
  return {
    open: async (settings, start, folder) => {
      const ready = await house.ask<BankReady>({ open: writeBankConfig(settings, start, folder) } satisfies BankOrder)
      return {
        ready,
        stop: async () => {
          await house.ask({ close: ready.url } satisfies BankOrder)
        },
      }
    },
    stop: () => house.stop(),
  }
}
