import { join } from 'node:path'
import type { OrchestratorConfig } from '#lib/config/index.ts'
import { type LocalServers, prepareLocalServers } from '#lib/datastores/embedded/local-servers.ts'
import type { DemoSecrets } from './demo-secrets.ts'
import type { InternalPorts } from './ports.ts'
import { rolePassword } from './role-password.ts'

const CLUSTERS = {
  baseA: { folder: 'base-a', database: 'base_a' },
  portal: { folder: 'portal', database: 'portal' },
} as const
type Cluster = keyof typeof CLUSTERS

/** Every database address that some process or the seeding needs. */
export type DatabaseUrls = {
  baseA: { migrations: string; app: string; grants: string; ingest: string }
  portal: { migrations: string; app: string; auth: string; worker: string }
  mongo: { baseB: string; baseC: string; seedB: string; seedC: string } | null
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
    /** Roles' passwords are derived from it; null where they are an administrator's business. */
    passwordSecret: string | null
  }[]
  mongo: { rootUri: string; passwords: DemoSecrets['databases'] | null } | null
}

/** On servers of one's own the roles' passwords are their administrator's. */
export function preparePlan(
  config: OrchestratorConfig,
  servers: LocalServers,
  secrets: DemoSecrets | null,
): PreparePlan {
  const rootUri = servers.mongod?.rootUri() ?? config.MONGODB_URI?.reveal()
  return {
    clusters: (['baseA', 'portal'] as const).map((key) => {
      const { folder, database } = CLUSTERS[key]
      const embedded = servers[key]
      const url = embedded?.superuserUrl(database) ?? ownPostgres(config, key)
      if (url === undefined) throw new Error(`no address for ${folder}`)
      return {
        folder,
        url,
        create: embedded ? { adminUrl: embedded.superuserUrl('postgres'), database } : null,
        passwordSecret: embedded && secrets ? secrets.databases[key] : null,
      }
    }),
    mongo: rootUri === undefined ? null : { rootUri, passwords: secrets?.databases ?? null },
  }
}

/** Addresses by role: those given, else those of the embedded servers. Needs no server to be up. */
export function databaseUrls(
  config: OrchestratorConfig,
  servers: LocalServers,
  secrets: DemoSecrets | null,
): DatabaseUrls {
  const role = (key: Cluster, name: string, given: { reveal(): string } | undefined): string => {
    const cluster = servers[key]
    if (cluster && secrets) return cluster.url(name, rolePassword(secrets.databases[key], name), CLUSTERS[key].database)
    const url = given?.reveal() ?? ownPostgres(config, key)
    if (url === undefined) throw new Error(`no address for ${name}`)
    return url
  }
  const superuser = (key: Cluster) =>
    servers[key]?.superuserUrl(CLUSTERS[key].database) ?? ownPostgres(config, key) ?? ''
  return {
    baseA: {
      migrations: superuser('baseA'),
      app: role('baseA', 'basea_app', config.DATABASE_URL_BASE_A),
      grants: role('baseA', 'basea_grants', config.DATABASE_URL_BASE_A_GRANTS),
      ingest: role('baseA', 'basea_ingest', config.DATABASE_URL_BASE_A_INGEST),
    },
    portal: {
      migrations: superuser('portal'),
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
  const { MONGODB_URI_BASE_B: givenB, MONGODB_URI_BASE_C: givenC } = config
  if (givenB && givenC) {
    return { baseB: givenB.reveal(), baseC: givenC.reveal(), seedB: givenB.reveal(), seedC: givenC.reveal() }
  }
  if (!secrets) return null
  const address = (user: 'sistema2' | 'sistema3' | 'seed', base: 'base_b' | 'base_c'): string => {
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
    seedB: seed('base_b'),
    seedC: seed('base_c'),
  }
}
