import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { testServers } from '#lib/testing/servers.ts'
import { createPortalClient } from './portal-database.ts'
import { isUniqueViolation, setLocal } from './postgres.ts'

function open() {
  const applicationName = `test-${randomBytes(6).toString('hex')}`
  const errors: Error[] = []
  const options = { max: 2, applicationName, onIdleError: (error: Error) => errors.push(error) }
  return { ...createPortalClient(testServers().portal.superuser, options), applicationName, errors }
}

test('a server that drops its connections costs one log line each, and the next query has new ones', async () => {
  const [database, administrator] = [open(), open()]
  await Promise.all([database.ping(), database.ping()])
  const lost = new Promise<void>((resolve) => {
    database.pool.on('error', () => database.pool.totalCount === 0 && resolve())
  })
  await administrator.client.$queryRaw`
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = ${database.applicationName}`
  await lost
  await database.client.$transaction((tx) => tx.throttle.count())
  assert.ok(database.errors.length > 0)
  await Promise.all([database.close(), administrator.close()])
})

test('a setting holds inside its transaction and nowhere else', async () => {
  const database = open()
  const read = (client: Pick<typeof database.client, '$queryRaw'>) =>
    client.$queryRaw<{ value: string | null }[]>`SELECT current_setting('crivo.institution', true) AS value`
  const inside = await database.client.$transaction(async (tx) => {
    await setLocal(tx, 'crivo.institution', `it's "quoted"; --`)
    return read(tx)
  })
  assert.equal(inside[0]?.value, `it's "quoted"; --`)
  const afterwards = await Promise.all([read(database.client), read(database.client), read(database.client)])
  for (const [row] of afterwards) assert.equal(row?.value || null, null)
  await database.close()
})

test('a row that is there already is told apart from other refusals', async () => {
  const database = open()
  const key = `unique:${database.applicationName}`
  await database.client.throttle.create({ data: { key } })
  await assert.rejects(database.client.throttle.create({ data: { key } }), isUniqueViolation)
  await database.client.throttle.delete({ where: { key } })
  await assert.rejects(database.client.throttle.delete({ where: { key } }), (error) => !isUniqueViolation(error))
  await database.close()
})
