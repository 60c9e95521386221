import type { Server } from 'node:http'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { AppReady } from '../example-app.js'
import { carryOutOrders } from './house-orders.js'

/** Puts example applications up as its parent orders, each as `examples/app/server.js` would. */
const [, , folder = ''] = process.argv
const module = async (name: string): Promise<unknown> => import(pathToFileURL(join(folder, name)).href)

interface Config {
  readonly host: string
  readonly port: number
}
const { createApp } = (await module('app.js')) as { createApp: (config: Config) => { server: Server; scheme: string } }
const { loadConfig } = (await module('config.js')) as {
  loadConfig: (argv: string[], env: NodeJS.ProcessEnv) => Promise<Config>
}

carryOutOrders(
  async (file) => {
    const config = await loadConfig(['--config', file], process.env)
    return { ...createApp(config), host: config.host, port: config.port }
  },
  (url): AppReady => ({ url, drive: `${url}/drive` }),
)
