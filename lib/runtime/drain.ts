import { once } from 'node:events'
import type { Server } from 'node:http'

const SWEEP_MS = 50

/**
 * Stops a listener without dropping anyone: no new connections, idle ones closed at once, busy ones as soon as they
 * have their answer. Resolves when the last is gone.
 */
export async function drain(server: Server): Promise<void> {
  if (!server.listening) return
  const closed = once(server, 'close')
  server.close()
  // A keep-alive connection that was busy at the call turns idle later and would stay for its whole idle time.
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS)
  await closed
  clearInterval(sweep)
}

/** Listens and resolves once connections are accepted, with the port that was taken. Rejects where it is not free. */
export async function listen(server: Server, port: number, host: string): Promise<number> {
  server.listen(port, host)
  await once(server, 'listening')
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : port
}
