import type { KeyScope, Permission } from '#lib/access/permission-catalogue.ts'
import { createPortalClient } from '#lib/datastores/portal-database.ts'
import type { Call } from '#lib/kernel/call.ts'
import { type AccessKeyId, type InstitutionId, randomId } from '#lib/kernel/ids.ts'
import { Redacted } from '#lib/kernel/redacted.ts'
import { createKeysBench, WANTED } from '#lib/keys/test-bench.ts'
import { testServers } from '#lib/testing/servers.ts'
import { bindTasks, sealsOf, type TasksServices } from './services.ts'
import { createPostgresTasksStore } from './store.postgres.ts'
import { createPostgresTaskWorkStore } from './store.postgres.work.ts'

/** For apps whose tasks no test asks for. */
export function closedTasks(): TasksServices {
  return {} as TasksServices
}

/** Made-up numbers, each of another person. */
export const PEOPLE = ['99900000005', '99900001826', '52998224725', '11144477735', '01234567890'] as const
export const batchOf = (cpfs: readonly string[]) => ({ tipo: 'consulta_em_lote', sistema: 'sistema2', cpfs })

/** This room on the real database, as `portal_app` and as `portal_worker`, with two institutions' askers. `close` it. */
export async function createTasksBench() {
  const keys = await createKeysBench()
  const options = { max: 6, applicationName: 'test', onIdleError: () => {} }
  const portal = createPortalClient(testServers().portal.role('portal_app'), options)
  const worker = createPortalClient(testServers().portal.role('portal_worker'), options)
  const { clock, inspector } = keys
  const seals = sealsOf(new Redacted('a key for the tasks of tests, and for nothing else'))
  const store = createPostgresTasksStore(portal.client)
  const tasks = bindTasks({ store, seals, clock, ids: randomId })
  const work = createPostgresTaskWorkStore(worker.client)

  /** A key that is there, as it comes to this room's doors: with a token of Crivo's own paths. */
  async function key(
    scopes: readonly KeyScope[] = ['tarefas:executar', 'sistema2:score'],
    institutionId: InstitutionId = keys.institutionId,
  ): Promise<Call<Permission>> {
    const admin = keys.member('admin', institutionId)
    const made = await keys.services.createKey(admin, { ...WANTED, escopos: [...scopes] })
    const call = keys.key(made.key.id as AccessKeyId, ['tarefas:executar'])
    return { ...call, actor: { ...call.actor, institutionId } }
  }

  return {
    ...{ keys, clock, inspector, tasks, work, seals, key },
    analyst: () => keys.member('analyst'),
    trailOf: keys.trailOf,
    async close() {
      await Promise.all([keys.close(), portal.close(), worker.close()])
    },
  }
}
export type TasksBench = Awaited<ReturnType<typeof createTasksBench>>
