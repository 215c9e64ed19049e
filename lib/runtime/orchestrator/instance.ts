import { join } from 'node:path'
import { pino } from 'pino'
import {
  currentEnvironment,
  type OrchestratorConfig,
  readOrchestratorConfig,
  requireSafeListener,
} from '#lib/config/index.ts'
import { createLogger, type Logger } from '#lib/telemetry/logger.ts'
import { type DemoSecrets, keepDemoSecrets } from './demo-secrets.ts'
import { openStateFolder, type StateFolder } from './state-folder.ts'

/** What a command works on: a configuration that may be used, and its state folder. */
export type Instance = { config: OrchestratorConfig; state: StateFolder }

/** Reads and checks the configuration; makes nothing but the state folder. Throws ConfigError with every name at fault. */
export function openInstance(): Instance {
  const config = readOrchestratorConfig(currentEnvironment())
  requireSafeListener(config)
  return { config, state: openStateFolder(config.CRIVO_STATE) }
}

/** The demonstration's secrets; none in production, where every one is given. */
export function secretsOf({ config, state }: Instance): DemoSecrets | null {
  return config.CRIVO_ENV === 'production' ? null : keepDemoSecrets(state.dir, currentEnvironment())
}

/** The orchestrator's own log, in the state folder: the terminal is for people. */
export function openLog({ config, state }: Instance): Logger {
  const dest = join(state.dir, 'logs', 'orchestrator.log')
  return createLogger(
    'orchestrator',
    config.LOG_LEVEL,
    pino.destination({ dest, mkdir: true, append: true, sync: true }),
  )
}
