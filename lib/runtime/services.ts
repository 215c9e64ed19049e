import type {
  ApprovalsGateway,
  BreakerWatch,
  GrantsGateway,
  ListsGateway,
  StatusGateway,
  SystemsGateway,
} from '#lib/gateway/index.ts'
import type { Clock } from '#lib/kernel/clock.ts'
import type { MemberId } from '#lib/kernel/ids.ts'
import type { Redacted } from '#lib/kernel/redacted.ts'
import type { KeysServices } from '#lib/keys/index.ts'
import type { MembersServices } from '#lib/members/index.ts'
import type { PublicApi } from '#lib/public-api/index.ts'
import type { TasksServices } from '#lib/tasks/index.ts'
import type { Logger } from '#lib/telemetry/logger.ts'
import type { DemoFacts } from './front/demo-facts.ts'

/** What the portal's own pages need to know of their configuration. */
export type PortalFacts = {
  publicUrl: string
  sessionSecret: Redacted<string>
  preferencesSecret: Redacted<string>
  /** Only in the demo, whose listener is bound to loopback. Read anew at each use. */
  readonly demo: DemoFacts | null
  clock: Clock
  logger: Logger
}

/**
 * What pages and route handlers may call. Next bundles its own copies of our modules, so the outer listener builds
 * these once and both halves share them by a symbol on `globalThis`. Only types are imported here: a page that asks
 * for the services loads no driver.
 */
export type Services = {
  publicApi: PublicApi
  /** The peer that this process's own listener has seen; `0.0.0.0` for a request that came another way. */
  peerOf(headers: { get(name: string): string | null }): string
  systems: SystemsGateway
  lists: ListsGateway
  /** The CPF behind a reference that a system has given this member; throws `referencia_invalida` for any other. */
  openCandidate(memberId: MemberId, ref: string): string
  grants: GrantsGateway
  approvals: ApprovalsGateway
  status: StatusGateway
  breakers: BreakerWatch
  members: MembersServices
  keys: KeysServices
  tasks: TasksServices
  portal: PortalFacts
}

const KEY = Symbol.for('crivo.services')

// The holder is the one property that both module graphs agree on.
const holder = globalThis as typeof globalThis & { [KEY]?: Services }

/** Called once per process, before Next is prepared. */
export function installServices(services: Services): void {
  if (holder[KEY]) throw new Error('services are already installed')
  holder[KEY] = services
}

/** The services of this process. Throws where none were installed: while building, or in a page made static. */
export function services(): Services {
  const installed = holder[KEY]
  if (!installed) throw new Error('services are not installed: start through lib/runtime/serve.ts front')
  return installed
}
