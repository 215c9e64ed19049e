import { TLSSocket } from 'node:tls'
import { AppError } from '#lib/kernel/app-error.ts'

/** The processes that sistema1 admits, by the common name of their certificates. */
export const CALLERS = ['front', 'sistema2', 'auth', 'worker'] as const
export type Caller = (typeof CALLERS)[number]

/**
 * Which process is on the other side of a connection, by the certificate that TLS has verified against the local
 * authority; null for anything else, an unencrypted connection included.
 */
export function callerOfSocket(socket: unknown): Caller | null {
  if (!(socket instanceof TLSSocket) || !socket.authorized) return null
  const { subject } = socket.getPeerCertificate()
  return CALLERS.find((caller) => caller === subject?.CN) ?? null
}

/** Throws unless the caller is one of those that a path is for: a certificate is good for its own paths only. */
export function requireCaller(caller: Caller | null, admitted: readonly Caller[]): Caller {
  if (caller === null || !admitted.includes(caller)) {
    throw new AppError('escopo_insuficiente', { reason: `certificate of ${caller ?? 'nobody'}` })
  }
  return caller
}
