import { BlockList, isIPv6 } from 'node:net'
import { ConfigError } from './read-config.ts'

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

/** Whether an address is this machine's own, in any spelling. */
export function isLoopback(address: string): boolean {
  return loopback.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')
}

/**
 * A listener without TLS of its own is bound to loopback, unless `TRUSTED_PROXIES` says who terminates TLS in front of
 * it; the demo, whose people and passwords are shown to anybody, is bound to loopback always. Throws ConfigError.
 */
export function requireSafeListener(config: {
  CRIVO_ENV: 'demo' | 'production'
  HOST: string
  TRUSTED_PROXIES?: readonly string[] | undefined
}): void {
  if (isLoopback(config.HOST)) return
  const terminated = (config.TRUSTED_PROXIES ?? []).length > 0
  if (config.CRIVO_ENV === 'demo' || !terminated) throw new ConfigError([{ name: 'HOST', problem: 'invalid' }])
}
