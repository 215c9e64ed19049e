import { recordPortalEvent } from '#lib/audit/portal-trail.ts'
import type * as Rows from '#lib/datastores/generated/portal/client.ts'
import { type PortalClient, withinInstitution } from '#lib/datastores/portal-database.ts'
import type { AccessKeyId, InstitutionId } from '#lib/kernel/ids.ts'
import type { AccessKey } from './key.ts'
import { usageRowsOf } from './store.postgres.usage.ts'
import type { KeyRows, KeysStore, StoredSecret } from './store.ts'
import type { LastUse } from './usage.ts'

type Transaction = Rows.Prisma.TransactionClient

/**
 * Keys in the portal's Postgres, as the role `portal_app`. Each transaction first names its institution, which row
 * security goes by; each query names it again.
 */
export function createPostgresKeysStore(client: PortalClient): KeysStore {
  return {
    within: (institutionId, work) => withinInstitution(client, institutionId, (tx) => work(rowsOf(tx, institutionId))),
  }
}

function rowsOf(tx: Transaction, institutionId: InstitutionId): KeyRows {
  const withSecrets = (now: Date) => ({
    secrets: {
      where: { OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] },
      orderBy: { createdAt: 'desc' as const },
      select: { last4: true, createdAt: true, expiresAt: true },
    },
  })
  // The portal's own credential is no institution's to see.
  const partners = { institutionId, kind: 'partner' }
  const usage = usageRowsOf(tx, institutionId)

  async function find(id: AccessKeyId, now: Date): Promise<AccessKey | null> {
    const row = await tx.accessKey.findFirst({ where: { ...partners, id }, include: withSecrets(now) })
    return row && keyOf(row, await usage.lastUses([id]))
  }

  return {
    ...usage,
    find,
    async terms() {
      const terms = await tx.institution.findUniqueOrThrow({
        where: { id: institutionId },
        select: { name: true, tier: true, purposes: true },
      })
      // CHECK constraints and this room's own writes hold the words.
      return terms as Awaited<ReturnType<KeyRows['terms']>>
    },
    async findForChange(id, now) {
      await tx.$queryRaw`SELECT 1 FROM public.access_key
        WHERE institution_id = ${institutionId} AND id = ${id} FOR NO KEY UPDATE`
      return find(id, now)
    },
    async list({ limit, cursor }, now) {
      const rows = await tx.accessKey.findMany({
        where: partners,
        orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
        take: limit + 1,
        ...(cursor === undefined ? {} : { cursor: { id: cursor }, skip: 1 }),
        include: withSecrets(now),
      })
      const shown = rows.slice(0, limit)
      const uses = await usage.lastUses(shown.map(({ id }) => id as AccessKeyId))
      const items = shown.map((row) => keyOf(row, uses))
      return { items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null }
    },
    countUnrevoked: () => tx.accessKey.count({ where: { ...partners, status: { not: 'revogada' } } }),
    async insert({ scopes, purposes, ips, limit, ...key }, secret) {
      const lists = { scopes: [...scopes], purposes: [...purposes], ips: [...ips] }
      const limits = { limitQuota: limit?.quota ?? null, limitSeconds: limit?.seconds ?? null }
      await tx.accessKey.createMany({ data: [{ ...key, ...lists, ...limits, institutionId, kind: 'partner' }] })
      await insertSecret(key.id, secret)
    },
    async update(id, { scopes, ...change }) {
      const data = { ...change, ...(scopes ? { scopes: [...scopes] } : {}) }
      await tx.accessKey.updateMany({ where: { ...partners, id }, data })
    },
    async rotate(id, secret, endsAt) {
      const now = secret.createdAt
      const live = { institutionId, accessKeyId: id, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] }
      const newest = await tx.accessKeySecret.findFirst({ where: live, orderBy: { createdAt: 'desc' } })
      const end = (where: object, expiresAt: Date) =>
        tx.accessKeySecret.updateMany({ where: { ...live, ...where }, data: { expiresAt } })
      if (newest) {
        await end({ secretHmac: { not: newest.secretHmac } }, now)
        // One that was to end sooner still does.
        const until = newest.expiresAt !== null && newest.expiresAt < endsAt ? newest.expiresAt : endsAt
        await end({ secretHmac: newest.secretHmac }, until)
      }
      await insertSecret(id, secret)
    },
    async note({ caller, idempotencyKey, digest }, accessKeyId, now) {
      const data = {
        institutionId,
        caller,
        idempotencyKey,
        digest: new Uint8Array(digest),
        accessKeyId,
        createdAt: now,
      }
      // Of two at once the second waits here for the first, and finds what it left.
      const { count } = await tx.accessKeyRequest.createMany({ data: [data], skipDuplicates: true })
      if (count === 1) return null
      const before = await tx.accessKeyRequest.findFirstOrThrow({ where: { institutionId, caller, idempotencyKey } })
      return { id: before.accessKeyId as AccessKeyId, digest: Buffer.from(before.digest) }
    },
    async stopLeaked({ digests, at, events, requestId, ip }) {
      await tx.$executeRaw`SELECT public.stop_leaked_keys(
        ${digests.map((digest) => new Uint8Array(digest))}::bytea[], ${at}::timestamptz, ${[...events]}::text[],
        ${requestId}, ${ip})`
    },
    record: (entry) => recordPortalEvent(tx, institutionId, entry),
  }

  async function insertSecret(accessKeyId: AccessKeyId, { hmac, ...secret }: StoredSecret): Promise<void> {
    const row = { ...secret, secretHmac: new Uint8Array(hmac), institutionId, accessKeyId, expiresAt: null }
    await tx.accessKeySecret.createMany({ data: [row] })
  }
}

type Row = Rows.AccessKey & { secrets: Pick<Rows.AccessKeySecret, 'last4' | 'createdAt' | 'expiresAt'>[] }

function keyOf({ limitQuota, limitSeconds, kind: _, ...row }: Row, uses: readonly LastUse[]): AccessKey {
  const limit = limitQuota === null || limitSeconds === null ? null : { quota: limitQuota, seconds: limitSeconds }
  const { id, institutionId, environment, status, revokedBecause, ...rest } = row
  const { scopes, tier, purposes, secrets: rows, ...others } = rest
  const own = uses.filter(({ keyId }) => keyId === id)
  const secrets = rows.map((secret) => ({
    ...secret,
    // Ends of secrets are short: an earlier one of the same end was used before this one was made.
    lastUsedAt: newest(own.filter(({ secret: end, at }) => end === secret.last4 && at >= secret.createdAt)),
  }))
  // CHECK constraints hold the words and the shapes of ids, and only this room writes scopes, tiers and purposes.
  const words = { id, institutionId, environment, status, revokedBecause, scopes, tier, purposes } as object as Pick<
    AccessKey,
    'id' | 'institutionId' | 'environment' | 'status' | 'revokedBecause' | 'scopes' | 'tier' | 'purposes'
  >
  return { ...others, ...words, limit, secrets, lastUsedAt: newest(own) }
}

function newest(uses: readonly LastUse[]): Date | null {
  return uses.reduce<Date | null>((latest, { at }) => (latest === null || at > latest ? at : latest), null)
}
