import type { Environment } from './read-config.ts'

/** The environment of this process: the only place that touches `process.env`. */
export function currentEnvironment(): Environment {
  return process.env
}
