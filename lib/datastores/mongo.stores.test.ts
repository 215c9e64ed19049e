import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { after, before, test } from 'node:test'
import { AppError } from '#lib/kernel/app-error.ts'
import { Redacted } from '#lib/kernel/redacted.ts'
import { createOwnMongoBases, type OwnMongoBases } from '#lib/testing/own-mongo-bases.ts'
import { connectMongo, whenReachable } from './mongo.ts'
import { createBulkWriter } from './mongo-bulk.ts'
import { exactly, requireCollection } from './mongo-schema.ts'

let bases: OwnMongoBases
before(async () => {
  bases = await createOwnMongoBases()
})
after(() => bases.drop())

/** A wire to the real server that can be cut and mended. */
async function aWire(uri: Redacted<string>) {
  const real = new URL(uri.reveal())
  const open = new Set<Socket>()
  const server = createServer((client) => {
    const upstream = connect(Number(real.port), real.hostname)
    for (const socket of [client, upstream]) {
      open.add(socket)
      socket.on('error', () => socket.destroy())
      socket.on('close', () => open.delete(socket))
    }
    client.pipe(upstream).pipe(client)
  })
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    return (server.address() as AddressInfo).port
  }
  const port = await listen(0)
  const through = new URL(real)
  through.host = `127.0.0.1:${port}`
  // Otherwise the driver would learn the set's own address and go around the wire.
  through.searchParams.delete('replicaSet')
  through.searchParams.set('directConnection', 'true')
  const cut = async () => {
    server.close()
    for (const socket of open) socket.destroy()
    await once(server, 'close')
  }
  return { uri: new Redacted(through.href), cut, mend: () => listen(port) }
}

test('a cut wire is an outage within seconds, not a hang, and the same pool works again once it is mended', async () => {
  const wire = await aWire(bases.user('sistema3'))
  const { db, ping, close } = await connectMongo(wire.uri, { appName: 'test-wire' })
  const find = () => whenReachable(db.collection('holders').findOne({}))
  await find()
  await wire.cut()
  const began = performance.now()
  await assert.rejects(find(), (error) => AppError.hasCode(error, 'fonte_indisponivel'))
  assert.ok(performance.now() - began < 5_000)
  await wire.mend()
  await find()
  await ping()
  await close()
  await wire.cut()
})

test('a bulk load replaces by id, in batches, and holds its documents to the collection’s schema', async () => {
  const db = bases.baseC
  await requireCollection(db, 'holders', {
    schema: exactly({ _id: { bsonType: 'string' }, n: { bsonType: 'int' } }),
    indexes: [],
  })
  const load = async (n: number) => {
    const writer = await createBulkWriter(db, 'holders')
    for (let index = 0; index < 2_500; index++) await writer.add({ _id: `h${index}`, n })
    await writer.finish()
  }
  await load(1)
  await load(2)
  assert.equal(await db.collection('holders').countDocuments({ n: 2 }), 2_500)
  // Gone on with: what is there already is replaced, what isn't comes in.
  const resumed = await createBulkWriter(db, 'holders', { resumed: true })
  for (let index = 2_000; index < 4_000; index++) await resumed.add({ _id: `h${index}`, n: 3 })
  await resumed.finish()
  assert.equal(await db.collection('holders').countDocuments({ n: 3 }), 2_000)
  const writer = await createBulkWriter(db, 'holders')
  await writer.add({ _id: 'odd', n: 'two' })
  await assert.rejects(writer.finish(), { code: 121 })
})
