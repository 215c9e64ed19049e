import type { Prisma } from '#lib/datastores/generated/portal/client.ts'
import { isUniqueViolation } from '#lib/datastores/postgres.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import type { InstitutionId } from '#lib/kernel/ids.ts'
import type { Page } from '#lib/kernel/page.ts'
import { invitationOf, memberOf, sessionOf } from './store.postgres.rows.ts'
import type { InvitationTable, MemberTable, PageRequest, PasswordResetTable, SessionTable } from './store.ts'

type Transaction = Prisma.TransactionClient

/** One more row than asked for tells whether there is a next page. */
function pageQuery({ limit, cursor }: PageRequest) {
  return { take: limit + 1, ...(cursor === undefined ? {} : { cursor: { id: cursor }, skip: 1 }) }
}

function pageOf<Row extends { id: string }>(rows: readonly Row[], limit: number): Page<Row> {
  const items = rows.slice(0, limit)
  return { items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null }
}

export function memberTable(tx: Transaction, institutionId: InstitutionId): MemberTable {
  return {
    async find(id) {
      const row = await tx.member.findFirst({ where: { institutionId, id } })
      return row && { ...memberOf(row), passwordHash: row.passwordHash }
    },
    async findByEmail(email) {
      const row = await tx.member.findFirst({ where: { institutionId, email } })
      return row && { ...memberOf(row), passwordHash: row.passwordHash }
    },
    async insert(member) {
      try {
        await tx.member.create({ data: { ...member, institutionId, passwordChangedAt: member.createdAt } })
      } catch (error) {
        throw isUniqueViolation(error) ? new AppError('conflito', { reason: 'e-mail taken', cause: error }) : error
      }
    },
    async setPassword(id, passwordHash, now) {
      await tx.member.updateMany({ where: { institutionId, id }, data: { passwordHash, passwordChangedAt: now } })
    },
    async setLanguage(id, language) {
      await tx.member.updateMany({ where: { institutionId, id }, data: { language } })
    },
    async setRole(id, role) {
      await tx.member.updateMany({ where: { institutionId, id }, data: { role } })
    },
    async setStatus(id, status) {
      await tx.member.updateMany({ where: { institutionId, id }, data: { status } })
    },
    async list(page) {
      const rows = await tx.member.findMany({
        where: { institutionId },
        orderBy: [{ name: 'asc' }, { id: 'asc' }],
        ...pageQuery(page),
      })
      return pageOf(rows.map(memberOf), page.limit)
    },
    async listActive(role) {
      const where = { institutionId, role, status: 'active' }
      return (await tx.member.findMany({ where, orderBy: { id: 'asc' }, take: 100 })).map(memberOf)
    },
  }
}

export function sessionTable(tx: Transaction, institutionId: InstitutionId): SessionTable {
  return {
    async insert(session) {
      await tx.session.create({ data: { ...session, institutionId } })
    },
    async touch(id, now, idleExpiresAt) {
      // Conditions repeated here, so that a session that ended a moment ago doesn't come back to life.
      await tx.session.updateMany({
        where: { institutionId, id, revokedAt: null, idleExpiresAt: { gt: now } },
        data: { lastSeenAt: now, idleExpiresAt },
      })
    },
    async end(memberId, id, now) {
      const where = { institutionId, memberId, id, revokedAt: null }
      return (await tx.session.updateMany({ where, data: { revokedAt: now } })).count > 0
    },
    async endAll(memberId, now, except) {
      const others = except === undefined ? {} : { id: { not: except } }
      const where = { institutionId, memberId, revokedAt: null, ...others }
      return (await tx.session.updateMany({ where, data: { revokedAt: now } })).count
    },
    async listLive(memberId, now) {
      const rows = await tx.session.findMany({
        where: {
          institutionId,
          memberId,
          revokedAt: null,
          idleExpiresAt: { gt: now },
          absoluteExpiresAt: { gt: now },
        },
        orderBy: { lastSeenAt: 'desc' },
        take: 100,
      })
      return rows.map(sessionOf)
    },
    async countLive(memberIds, now) {
      const groups = await tx.session.groupBy({
        by: ['memberId'],
        where: {
          institutionId,
          memberId: { in: [...memberIds] },
          revokedAt: null,
          idleExpiresAt: { gt: now },
          absoluteExpiresAt: { gt: now },
        },
        _count: true,
        _max: { lastSeenAt: true },
      })
      return new Map(
        groups.map(({ memberId, _count, _max }) => [memberId, { count: _count, lastSeenAt: _max.lastSeenAt ?? now }]),
      )
    },
  }
}

export function passwordResetTable(tx: Transaction, institutionId: InstitutionId): PasswordResetTable {
  return {
    async insert({ tokenHash, ...reset }) {
      await tx.passwordReset.create({ data: { ...reset, institutionId, tokenHash: new Uint8Array(tokenHash) } })
    },
    async spend(tokenHash, now) {
      const where = { institutionId, tokenHash: new Uint8Array(tokenHash), usedAt: null, expiresAt: { gt: now } }
      return (await tx.passwordReset.updateMany({ where, data: { usedAt: now } })).count === 1
    },
    async spendAll(memberId, now) {
      await tx.passwordReset.updateMany({ where: { institutionId, memberId, usedAt: null }, data: { usedAt: now } })
    },
  }
}

export function invitationTable(tx: Transaction, institutionId: InstitutionId): InvitationTable {
  const open = { institutionId, acceptedAt: null, revokedAt: null }
  return {
    async insert({ tokenHash, ...invitation }) {
      await tx.invitation.create({ data: { ...invitation, institutionId, tokenHash: new Uint8Array(tokenHash) } })
    },
    async accept(tokenHash, now) {
      const where = { ...open, tokenHash: new Uint8Array(tokenHash), expiresAt: { gt: now } }
      return (await tx.invitation.updateMany({ where, data: { acceptedAt: now } })).count === 1
    },
    async revoke(id, now) {
      return (await tx.invitation.updateMany({ where: { ...open, id }, data: { revokedAt: now } })).count === 1
    },
    async revokeOpen(email, now) {
      await tx.invitation.updateMany({ where: { ...open, email }, data: { revokedAt: now } })
    },
    async listOpen(page) {
      const rows = await tx.invitation.findMany({
        where: open,
        orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
        ...pageQuery(page),
      })
      return pageOf(rows.map(invitationOf), page.limit)
    },
  }
}
