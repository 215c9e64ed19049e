import type { UsageBatch } from '#lib/access/usage-meter.ts'
import type { PortalClient } from '#lib/datastores/portal-database.ts'
import { whenReachable } from '#lib/datastores/postgres.ts'

/** Adds batches to the portal's usage by day; one that is in already changes nothing. */
export function createPostgresUsageSums(client: Pick<PortalClient, '$queryRaw'>) {
  return {
    async add({ processo, lote, itens }: UsageBatch, at: Date): Promise<void> {
      if (itens.length === 0) return
      const items = JSON.stringify(itens)
      await whenReachable(
        () =>
          client.$queryRaw`SELECT public.add_usage(${processo}, ${lote}::bigint, ${at}::timestamptz, ${items}::jsonb)`,
      )
    },
  }
}
