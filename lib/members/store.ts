import type { Role } from '#lib/access/roles.ts'
import type { Tier } from '#lib/access/tier.ts'
import type { TrailEntry as PortalTrailEntry } from '#lib/audit/portal-trail.ts'
import type { Purpose } from '#lib/kernel/actor.ts'
import type { InstitutionId, MemberId, randomId, SessionId } from '#lib/kernel/ids.ts'
import type { Page } from '#lib/kernel/page.ts'
import type { Language } from './schemas.ts'

export type InvitationId = ReturnType<typeof randomId<'invitation'>>

export type Institution = {
  id: InstitutionId
  name: string
  kind: 'creditor' | 'platform'
  tier: Tier
  status: 'active' | 'suspended'
  purposes: readonly Purpose[]
}

export type Member = {
  id: MemberId
  institutionId: InstitutionId
  email: string
  name: string
  role: Role
  status: 'active' | 'suspended'
  language: Language
  createdAt: Date
  /** Since when a second factor is asked of this member; null where none is. */
  secondFactorSince: Date | null
}

export type Session = {
  id: SessionId
  institutionId: InstitutionId
  memberId: MemberId
  createdAt: Date
  lastSeenAt: Date
  idleExpiresAt: Date
  absoluteExpiresAt: Date
  revokedAt: Date | null
  ip: string
  userAgent: string | null
}

export type Invitation = {
  id: InvitationId
  institutionId: InstitutionId
  email: string
  role: Role
  language: Language
  invitedById: MemberId
  createdAt: Date
  expiresAt: Date
  acceptedAt: Date | null
  revokedAt: Date | null
}

export type PasswordReset = {
  institutionId: InstitutionId
  memberId: MemberId
  createdAt: Date
  expiresAt: Date
  usedAt: Date | null
}

/** The words of the portal's trail. */
export type MembersEvent =
  | 'session.opened'
  | 'session.ended'
  | 'password.changed'
  | 'password.reset_requested'
  | 'password.reset'
  | 'language.changed'
  | 'second_factor.asked'
  | 'second_factor.begun'
  | 'second_factor.enrolled'
  | 'second_factor.removed'
  | 'second_factor.reset'
  | 'member.invited'
  | 'member.role_changed'
  | 'member.suspended'
  | 'member.resumed'
  | 'member.sessions_ended'
  | 'invitation.accepted'
  | 'invitation.revoked'
  | 'dossier.exported'

export type TrailEntry = PortalTrailEntry<MembersEvent>

/** A credential that names its row before anybody knows whose institution it is. */
export type Account = { member: Member; passwordHash: string; institution: Institution }

/**
 * Where the portal keeps its people. Look-ups that start from a credential come first; everything else happens
 * `within` one institution, in one transaction, and sees nothing of any other.
 */
export type MembersStore = {
  findAccountByEmail(email: string): Promise<Account | null>
  findSession(id: SessionId): Promise<{ session: Session; member: Member; institution: Institution } | null>
  findPasswordReset(tokenHash: Buffer): Promise<PasswordReset | null>
  findInvitation(tokenHash: Buffer): Promise<{ invitation: Invitation; institution: Institution } | null>
  /** One transaction inside one institution; whatever `work` throws undoes it. */
  within<T>(institutionId: InstitutionId, work: (rows: InstitutionRows) => Promise<T>): Promise<T>
  /** Records what happened to nobody known. Throws `auditoria_indisponivel` when it can't. */
  recordUnknown(entry: TrailEntry): Promise<void>
}

/** The rows of one institution, inside a transaction. A row of another answers like a missing one. */
export type InstitutionRows = {
  institutionId: InstitutionId
  institution: InstitutionTable
  members: MemberTable
  secondFactors: SecondFactorTable
  sessions: SessionTable
  passwordResets: PasswordResetTable
  invitations: InvitationTable
  people: PersonReferenceTable
  accessKeys: AccessKeyTable
  /** Adds to the trail. Throws `auditoria_indisponivel` when it can't, which undoes the transaction. */
  record(entry: TrailEntry): Promise<void>
}

export type PageRequest = { limit: number; cursor?: string | undefined }

export type InstitutionTable = {
  /** Its name, for letters. */
  name(): Promise<string>
  /** Creates it or brings it to this state. */
  save(institution: Omit<Institution, 'id'>, now: Date): Promise<void>
}

export type NewMember = Omit<Member, 'institutionId' | 'secondFactorSince'> & { passwordHash: string }

export type MemberTable = {
  find(id: MemberId): Promise<(Member & { passwordHash: string }) | null>
  findByEmail(email: string): Promise<(Member & { passwordHash: string }) | null>
  /** Throws `conflito` when the address has an account anywhere in the platform. */
  insert(member: NewMember): Promise<void>
  setPassword(id: MemberId, passwordHash: string, now: Date): Promise<void>
  setLanguage(id: MemberId, language: Language): Promise<void>
  setRole(id: MemberId, role: Role): Promise<void>
  setStatus(id: MemberId, status: Member['status']): Promise<void>
  list(page: PageRequest): Promise<Page<Member>>
  /** Those of one role who may sign in; a hundred at most. */
  listActive(role: Role): Promise<Member[]>
}

/** Second factors of members; secrets come and go sealed. */
export type SecondFactorTable = {
  find(memberId: MemberId): Promise<{ secret: Buffer | null; pending: Buffer | null; pendingAt: Date | null }>
  /** Keeps a secret that is yet to be confirmed, in place of another such. */
  keepPending(memberId: MemberId, sealed: Buffer, now: Date): Promise<void>
  /** The pending secret becomes the member's, these codes the only ones; `step` is spent. */
  enrol(memberId: MemberId, sealed: Buffer, step: number, codes: readonly Buffer[], now: Date): Promise<void>
  /** Spends a step; false when it, or a newer one, is spent already. Of two at once exactly one is true. */
  spendStep(memberId: MemberId, step: number): Promise<boolean>
  /** Spends a recovery code; false when there is no such unspent one. Of two at once exactly one is true. */
  spendRecoveryCode(memberId: MemberId, codeHmac: Buffer, now: Date): Promise<boolean>
  countRecoveryCodes(memberId: MemberId): Promise<number>
  /** Takes the second factor and its codes away; false when there was none. */
  remove(memberId: MemberId): Promise<boolean>
}

export type SessionTable = {
  insert(session: Omit<Session, 'institutionId'>): Promise<void>
  touch(id: SessionId, now: Date, idleExpiresAt: Date): Promise<void>
  /** Ends one session of a member; false when they have no such live one. Idempotent. */
  end(memberId: MemberId, id: SessionId, now: Date): Promise<boolean>
  /** Ends all of a member's sessions, but for one if given; says how many were live. */
  endAll(memberId: MemberId, now: Date, except?: SessionId): Promise<number>
  listLive(memberId: MemberId, now: Date): Promise<readonly Session[]>
  /** How many live sessions each of these members has, and when one was last used; those without are left out. */
  countLive(
    memberIds: readonly MemberId[],
    now: Date,
  ): Promise<ReadonlyMap<string, { count: number; lastSeenAt: Date }>>
}

export type PasswordResetTable = {
  insert(reset: Omit<PasswordReset, 'institutionId' | 'usedAt'> & { tokenHash: Buffer }): Promise<void>
  /** Spends a live token; false when it is spent, over or unknown. Of two at once exactly one is true. */
  spend(tokenHash: Buffer, now: Date): Promise<boolean>
  /** Spends whatever other tokens the member still has. */
  spendAll(memberId: MemberId, now: Date): Promise<void>
}

export type InvitationTable = {
  insert(
    invitation: Omit<Invitation, 'institutionId' | 'acceptedAt' | 'revokedAt'> & { tokenHash: Buffer },
  ): Promise<void>
  /** Spends a live invitation; false when it is spent, over or unknown. Of two at once exactly one is true. */
  accept(tokenHash: Buffer, now: Date): Promise<boolean>
  /** Revokes an open one; false when there is no such. */
  revoke(id: InvitationId, now: Date): Promise<boolean>
  /** Revokes the open ones of an address, so that the newest link is the only one. */
  revokeOpen(email: string, now: Date): Promise<void>
  /** Neither accepted nor revoked, newest first; those that are over included. */
  listOpen(page: PageRequest): Promise<Page<Invitation>>
}

export type PersonReferenceTable = {
  /** Idempotent: the same person again only notes the use. */
  keep(reference: string, sealedCpf: Buffer, now: Date): Promise<void>
  /** The sealed CPF behind a reference, noting the use; null when there is none. */
  use(reference: string, now: Date): Promise<Buffer | null>
}

export type AccessKeyRow = {
  id: string
  name: string
  environment: 'live' | 'test'
  kind: 'partner' | 'portal'
  scopes: readonly string[]
  tier: Tier
  purposes: readonly Purpose[]
  ips: readonly string[]
  expiresAt: Date | null
  secret: { hmac: Buffer; last4: string; pepperVersion: number }
}

export type AccessKeyTable = {
  /** Creates an active key with its secret, or brings the one that is there to this state; false for a revoked one. */
  save(key: AccessKeyRow, now: Date): Promise<boolean>
}
