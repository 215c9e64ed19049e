import type { Environment } from './read-config.ts'

/** The environment of this process: the only place that touches `process.env`. */
export function currentEnvironment(): Environment {
  return process.env
}

/**
 * What Next and next-auth read from the environment by themselves. Called before Next is prepared: without the address
 * next-auth would build redirects from what a visitor's request says.
 */
export function prepareNextEnvironment(publicUrl: string): void {
  process.env.NEXTAUTH_URL = publicUrl
  process.env.NEXT_TELEMETRY_DISABLED = '1'
}
