import type { Prisma } from '#lib/datastores/generated/portal/client.ts'
import type { PortalClient } from '#lib/datastores/portal-database.ts'
import { whenReachable } from '#lib/datastores/postgres.ts'
import type { Checkpoint } from './trail-checkpoint.ts'

type Row = Prisma.TrailCheckpointGetPayload<Record<string, never>>

/** The table of checkpoints in the portal's database: read by the portal and the worker, added to by the worker alone. */
export function createPostgresCheckpointStore(client: PortalClient) {
  return {
    findLast: (): Promise<Checkpoint | null> =>
      whenReachable(async () => {
        const row = await client.trailCheckpoint.findFirst({ orderBy: { number: 'desc' } })
        return row && checkpointOf(row)
      }),
    /** In order of their numbers. */
    listAfter: (number: number): Promise<Checkpoint[]> =>
      whenReachable(async () => {
        const where = { number: { gt: BigInt(number) } }
        return (await client.trailCheckpoint.findMany({ where, orderBy: { number: 'asc' } })).map(checkpointOf)
      }),
    add: (checkpoint: Checkpoint): Promise<void> =>
      whenReachable(async () => {
        await client.trailCheckpoint.create({ data: rowOf(checkpoint) })
      }),
  }
}

function checkpointOf({ number, hash, rows, at, signature }: Row): Checkpoint {
  return { number: Number(number), hash: Buffer.from(hash), rows: Number(rows), at, signature: Buffer.from(signature) }
}

function rowOf({ number, hash, rows, at, signature }: Checkpoint): Row {
  return {
    number: BigInt(number),
    hash: new Uint8Array(hash),
    rows: BigInt(rows),
    at,
    signature: new Uint8Array(signature),
  }
}
