import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { prepareLocalServers } from '#lib/datastores/embedded/local-servers.ts'
import type { PostgresCluster } from '#lib/datastores/embedded/postgres-cluster.ts'
import { Supervisor } from '#lib/runtime/orchestrator/supervisor.ts'

/**
 * A cluster that nothing was ever done to, for tests of what belongs to a whole cluster (roles, their attributes): the
 * shared servers remember what earlier migrations made. Gone afterwards.
 */
export async function withFreshCluster<T>(
  work: (cluster: PostgresCluster, supervisor: Supervisor) => Promise<T>,
): Promise<T> {
  const stateDir = mkdtempSync(join(tmpdir(), 'crivo-cluster-'))
  chmodSync(stateDir, 0o711)
  const supervisor = new Supervisor(stateDir, pino({ level: 'silent' }))
  try {
    const { portal } = await prepareLocalServers({
      stateDir,
      cacheDir: stateDir,
      want: ['portal'],
      mongodPort: 0,
      durable: false,
    })
    if (!portal) throw new Error('the cluster was asked for')
    await supervisor.startStage([portal.process()])
    return await work(portal, supervisor)
  } finally {
    await supervisor.stopAll()
    rmSync(stateDir, { recursive: true, force: true })
  }
}
