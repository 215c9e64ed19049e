import type { RequestId } from '#lib/kernel/ids.ts'

/**
 * Who asks without being signed in: to sign in, to get back in, to accept an invitation. There is no actor yet, so
 * these don't go through the operation factory; each throttles, records and answers by itself.
 */
export type Visitor = {
  requestId: RequestId
  /** The peer's true address, established by the listener. */
  ip: string
  userAgent: string | null
}
