import { once } from 'node:events'
import type { Server } from 'node:http'
import type { Server as SecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { HouseOrder } from './house.js'

/** A server that does not listen yet, and where it is to. */
export interface Built {
  readonly server: Server | SecureServer
  readonly scheme: string
  readonly host: string
  /** 0: any that is free. */
  readonly port: number
}

/**
 * Puts servers up as the parent of this process orders, and ends with the parent. `build` makes one with the settings in a
 * file; `readyOf` is what the parent is told of one at an address.
 */
export function carryOutOrders(
  build: (config: string) => Promise<Built>,
  readyOf: (url: string) => { readonly url: string },
): void {
  const standing = new Map<string, Built['server']>()

  async function open(config: string): Promise<{ readonly url: string }> {
    const { server, scheme, host, port } = await build(config)
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, host, resolve)
    })
    const url = `${scheme}://${host}:${(server.address() as AddressInfo).port}`
    standing.set(url, server)
    return readyOf(url)
  }

  /** Once it has ended, nothing listens there: the next one may. */
  async function close(url: string): Promise<void> {
    const server = standing.get(url)
    if (!server) return
    standing.delete(url)
    const closed = once(server, 'close')
    server.close()
    server.closeAllConnections()
    await closed
  }

  process.on('message', ({ id, question }: { id: number; question: HouseOrder }) => {
    const carriedOut = async () => ('open' in question ? open(question.open) : close(question.close))
    carriedOut().then(
      (answer) => process.send?.({ id, answer }),
      (error: unknown) => process.send?.({ id, failure: error instanceof Error ? error.message : 'no error was told' }),
    )
  })
  process.once('disconnect', () => void Promise.all([...standing.keys()].map(close)))
  process.once('SIGTERM', () => process.exit())
  process.stdout.write('{"ready":true}\n')
}
