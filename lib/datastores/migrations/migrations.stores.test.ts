import assert from 'node:assert/strict'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { ensureDatabase, withConnection } from '#lib/datastores/embedded/postgres-admin.ts'
import { withFreshCluster } from '#lib/testing/fresh-cluster.ts'
import { testServers } from '#lib/testing/servers.ts'
import { DATABASES } from './generate.ts'
import { drift, MigrationError, migrate } from './migrate.ts'
import { snapshotRights } from './rights-snapshot.ts'

const PRISMA = join(import.meta.dirname, '..', '..', '..', 'prisma')

for (const name of DATABASES) {
  describe(`migrations of ${name} on a new cluster`, () => {
    test('make what schema.prisma says, and exactly the agreed rights', async (t) => {
      const dir = join(PRISMA, name)
      await withFreshCluster(async (cluster) => {
        await ensureDatabase(cluster.superuserUrl('postgres'), 'subject')
        const url = cluster.superuserUrl('subject')
        assert.ok((await migrate(dir, url)).length > 0)
        assert.deepEqual(await migrate(dir, url), [], 'a second time there is nothing to do')
        assert.equal(await drift(dir, url), null)
        const rights = await withConnection(url, snapshotRights)
        // After an intended change: npm run test:stores -- --test-update-snapshots <this file>
        t.assert.fileSnapshot(rights, join(dir, 'rights.snapshot.json'))
      })
    })
  })
}

describe('migrate', () => {
  const dir = mkdtempSync(join(tmpdir(), 'crivo-prisma-'))
  const name = `migrate_${process.pid}`
  const admin = testServers().portal.superuser.reveal()
  const url = admin.replace(/\/[^/?]+\?/, `/${name}?`)

  function writeMigration(id: string, sql: string): void {
    mkdirSync(join(dir, 'migrations', id), { recursive: true })
    writeFileSync(join(dir, 'migrations', id, 'migration.sql'), sql)
  }

  before(async () => {
    writeFileSync(
      join(dir, 'schema.prisma'),
      'datasource db {\n  provider = "postgresql"\n}\nmodel thing {\n  id Int @id\n}\n',
    )
    mkdirSync(join(dir, 'migrations'))
    cpSync(join(PRISMA, 'portal', 'migrations', 'migration_lock.toml'), join(dir, 'migrations', 'migration_lock.toml'))
    await ensureDatabase(admin, name)
  })

  after(async () => {
    await withConnection(admin, (client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`))
    rmSync(dir, { recursive: true })
  })

  test('a file that fails leaves nothing behind, is named, and is tried again once it is mended', async () => {
    writeMigration('20260101000000_one', 'CREATE TABLE thing (id int PRIMARY KEY);')
    writeMigration('20260102000000_two', 'CREATE TABLE half (id int); SELECT 1 / 0;')
    await assert.rejects(migrate(dir, url), (error: unknown) => {
      assert.ok(error instanceof MigrationError)
      assert.match(error.message, /20260102000000_two/)
      return true
    })
    const { rows } = await withConnection(url, (client) => client.query("SELECT to_regclass('half') AS half"))
    assert.deepEqual(rows, [{ half: null }])
    writeMigration('20260102000000_two', 'DO $$ BEGIN PERFORM 1; PERFORM 2; END $$;')
    assert.deepEqual(await migrate(dir, url), ['20260102000000_two'])
  })

  test('an applied file that was edited is refused', async () => {
    writeMigration('20260101000000_one', 'CREATE TABLE thing (id bigint PRIMARY KEY);')
    await assert.rejects(migrate(dir, url), /edited after it was applied: 20260101000000_one/)
    writeMigration('20260101000000_one', 'CREATE TABLE thing (id int PRIMARY KEY);')
  })

  test('a database that departs from the schema is told apart', async () => {
    assert.equal(await drift(dir, url), null)
    await withConnection(url, (client) => client.query('ALTER TABLE thing ADD COLUMN surplus text'))
    assert.match((await drift(dir, url)) ?? '', /surplus/)
  })
})
