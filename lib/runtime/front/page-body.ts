import type { IncomingMessage } from 'node:http'

/** The largest form or action of the portal is far below this; it is also what the API takes. */
export const MAX_PAGE_BODY_BYTES = 64 * 1_024

/** Whether a request says by itself that its body is larger than any page takes. */
export function announcesTooMuch({ headers }: IncomingMessage): boolean {
  return Number(headers['content-length'] ?? 0) > MAX_PAGE_BODY_BYTES
}

/**
 * Counts a body while it arrives, and calls `onExcess` once with the first piece that is too much. That piece and all
 * later ones are dropped. The count is taken where Node's parser hands a piece over: whoever reads the stream reads it
 * as before, at its own pace, and nothing is kept here.
 */
export function limitPageBody(request: IncomingMessage, onExcess: () => void): void {
  const push = request.push.bind(request)
  let received = 0
  request.push = (piece: Uint8Array | null, encoding) => {
    // The end of a body that was cut is not told: a reader would take the part for the whole.
    if (received > MAX_PAGE_BODY_BYTES) return false
    received += piece?.length ?? 0
    if (received <= MAX_PAGE_BODY_BYTES) return push(piece, encoding)
    onExcess()
    return false
  }
}
