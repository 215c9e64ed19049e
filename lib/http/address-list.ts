import { BlockList, isIP } from 'node:net'

export type AddressList = { includes(address: string): boolean }

/** Addresses and CIDR ranges, v4 and v6. Throws on an entry that is neither: a typo must not open a door. */
export function createAddressList(entries: readonly string[]): AddressList {
  const list = new BlockList()
  for (const entry of entries) {
    const [address = '', prefix, rest] = entry.split('/')
    const family = isIP(address)
    const longest = family === 6 ? 128 : 32
    const bits = prefix === undefined ? longest : /^\d{1,3}$/.test(prefix) ? Number(prefix) : Number.NaN
    if (family === 0 || rest !== undefined || !(bits <= longest)) throw new Error('not an IP address or a CIDR range')
    list.addSubnet(address, bits, family === 6 ? 'ipv6' : 'ipv4')
  }
  return {
    includes(address) {
      const family = isIP(address)
      return family !== 0 && list.check(address, family === 6 ? 'ipv6' : 'ipv4')
    },
  }
}
