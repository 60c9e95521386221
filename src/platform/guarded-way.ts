import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { isAddressRefused, type AddressGuard, type AddressRefused } from '../base/address-guard.js'

/** A way for a browser, which looks up names by itself, to nowhere but where a guard lets it. */
export interface GuardedWay {
  /** Of the HTTP proxy that it is. */
  readonly url: string
  /** The first address that was refused on it. */
  readonly refused: AddressRefused | undefined
  close(): Promise<void>
}

/** Opens a proxy on loopback that knows CONNECT alone (RFC 9110, section 9.3.6): what is not TLS goes nowhere. */
export async function openGuardedWay(guard: AddressGuard): Promise<GuardedWay> {
  let refused: AddressRefused | undefined
  const sockets = new Set<Socket>()
  const server = createServer((_, response) => response.writeHead(403).end())
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  server.on('connect', ({ url = '' }, near: Socket, head: Buffer) => {
    const give = (error: Error): void => {
      if (isAddressRefused(error)) refused ??= error
      near.end(`HTTP/1.1 ${isAddressRefused(error) ? '403 Forbidden' : '502 Bad Gateway'}\r\n\r\n`)
    }
    near.on('error', () => near.destroy())
    const { host, port } = authorityOf(url)
    const no = guard.refusal(host)
    if (no) {
      give(no)
      return
    }
    const far = connect({ host, port, lookup: guard.lookup })
    sockets.add(far)
    far.once('error', give)
    far.once('close', () => {
      sockets.delete(far)
      near.destroy()
    })
    near.once('close', () => far.destroy())
    far.once('connect', () => {
      far.off('error', give).on('error', () => near.destroy())
      near.write('HTTP/1.1 200 Connection Established\r\n\r\n')
      far.write(head)
      far.pipe(near).pipe(far)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get refused() {
      return refused
    },
    close: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

/** `host:port` of a CONNECT, where IPv6 stands in brackets. */
function authorityOf(url: string): { readonly host: string; readonly port: number } {
  const [, host = '', port = ''] = /^\[?([^\]]*?)\]?:(\d+)$/.exec(url) ?? []
  return { host, port: Number(port) }
}
