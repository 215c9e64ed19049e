import { chmodSync, chownSync, existsSync, mkdirSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { OS_USERS } from '#lib/datastores/embedded/local-servers.ts'
import { ensureOsUser, isRoot, type OsIdentity } from '#lib/datastores/embedded/os-users.ts'
import type { ProcessSpec } from '#lib/datastores/embedded/process-spec.ts'
import { accessTo, type CheckoutAccess, type Command } from './checkout-view.ts'
import { type EnvironmentParts, environmentOf, SERVICE_NAMES, type ServiceName } from './process-environments.ts'
import { CHECKOUT } from './state-folder.ts'

const SERVE = join(CHECKOUT, 'lib', 'runtime', 'serve.ts')

/** The one way in which a service is run, by the supervisor and by hand. */
export function serveCommand(service: ServiceName): Command {
  return [process.execPath, SERVE, service]
}

/** Where the local authority and the certificates of mutual TLS are kept. */
export function certificatesDir(stateDir: string): string {
  return join(stateDir, 'certificates')
}

/** Whether each process runs as a user of its own; if not, why, in one line for the person who starts. */
export type Separation = {
  users: ReadonlyMap<ServiceName, OsIdentity>
  access: CheckoutAccess
  notice: string | null
}

const NOT_HELD = 'a separação da Base A por usuário do sistema não vale aqui.'

/** Gives each service an operating-system user of its own; sistema1 shares Base A's, whose socket is closed to others. */
export function separateUsers(stateDir: string): Separation {
  const together = (why: string): Separation => ({
    users: new Map(),
    access: { kind: 'open' },
    notice: `${why}: ${NOT_HELD}`,
  })
  if (!isRoot()) return together('Sem root, todos os processos rodam como este usuário')
  const users = new Map<ServiceName, OsIdentity>()
  for (const service of SERVICE_NAMES) {
    const user = ensureOsUser(service === 'sistema1' ? OS_USERS.baseA : `crivo-${service}`)
    if (!user) return together('Não foi possível criar usuários do sistema')
    users.set(service, user)
  }
  const [anyone] = users.values()
  const needed = [realpathSync(process.execPath), SERVE, join(stateDir, 'ports.json')]
  const access = anyone ? accessTo(CHECKOUT, needed, anyone) : ({ kind: 'closed' } as const)
  if (access.kind === 'closed') {
    return together(`Outros usuários não podem ler ${CHECKOUT} (clone em /opt ou dê acesso de leitura)`)
  }
  return { users, access, notice: null }
}

/** How a service is started. Files that only it may read become its user's. */
export function serviceSpec(service: ServiceName, parts: EnvironmentParts, { users, access }: Separation): ProcessSpec {
  const user = users.get(service) ?? null
  const env = environmentOf(service, parts)
  handOverFiles(parts.stateDir, service, env, user)
  const viewed = user && access.kind === 'view'
  const [command, ...args] = viewed ? access.wrap(user, serveCommand(service)) : serveCommand(service)
  return {
    name: service,
    command,
    args,
    env: { ...env, NODE_COMPILE_CACHE: ownFolder(join(parts.stateDir, 'compiled', service), user) },
    cwd: CHECKOUT,
    identity: viewed ? null : user,
    kind: 'service',
    stopSignal: 'SIGTERM',
    stopGraceMs: 12_000,
    readyWithinMs: 60_000,
  }
}

function handOverFiles(
  stateDir: string,
  service: ServiceName,
  env: Record<string, string>,
  owner: OsIdentity | null,
): void {
  if (service === 'front') ownFolder(join(stateDir, 'mail'), owner)
  if (service === 'worker') ownFolder(join(stateDir, 'checkpoints'), owner)
  if (!owner) return
  for (const name of [
    'AUTH_SIGNING_KEY_FILE',
    'STATEMENT_PRIVATE_KEY_FILE',
    'STATEMENT_PUBLIC_KEY_FILE',
    'TRAIL_SIGNING_KEY_FILE',
    'TLS_KEY_FILE',
  ]) {
    const file = env[name]
    // Only what this start made: a file that somebody named stays as its owner left it.
    if (file?.startsWith(stateDir) && existsSync(file)) chownSync(file, owner.uid, owner.gid)
  }
}

function ownFolder(path: string, owner: OsIdentity | null): string {
  mkdirSync(path, { recursive: true })
  chmodSync(path, 0o700)
  if (owner) chownSync(path, owner.uid, owner.gid)
  return path
}
