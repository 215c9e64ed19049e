import { isIP } from 'node:net'
import { createAddressList } from './address-list.ts'

/** Addresses whose `X-Forwarded-For` is believed. Entries are addresses or CIDR ranges; throws on anything else. */
export function createTrustedProxies(entries: readonly string[]): { trusts(address: string): boolean } {
  const list = createAddressList(entries)
  return { trusts: (address) => list.includes(address) }
}

/** `::ffff:10.0.0.1` as `10.0.0.1`: one spelling for each address. */
export function normalizeAddress(address: string): string {
  return address.startsWith('::ffff:') && isIP(address.slice(7)) === 4 ? address.slice(7) : address
}

/**
 * The address that a call really came from: the socket's, or, where the socket is a trusted proxy's, the last entry of
 * `X-Forwarded-For` that isn't a trusted proxy itself. A word that isn't an address ends the walk.
 */
export function peerAddressOf(
  socketAddress: string,
  forwardedFor: string | undefined,
  proxies: { trusts(address: string): boolean },
): string {
  let peer = normalizeAddress(socketAddress)
  const hops = (forwardedFor ?? '').split(',').map((hop) => normalizeAddress(hop.trim()))
  while (proxies.trusts(peer)) {
    const hop = hops.pop()
    if (hop === undefined || isIP(hop) === 0) break
    peer = hop
  }
  return peer
}
