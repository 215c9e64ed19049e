import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MongoClient } from 'mongodb'
import pg from 'pg'
import { testServers } from './servers.ts'

test('each role reaches its own database and no other', async () => {
  const servers = testServers()
  const client = new pg.Client({ connectionString: servers.portal.role('portal_app').reveal() })
  await client.connect()
  const { rows } = await client.query('SELECT current_user AS me')
  await client.end()
  assert.equal(rows[0].me, 'portal_app')
})

test('a service user writes to its ledger and neither edits it nor reads another base', async () => {
  const servers = testServers()
  const client = new MongoClient(servers.mongo.user('sistema3').reveal())
  try {
    const ledger = client.db().collection('inquiries')
    await ledger.insertOne({ at: new Date() })
    await assert.rejects(ledger.deleteMany({}), /not authorized/)
    await assert.rejects(client.db(servers.mongo.baseB).collection('people').findOne(), /not authorized/)
  } finally {
    await client.close()
  }
})
