import { join } from 'node:path'
import {
  currentEnvironment,
  type OrchestratorConfig,
  type ProcessName,
  type VariableName,
  variableNames,
} from '#lib/config/index.ts'
import type { DatabaseUrls } from './databases.ts'
import type { DemoSecrets } from './demo-secrets.ts'
import type { InternalPorts } from './ports.ts'

export type ServiceName = Exclude<ProcessName, 'orchestrator'>
export const SERVICE_NAMES = [
  'sistema1',
  'auth',
  'sistema2',
  'sistema3',
  'worker',
  'front',
] as const satisfies ServiceName[]

type Values = Partial<Record<VariableName, string>>

export type EnvironmentParts = {
  config: OrchestratorConfig
  stateDir: string
  ports: InternalPorts
  secrets: DemoSecrets | null
  databases: DatabaseUrls
  /** The portal's build; null where front isn't among what is started. */
  portalBuild: string | null
}

const LOOPBACK = '127.0.0.1'

/**
 * The whole environment of one service: its own variables and no other's. What the person who started gave by name
 * goes first; then what the demo made; then what this start decided.
 */
export function environmentOf(service: ServiceName, parts: EnvironmentParts): Record<string, string> {
  const given = currentEnvironment()
  const decided = decidedValues(service, parts)
  const made = parts.secrets ? demoValues(parts.secrets) : {}
  const own = variableNames(service).flatMap((name) => {
    const value = decided[name] ?? (given[name] || made[name])
    return value === undefined ? [] : [[name, value] as const]
  })
  return { PATH: '/usr/local/bin:/usr/bin:/bin', NODE_ENV: 'production', TZ: 'UTC', ...Object.fromEntries(own) }
}

function demoValues({ application, portalKey, files }: DemoSecrets): Values {
  return {
    ...application,
    AUTH_SIGNING_KEY_FILE: files.authSigning,
    STATEMENT_PRIVATE_KEY_FILE: files.statementPrivate,
    STATEMENT_PUBLIC_KEY_FILE: files.statementPublic,
    TRAIL_SIGNING_KEY_FILE: files.trailSigning,
    PORTAL_KEY_ID: portalKey.id,
    PORTAL_KEY_SECRET: portalKey.secret,
  }
}

function decidedValues(service: ServiceName, parts: EnvironmentParts): Values {
  const { config, stateDir, ports, databases, portalBuild } = parts
  const certificates = join(stateDir, 'certificates')
  const { baseA, portal, mongo } = databases
  return {
    CRIVO_STATE: stateDir,
    PUBLIC_URL: config.PUBLIC_URL ?? `http://localhost:${config.PORT}`,
    ...(portalBuild === null ? {} : { PORTAL_BUILD: portalBuild }),
    ...(service === 'front' ? {} : { SERVICE_PORT: String(ports[service]) }),
    TRUSTED_PROXIES: trustedProxies(service, config),
    DATABASE_URL_BASE_A: baseA.app,
    DATABASE_URL_BASE_A_GRANTS: baseA.grants,
    DATABASE_URL_BASE_A_AUDITOR: baseA.auditor,
    DATABASE_URL_BASE_A_PROOFS: baseA.proofs,
    DATABASE_URL_PORTAL: portal.app,
    DATABASE_URL_PORTAL_AUTH: portal.auth,
    DATABASE_URL_PORTAL_WORKER: portal.worker,
    ...(mongo
      ? { MONGODB_URI_BASE_B: mongo.baseB, MONGODB_URI_BASE_C: mongo.baseC, MONGODB_URI_BASE_C_RELAY: mongo.relayC }
      : {}),
    AUTH_URL: `http://${LOOPBACK}:${ports.auth}`,
    SISTEMA1_URL: `https://${LOOPBACK}:${ports.sistema1}`,
    SISTEMA2_URL: `http://${LOOPBACK}:${ports.sistema2}`,
    SISTEMA3_URL: `http://${LOOPBACK}:${ports.sistema3}`,
    TLS_CA_FILE: join(certificates, 'ca.pem'),
    TLS_CERT_FILE: join(certificates, `${service}.pem`),
    TLS_KEY_FILE: join(certificates, `${service}.key`),
    TRAIL_CHECKPOINT_FILE: checkpointFile(config, stateDir),
  }
}

/** Where the worker adds checkpoints, and whoever verifies reads them. */
export function checkpointFile(config: OrchestratorConfig, stateDir: string): string {
  return config.TRAIL_CHECKPOINT_FILE ?? join(stateDir, 'checkpoints', 'trail.jsonl')
}

/** Behind front, each service takes front's word for who asked; front itself trusts only whom it was told to. */
function trustedProxies(service: ServiceName, { TRUSTED_PROXIES: given = [] }: OrchestratorConfig): string {
  return [...(service === 'front' ? [] : [LOOPBACK]), ...given].join(',')
}
