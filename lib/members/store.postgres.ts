import { recordPortalEvent } from '#lib/audit/portal-trail.ts'
import type { Prisma } from '#lib/datastores/generated/portal/client.ts'
import { PORTAL_TRANSACTION, type PortalClient, withinInstitution } from '#lib/datastores/portal-database.ts'
import { setLocal, whenReachable } from '#lib/datastores/postgres.ts'
import type { InstitutionId } from '#lib/kernel/ids.ts'
import { secondFactorTable } from './store.postgres.factors.ts'
import { invitationTable, memberTable, passwordResetTable, sessionTable } from './store.postgres.people.ts'
import { institutionOf, invitationOf, memberOf, passwordResetOf, sessionOf } from './store.postgres.rows.ts'
import type { AccessKeyTable, InstitutionRows, InstitutionTable, MembersStore, PersonReferenceTable } from './store.ts'

type Transaction = Prisma.TransactionClient

/**
 * The portal's people in Postgres, as the role `portal_app`. Each transaction first names its institution, which row
 * security goes by; each query names it again.
 */
export function createPostgresMembersStore(client: PortalClient): MembersStore {
  const transact = <T>(work: (tx: Transaction) => Promise<T>) =>
    whenReachable(() => client.$transaction(work, PORTAL_TRANSACTION))

  /** The institution that a row seen by its credential belongs to; the query runs even for nobody, to take as long. */
  async function institutionBehind(tx: Transaction, row: { institutionId: string } | null) {
    const id = row?.institutionId ?? ''
    await setLocal(tx, 'crivo.institution', id)
    return tx.institution.findFirst({ where: { id } })
  }

  return {
    findAccountByEmail: (email) =>
      transact(async (tx) => {
        await setLocal(tx, 'crivo.credential', email)
        const member = await tx.member.findFirst({ where: { email } })
        const institution = await institutionBehind(tx, member)
        if (!member || !institution) return null
        return { member: memberOf(member), passwordHash: member.passwordHash, institution: institutionOf(institution) }
      }),

    findSession: (id) =>
      transact(async (tx) => {
        await setLocal(tx, 'crivo.credential', id)
        const session = await tx.session.findFirst({ where: { id } })
        if (!session) return null
        const institution = await institutionBehind(tx, session)
        const { institutionId, memberId } = session
        const member = await tx.member.findFirst({ where: { institutionId, id: memberId } })
        if (!member || !institution) return null
        return { session: sessionOf(session), member: memberOf(member), institution: institutionOf(institution) }
      }),

    findPasswordReset: (tokenHash) =>
      transact(async (tx) => {
        await setLocal(tx, 'crivo.credential', tokenHash.toString('hex'))
        const row = await tx.passwordReset.findFirst({ where: { tokenHash: new Uint8Array(tokenHash) } })
        return row && passwordResetOf(row)
      }),

    findInvitation: (tokenHash) =>
      transact(async (tx) => {
        await setLocal(tx, 'crivo.credential', tokenHash.toString('hex'))
        const row = await tx.invitation.findFirst({ where: { tokenHash: new Uint8Array(tokenHash) } })
        const institution = await institutionBehind(tx, row)
        return row && institution && { invitation: invitationOf(row), institution: institutionOf(institution) }
      }),

    within: (institutionId, work) => withinInstitution(client, institutionId, (tx) => work(rowsOf(tx, institutionId))),

    recordUnknown: (entry) =>
      transact(async (tx) => {
        // As many statements as for a member, so that the time of a refusal doesn't tell the two apart.
        await setLocal(tx, 'crivo.institution', '')
        await recordPortalEvent(tx, null, entry)
      }),
  }
}

function rowsOf(tx: Transaction, institutionId: InstitutionId): InstitutionRows {
  return {
    institutionId,
    institution: institutionTable(tx, institutionId),
    members: memberTable(tx, institutionId),
    secondFactors: secondFactorTable(tx, institutionId),
    sessions: sessionTable(tx, institutionId),
    passwordResets: passwordResetTable(tx, institutionId),
    invitations: invitationTable(tx, institutionId),
    people: personReferenceTable(tx, institutionId),
    accessKeys: accessKeyTable(tx, institutionId),
    record: (entry) => recordPortalEvent(tx, institutionId, entry),
  }
}

function institutionTable(tx: Transaction, id: InstitutionId): InstitutionTable {
  return {
    async name() {
      return (await tx.institution.findUniqueOrThrow({ where: { id }, select: { name: true } })).name
    },
    async save({ purposes, ...rest }, now) {
      const changeable = { name: rest.name, tier: rest.tier, status: rest.status, purposes: [...purposes] }
      const updated = await tx.institution.updateMany({ where: { id }, data: changeable })
      if (updated.count > 0) return
      await tx.institution.create({ data: { ...changeable, id, kind: rest.kind, createdAt: now } })
    },
  }
}

function personReferenceTable(tx: Transaction, institutionId: InstitutionId): PersonReferenceTable {
  return {
    async keep(reference, sealedCpf, now) {
      // Two look-ups of the same person at once: the second insert finds the row and does nothing.
      const data = [{ institutionId, reference, sealedCpf: new Uint8Array(sealedCpf), createdAt: now, lastUsedAt: now }]
      const created = await tx.personReference.createMany({ data, skipDuplicates: true })
      if (created.count > 0) return
      await tx.personReference.updateMany({ where: { institutionId, reference }, data: { lastUsedAt: now } })
    },
    async use(reference, now) {
      const row = await tx.personReference.findFirst({ where: { institutionId, reference } })
      if (!row) return null
      await tx.personReference.updateMany({ where: { institutionId, reference }, data: { lastUsedAt: now } })
      return Buffer.from(row.sealedCpf)
    },
  }
}

function accessKeyTable(tx: Transaction, institutionId: InstitutionId): AccessKeyTable {
  return {
    async save({ secret, ...key }, now) {
      const changeable = {
        name: key.name,
        scopes: [...key.scopes],
        tier: key.tier,
        purposes: [...key.purposes],
        ips: [...key.ips],
        status: 'ativa',
        expiresAt: key.expiresAt,
      }
      const { id, environment, kind } = key
      const existing = await tx.accessKey.findFirst({ where: { institutionId, id }, select: { status: true } })
      if (existing?.status === 'revogada') return false
      if (existing) await tx.accessKey.updateMany({ where: { institutionId, id }, data: changeable })
      else await tx.accessKey.create({ data: { ...changeable, id, institutionId, environment, kind, createdAt: now } })
      const secretHmac = new Uint8Array(secret.hmac)
      const { last4, pepperVersion } = secret
      await tx.accessKeySecret.createMany({
        data: [{ secretHmac, institutionId, accessKeyId: id, last4, pepperVersion, createdAt: now, expiresAt: null }],
        skipDuplicates: true,
      })
      return true
    },
  }
}
