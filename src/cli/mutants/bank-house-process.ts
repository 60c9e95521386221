import type { Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { BankReady } from '../example-bank.js'
import type { BankOrder } from './bank-house.js'

/** Puts example banks up as its parent orders, each as `examples/bank/server.js` would; ends with the parent. */
const [, , folder = ''] = process.argv
const module = async (name: string): Promise<unknown> => import(pathToFileURL(join(folder, name)).href)

interface Config {
  readonly host: string
  readonly port: number
  readonly customers: string
}
const { createBank } = (await module('bank.js')) as { createBank: (config: Config, customers: unknown) => Server }
const { loadConfig } = (await module('config.js')) as { loadConfig: (argv: string[], env: NodeJS.ProcessEnv) => Config }
const { loadCustomers } = (await module('customers.js')) as { loadCustomers: (file: string) => unknown }

const banks = new Map<string, Server>()

async function open(file: string): Promise<BankReady> {
  const config = loadConfig(['--config', file], process.env)
  const bank = createBank(config, loadCustomers(config.customers))
  await new Promise<void>((resolve, reject) => {
    bank.once('error', reject)
    bank.listen(config.port, config.host, resolve)
  })
  const url = `https://${config.host}:${(bank.address() as AddressInfo).port}`
  banks.set(url, bank)
  return { url }
}

function close(url: string): void {
  const bank = banks.get(url)
  banks.delete(url)
  bank?.close()
  bank?.closeAllConnections()
}

process.on('message', ({ id, question }: { id: number; question: BankOrder }) => {
  const carriedOut = async () => ('open' in question ? open(question.open) : close(question.close))
  carriedOut().then(
    (answer) => process.send?.({ id, answer }),
    (error: unknown) => process.send?.({ id, failure: error instanceof Error ? error.message : 'no error was told' }),
  )
})
process.once('disconnect', () => [...banks.keys()].forEach(close))
process.once('SIGTERM', () => process.exit())
process.stdout.write('{"ready":true}\n')
