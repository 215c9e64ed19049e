import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/**
 * What a connection suffers: nothing; its answers never come (`silent`); it is reset as soon as it is used; the far end is
 * gone and the near one stays (`half_open`); or it is cut in the middle of an answer.
 */
export type Fault = 'none' | 'silent' | 'reset' | 'half_open' | 'cut'

/** A TCP proxy on a loopback port in front of a server, whose fault can be changed at any time, for live connections too. */
export async function startFaultProxy(target: { port: number }) {
  let fault: Fault = 'none'
  const near = new Set<Socket>()
  const far = new Set<Socket>()

  const server = createServer((client) => {
    const upstream = connect(target.port, '127.0.0.1')
    near.add(client)
    far.add(upstream)
    client.on('data', (bytes) => {
      if (fault === 'reset') client.resetAndDestroy()
      else if (fault === 'half_open') upstream.destroy()
      else if (fault !== 'silent') upstream.write(bytes)
    })
    upstream.on('data', (bytes) => {
      if (fault === 'cut') client.write(bytes.subarray(0, Math.ceil(bytes.byteLength / 2)), () => client.destroy())
      else if (fault === 'none') client.write(bytes)
    })
    client.on('error', () => undefined)
    upstream.on('error', () => undefined)
    client.on('close', () => {
      near.delete(client)
      upstream.destroy()
    })
    upstream.on('close', () => {
      far.delete(upstream)
      if (fault !== 'half_open') client.destroy()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('a TCP server has a port')

  return {
    url: `http://127.0.0.1:${address.port}`,
    set(next: Fault): void {
      fault = next
      // What was silent or half gone doesn't come back by itself: a healed path is one of new connections.
      if (next === 'none') for (const socket of near) socket.destroy()
    },
    async close(): Promise<void> {
      for (const socket of [...near, ...far]) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
