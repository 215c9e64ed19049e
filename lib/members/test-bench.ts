import { randomBytes } from 'node:crypto'
import { createPasswordHasher } from '#lib/access/passwords/password-hash.ts'
import type { Permission } from '#lib/access/permission-catalogue.ts'
import type { Role } from '#lib/access/roles.ts'
import { createPortalClient, type PortalDatabase } from '#lib/datastores/portal-database.ts'
import type { Call } from '#lib/kernel/call.ts'
import { type InstitutionId, type MemberId, randomId, type SessionId } from '#lib/kernel/ids.ts'
import { Redacted } from '#lib/kernel/redacted.ts'
import type { Mail, MailPort } from '#lib/mail/index.ts'
import { createLogger } from '#lib/telemetry/logger.ts'
import { FakeClock } from '#lib/testing/fake-clock.ts'
import { testServers } from '#lib/testing/servers.ts'
import { createBackground } from './background.ts'
import { callOf } from './call-of.ts'
import type { MembersContext } from './context.ts'
import { createPersonReferences } from './person-reference.ts'
import { createSecondFactors } from './second-factor.ts'
import { bindOperations } from './services.ts'
import { createPostgresMembersStore } from './store.postgres.ts'
import { createThrottle } from './throttle.ts'
import type { Visitor } from './visitor.ts'

export const PASSWORD = 'onze maçãs verdes'

export type BenchMember = { id: MemberId; email: string }

/** A mailbox that keeps every letter, and refuses them while it is `down`. */
function createMailbox() {
  const outbox: Mail[] = []
  const mailState = { down: false }
  const mail: MailPort = {
    async send(letter) {
      if (mailState.down) throw new Error('the mail server is away')
      outbox.push(letter)
    },
    async close() {},
  }
  return { outbox, mailState, mail }
}

function createContext(database: PortalDatabase, mail: MailPort) {
  const clock = new FakeClock()
  const context: MembersContext = {
    store: createPostgresMembersStore(database.client),
    passwords: createPasswordHasher({ concurrency: 2, queue: 200 }),
    throttle: createThrottle(database.pool),
    references: createPersonReferences(new Redacted('a test key of no importance at all')),
    secondFactors: createSecondFactors(new Redacted('another test key of no importance')),
    secondFactorRequired: false,
    background: createBackground(createLogger('test', 'silent')),
    publicUrl: 'http://localhost:3000',
    ids: randomId,
    mail,
    clock,
  }
  return { context, clock }
}

/**
 * This room on the real database as `portal_app`, with an institution, a clock, a mailbox and an address of its own.
 * For tests only. `close` it.
 */
export async function createBench() {
  const options = { max: 6, applicationName: 'test', onIdleError: () => {} }
  const servers = testServers()
  const database = createPortalClient(servers.portal.role('portal_app'), options)
  const inspector = createPortalClient(servers.portal.superuser, options)
  const { outbox, mailState, mail } = createMailbox()
  const { context, clock } = createContext(database, mail)
  const services = bindOperations(context)
  const institutionId = await createInstitution(context)
  // A network of this test's own: throttles count by address, on a table that all tests share.
  const network = `2001:db8:${randomBytes(2).toString('hex')}:${randomBytes(2).toString('hex')}`

  const visitor = (host = '1'): Visitor => ({
    requestId: randomId('request'),
    ip: `${network}::${host}`,
    userAgent: 'test',
  })

  async function signInAs(member: BenchMember, password = PASSWORD): Promise<SessionId> {
    const result = await services.signIn(visitor(), { email: member.email, password })
    if (result.kind !== 'signed_in') throw new Error(`could not sign in: ${result.kind}`)
    return result.sessionId
  }

  /** A call of the member whose live session this is. */
  async function callIn(sessionId: SessionId): Promise<Call<Permission>> {
    const session = await services.findSession(sessionId)
    if (!session) throw new Error('the session is not live')
    return callOf(session, visitor())
  }

  return {
    services,
    context,
    clock,
    outbox,
    mailState,
    institutionId,
    visitor,
    inspector: inspector.client,
    addMember: (role: Role, institution = institutionId) => addMember(context, institution, role),
    addInstitution: () => createInstitution(context),
    signInAs,
    callIn,
    callAs: async (member: BenchMember, password?: string) => callIn(await signInAs(member, password)),
    /** What the trail says of an institution, in order of writing. */
    trail: (id: InstitutionId = institutionId) =>
      inspector.client.portalEvent.findMany({ where: { institutionId: id }, orderBy: [{ at: 'asc' }, { id: 'asc' }] }),
    async close() {
      await context.background.settle()
      await Promise.all([database.close(), inspector.close()])
    },
  }
}

export type Bench = Awaited<ReturnType<typeof createBench>>

async function createInstitution({ store, clock }: MembersContext): Promise<InstitutionId> {
  const id = randomId('institution')
  const terms = { kind: 'creditor', tier: 'basico', status: 'active', purposes: ['analise_de_credito'] } as const
  await store.within(id, (rows) => rows.institution.save({ ...terms, name: `Banco ${id.slice(-4)}` }, clock.now()))
  return id
}

async function addMember(
  { store, clock, passwords }: MembersContext,
  institutionId: InstitutionId,
  role: Role,
): Promise<BenchMember> {
  const id = randomId('member')
  const email = `${id.slice(4).toLowerCase()}@banco.example`
  const passwordHash = await passwords.hash(PASSWORD)
  const common = { id, email, role, passwordHash, createdAt: clock.now() }
  await store.within(institutionId, (rows) =>
    rows.members.insert({ ...common, name: `Pessoa ${id.slice(-4)}`, status: 'active', language: 'pt-BR' }),
  )
  return { id, email }
}
