import { createPasswordHasher } from '#lib/access/passwords/password-hash.ts'
import { createPortalClient, type PortalDatabase } from '#lib/datastores/portal-database.ts'
import { type Clock, systemClock } from '#lib/kernel/clock.ts'
import { type IdSource, randomId } from '#lib/kernel/ids.ts'
import type { Redacted } from '#lib/kernel/redacted.ts'
import { createMail } from '#lib/mail/index.ts'
import type { Logger } from '#lib/telemetry/logger.ts'
import { createBackground } from './background.ts'
import type { MembersContext } from './context.ts'
import { acceptInvitation } from './operations/accept-invitation.ts'
import { beginSecondFactor } from './operations/begin-second-factor.ts'
import { changeLanguage } from './operations/change-language.ts'
import { changePassword } from './operations/change-password.ts'
import { confirmSecondFactor } from './operations/confirm-second-factor.ts'
import { countRecoveryCodes } from './operations/count-recovery-codes.ts'
import { endSession } from './operations/end-session.ts'
import { findInvitation } from './operations/find-invitation.ts'
import { findPersonReference } from './operations/find-person-reference.ts'
import { findSession } from './operations/find-session.ts'
import { inviteMember } from './operations/invite-member.ts'
import { keepPersonReference } from './operations/keep-person-reference.ts'
import { listInvitations } from './operations/list-invitations.ts'
import { listMembers } from './operations/list-members.ts'
import { listSessions } from './operations/list-sessions.ts'
import { changeMemberRole, endMemberSessions, resumeMember, suspendMember } from './operations/manage-member.ts'
import { recordExport } from './operations/record-export.ts'
import { removeSecondFactor } from './operations/remove-second-factor.ts'
import { requestPasswordReset } from './operations/request-password-reset.ts'
import { resetPassword } from './operations/reset-password.ts'
import { resetSecondFactor } from './operations/reset-second-factor.ts'
import { revokeInvitation } from './operations/revoke-invitation.ts'
import { signIn } from './operations/sign-in.ts'
import { signOut } from './operations/sign-out.ts'
import { tellApprovers } from './operations/tell-approvers.ts'
import { createPersonReferences } from './person-reference.ts'
import { createSecondFactors } from './second-factor.ts'
import { createPostgresMembersStore } from './store.postgres.ts'
import { createThrottle } from './throttle.ts'

const OPERATIONS = {
  signIn,
  findSession,
  requestPasswordReset,
  resetPassword,
  findInvitation,
  acceptInvitation,
  signOut,
  listSessions,
  endSession,
  changePassword,
  changeLanguage,
  beginSecondFactor,
  confirmSecondFactor,
  removeSecondFactor,
  resetSecondFactor,
  countRecoveryCodes,
  inviteMember,
  listInvitations,
  revokeInvitation,
  listMembers,
  changeMemberRole,
  suspendMember,
  resumeMember,
  endMemberSessions,
  keepPersonReference,
  findPersonReference,
  recordExport,
  tellApprovers,
}
type Operations = typeof OPERATIONS

/** An operation without its context. */
type Bound<Operation> = Operation extends (context: MembersContext, ...rest: infer Rest) => infer Answer
  ? (...rest: Rest) => Answer
  : never

/** Every operation of this room, tied to its stores: what the portal's pages call. */
export type MembersServices = { [Name in keyof Operations]: Bound<Operations[Name]> }

export function bindOperations(context: MembersContext): MembersServices {
  const bound = Object.entries(OPERATIONS).map(([name, operation]) => {
    // One list of operations, each with its own type; the mapped type above says what comes out for each name.
    const run = operation as (context: MembersContext, ...rest: unknown[]) => unknown
    return [name, (...rest: unknown[]) => run(context, ...rest)]
  })
  return Object.fromEntries(bound) as MembersServices
}

export type MembersConfig = {
  CRIVO_ENV: 'demo' | 'production'
  CRIVO_STATE: string
  PUBLIC_URL?: string | undefined
  PORT: number
  DATABASE_URL_PORTAL: Redacted<string>
  PERSON_REFERENCE_KEY: Redacted<string>
  SECOND_FACTOR_KEY: Redacted<string>
  SMTP_URL?: Redacted<string> | undefined
  MAIL_FROM: string
}

export type MembersOptions = { logger: Logger; clock?: Clock; ids?: IdSource }

/** A sign-in takes one connection for a few milliseconds at a time; pages ask for their session once a request. */
const CONNECTIONS = 10
/** Two of libuv's four threads: look-ups of names and files keep the others. */
const HASHING = { concurrency: 2, queue: 50 }

/**
 * The portal's people, wired to their database and mail. Nothing connects before first use; `ready` asks whether the
 * database answers, `close` lets started work end and closes what was opened.
 */
export function createMembersServices(
  config: MembersConfig,
  { logger, clock = systemClock, ids = randomId }: MembersOptions,
): MembersServices & { ready(): Promise<void>; close(): Promise<void> } {
  const database: PortalDatabase = createPortalClient(config.DATABASE_URL_PORTAL, {
    max: CONNECTIONS,
    applicationName: 'crivo-portal',
    onIdleError: (error) => logger.warn({ event: 'portal-database.connection-lost', err: error }),
  })
  const mail = createMail(config, clock)
  const background = createBackground(logger)
  const context: MembersContext = {
    store: createPostgresMembersStore(database.client),
    passwords: createPasswordHasher(HASHING),
    throttle: createThrottle(database.pool),
    references: createPersonReferences(config.PERSON_REFERENCE_KEY),
    secondFactors: createSecondFactors(config.SECOND_FACTOR_KEY),
    secondFactorRequired: config.CRIVO_ENV === 'production',
    publicUrl: config.PUBLIC_URL ?? `http://localhost:${config.PORT}`,
    mail,
    background,
    clock,
    ids,
  }
  return {
    ...bindOperations(context),
    ready: () => database.ping(),
    async close() {
      await background.settle()
      await mail.close()
      await database.close()
    },
  }
}
