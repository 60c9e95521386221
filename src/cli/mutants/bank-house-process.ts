import type { Server } from 'node:https'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { BankReady } from '../example-bank.js'
import { carryOutOrders } from './house-orders.js'

/** Puts example banks up as its parent orders, each as `examples/bank/server.js` would. */
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

carryOutOrders(
  async (file) => {
    const config = loadConfig(['--config', file], process.env)
    const { host, port, customers } = config
    return { server: createBank(config, loadCustomers(customers)), scheme: 'https', host, port }
  },
  (url): BankReady => ({ url }),
)
