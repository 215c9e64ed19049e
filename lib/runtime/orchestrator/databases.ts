import { join } from 'node:path'
import type { OrchestratorConfig } from '#lib/config/index.ts'
import { type LocalServers, prepareLocalServers } from '#lib/datastores/embedded/local-servers.ts'
import type { DemoSecrets } from './demo-secrets.ts'
import type { InternalPorts } from './ports.ts'
import { rolePassword } from './role-password.ts'

const CLUSTERS = {
  baseA: { folder: 'base-a', database: 'base_a', rolePrefix: 'basea_' },
  portal: { folder: 'portal', database: 'portal', rolePrefix: 'portal_' },
} as const
type Cluster = keyof typeof CLUSTERS

/** Every database address that some process or the seeding needs. */
export type DatabaseUrls = {
  baseA: { migrations: string; app: string; grants: string; proofs: string; auditor: string; ingest: string }
  portal: { migrations: string; app: string; auth: string; worker: string }
  mongo: { baseB: string; baseC: string; relayC: string; seedB: string; seedC: string } | null
}

/** The embedded servers that are needed: those for which no server of one's own is configured. */
export async function prepareServers(
  config: OrchestratorConfig,
  stateDir: string,
  ports: InternalPorts,
): Promise<LocalServers> {
  const want: ('baseA' | 'portal' | 'mongod')[] = []
  if (!ownPostgres(config, 'baseA')) want.push('baseA')
  if (!ownPostgres(config, 'portal')) want.push('portal')
  if (!ownMongo(config)) want.push('mongod')
  return prepareLocalServers({
    stateDir,
    cacheDir: config.CRIVO_CACHE ?? join(stateDir, 'cache'),
    want,
    mongodPort: ports.mongod,
    durable: true,
  })
}

function ownPostgres(config: OrchestratorConfig, cluster: Cluster): string | undefined {
  const given =
    cluster === 'baseA'
      ? (config.DATABASE_URL_BASE_A_MIGRATIONS ?? config.DATABASE_URL_BASE_A)
      : (config.DATABASE_URL_PORTAL_MIGRATIONS ?? config.DATABASE_URL_PORTAL)
  return given?.reveal()
}

function ownMongo(config: OrchestratorConfig): boolean {
  return (
    config.MONGODB_URI !== undefined ||
    (config.MONGODB_URI_BASE_B !== undefined && config.MONGODB_URI_BASE_C !== undefined)
  )
}

/** What has to be done on running servers before anything uses them; plain data, for a process of its own. */
export type PreparePlan = {
  clusters: {
    folder: 'base-a' | 'portal'
    url: string
    /** Where the database itself may have to be made: on embedded servers. */
    create: { adminUrl: string; database: string } | null
    /** Passwords of the roles that sign in; null in production, where they are an administrator's business. */
    passwords: { secret: string; rolePrefix: string } | null
  }[]
  mongo: { rootUri: string; passwords: DemoSecrets['databases'] | null } | null
}

export function preparePlan(
  config: OrchestratorConfig,
  servers: LocalServers,
  secrets: DemoSecrets | null,
): PreparePlan {
  const rootUri = servers.mongod?.rootUri() ?? config.MONGODB_URI?.reveal()
  return {
    clusters: (['baseA', 'portal'] as const).map((key) => {
      const { folder, database, rolePrefix } = CLUSTERS[key]
      const adminUrl = servers[key]?.superuserUrl('postgres')
      return {
        folder,
        url: managingUrl(config, servers, key),
        create: adminUrl === undefined ? null : { adminUrl, database },
        passwords: secrets && { secret: secrets.databases[key], rolePrefix },
      }
    }),
    mongo: rootUri === undefined ? null : { rootUri, passwords: secrets?.databases ?? null },
  }
}

/** The address that migrates a database and, in the demo, sets its roles' passwords. */
function managingUrl(config: OrchestratorConfig, servers: LocalServers, key: Cluster): string {
  const url = servers[key]?.superuserUrl(CLUSTERS[key].database) ?? ownPostgres(config, key)
  if (url === undefined) throw new Error(`no address for ${key}`)
  return url
}

/** Addresses by role: as given, else with the passwords that the demo sets. Needs no server to be up. */
export function databaseUrls(
  config: OrchestratorConfig,
  servers: LocalServers,
  secrets: DemoSecrets | null,
): DatabaseUrls {
  const role = (key: Cluster, name: string, given: { reveal(): string } | undefined): string => {
    if (given && !servers[key]) return given.reveal()
    const url = new URL(managingUrl(config, servers, key))
    if (secrets) Object.assign(url, { username: name, password: rolePassword(secrets.databases[key], name) })
    return url.href
  }
  return {
    baseA: {
      migrations: managingUrl(config, servers, 'baseA'),
      app: role('baseA', 'basea_app', config.DATABASE_URL_BASE_A),
      grants: role('baseA', 'basea_grants', config.DATABASE_URL_BASE_A_GRANTS),
      proofs: role('baseA', 'basea_proofs', config.DATABASE_URL_BASE_A_PROOFS),
      auditor: role('baseA', 'basea_auditor', config.DATABASE_URL_BASE_A_AUDITOR),
      ingest: role('baseA', 'basea_ingest', config.DATABASE_URL_BASE_A_INGEST),
    },
    portal: {
      migrations: managingUrl(config, servers, 'portal'),
      app: role('portal', 'portal_app', config.DATABASE_URL_PORTAL),
      auth: role('portal', 'portal_auth', config.DATABASE_URL_PORTAL_AUTH),
      worker: role('portal', 'portal_worker', config.DATABASE_URL_PORTAL_WORKER),
    },
    mongo: mongoUrls(config, servers, secrets),
  }
}

function mongoUrls(
  config: OrchestratorConfig,
  servers: LocalServers,
  secrets: DemoSecrets | null,
): DatabaseUrls['mongo'] {
  const { MONGODB_URI_BASE_B: givenB, MONGODB_URI_BASE_C: givenC, MONGODB_URI_BASE_C_RELAY: relay } = config
  if (givenB && givenC) {
    const [baseB, baseC] = [givenB.reveal(), givenC.reveal()]
    return { baseB, baseC, relayC: (relay ?? givenC).reveal(), seedB: baseB, seedC: baseC }
  }
  if (!secrets) return null
  const address = (user: 'sistema2' | 'sistema3' | 'relay' | 'seed', base: 'base_b' | 'base_c'): string => {
    const password = secrets.databases[user]
    if (servers.mongod) return servers.mongod.uri(user, password, base)
    const url = new URL(config.MONGODB_URI?.reveal() ?? '')
    return Object.assign(url, { username: user, password, pathname: `/${base}` }).href
  }
  // The seed user is kept in `admin`, since it works in both bases.
  const seed = (base: 'base_b' | 'base_c') => {
    const url = new URL(address('seed', base))
    url.searchParams.set('authSource', 'admin')
    return url.href
  }
  return {
    baseB: address('sistema2', 'base_b'),
    baseC: address('sistema3', 'base_c'),
    relayC: address('relay', 'base_c'),
    seedB: seed('base_b'),
    seedC: seed('base_c'),
  }
}
