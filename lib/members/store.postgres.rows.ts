import type * as Rows from '#lib/datastores/generated/portal/client.ts'
import type { Purpose } from '#lib/kernel/actor.ts'
import type { Institution, Invitation, Member, PasswordReset, Session } from './store.ts'

/*
 * Rows as the domain's types. Each cast below narrows text to a union or a brand that the database itself guarantees:
 * CHECK constraints hold the words and the shapes of ids (migration `rules`), and only this room writes the rows.
 */

export function institutionOf(row: Rows.Institution): Institution {
  const { id, name, kind, tier, status, purposes } = row
  return { id, name, kind, tier, status, purposes: purposes as readonly Purpose[] } as Institution
}

export function memberOf(row: Omit<Rows.Member, 'passwordHash' | 'passwordChangedAt'>): Member {
  const { id, institutionId, email, name, role, status, language, createdAt, totpSince } = row
  return { id, institutionId, email, name, role, status, language, createdAt, secondFactorSince: totpSince } as Member
}

export function sessionOf(row: Rows.Session): Session {
  return row as Session
}

export function invitationOf(row: Omit<Rows.Invitation, 'tokenHash'>): Invitation {
  const { id, institutionId, email, role, language, invitedById } = row
  const { createdAt, expiresAt, acceptedAt, revokedAt } = row
  const times = { createdAt, expiresAt, acceptedAt, revokedAt }
  return { id, institutionId, email, role, language, invitedById, ...times } as Invitation
}

export function passwordResetOf(row: Rows.PasswordReset): PasswordReset {
  const { institutionId, memberId, createdAt, expiresAt, usedAt } = row
  return { institutionId, memberId, createdAt, expiresAt, usedAt } as PasswordReset
}
