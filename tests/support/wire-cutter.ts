import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** The way to a server, which can be cut: whoever goes by it sees the server go away and come back. */
export interface WireCutter {
  /** The server's address by this way. */
  readonly url: string
  /** Connections that stand are broken off, new ones are not taken. */
  cut(): void
  mend(): void
  close(): Promise<void>
}

/** Opens a way to the server of an address. */
export async function wireCutter(to: string): Promise<WireCutter> {
  const { hostname, port } = new URL(to)
  const sockets = new Set<Socket>()
  let isCut = false
  const server = createServer((near) => {
    if (isCut) return void near.resetAndDestroy()
    const far = connect(Number(port), hostname)
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one)
      one.pipe(other)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        sockets.delete(one)
        other.destroy()
      })
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = new URL(to)
  url.port = String((server.address() as AddressInfo).port)
  const breakOff = (): void => sockets.forEach((socket) => socket.resetAndDestroy())
  return {
    url: url.href,
    cut: () => {
      isCut = true
      breakOff()
    },
    mend: () => (isCut = false),
    close: async () => {
      breakOff()
      server.close()
      await once(server, 'close')
    },
  }
}
