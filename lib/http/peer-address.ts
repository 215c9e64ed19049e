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

/** The network that counts as one place: an IPv4 address, or the /64 of an IPv6 one, which a single customer gets whole. */
export function placeOf(ip: string): string {
  if (isIP(ip) !== 6) return ip
  // The URL parser gives the canonical, compressed spelling.
  const canonical = new URL(`http://[${ip.split('%', 1)[0]}]`).hostname.slice(1, -1)
  const [head = '', tail] = canonical.split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length
  const groups = [...left, ...Array<string>(zeros).fill('0'), ...right]
  return `${groups.slice(0, 4).join(':')}::/64`
}
