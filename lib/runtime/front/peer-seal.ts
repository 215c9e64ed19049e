import { randomBytes, timingSafeEqual } from 'node:crypto'

export const PEER_HEADER = 'x-crivo-peer'
/** What the ledger shows where nobody could vouch for an address: no machine has it, no allow-list admits it. */
export const UNKNOWN_PEER = '0.0.0.0'

/**
 * How the outer listener tells the handlers behind Next who the peer is. Next passes headers on, a client's included,
 * so the word carries a token that only this process knows; without it the peer is unknown.
 */
export function createPeerSeal() {
  const token = randomBytes(24).toString('base64url')
  return {
    seal: (peer: string) => `${token} ${peer}`,
    /** The peer that this process's own listener has seen, or `UNKNOWN_PEER`. */
    open(headers: { get(name: string): string | null }): string {
      const [given = '', peer = UNKNOWN_PEER] = (headers.get(PEER_HEADER) ?? '').split(' ')
      const a = Buffer.from(given)
      const b = Buffer.from(token)
      return a.byteLength === b.byteLength && timingSafeEqual(a, b) ? peer : UNKNOWN_PEER
    },
  }
}

export type PeerSeal = ReturnType<typeof createPeerSeal>
