import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, beforeEach, describe, test } from 'node:test'
import { createCheckpointFile, readCheckpointFile } from '#lib/audit/checkpoint-file.ts'
import { createPostgresCheckpointStore } from '#lib/audit/checkpoint-store.postgres.ts'
import { isSignedBy } from '#lib/audit/trail-checkpoint.ts'
import { hashAfter } from '#lib/audit/verify-trail.ts'
import { createPortalClient, type PortalDatabase } from '#lib/datastores/portal-database.ts'
import { createLogger } from '#lib/telemetry/logger.ts'
import { FakeClock } from '#lib/testing/fake-clock.ts'
import { testServers } from '#lib/testing/servers.ts'
import { type CheckpointFile, SIGN_AFTER, type SigningParts, signCheckpoints } from './sign-checkpoints.ts'

const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const hashes: Buffer[] = [Buffer.alloc(32)]
for (let n = 1; n <= 5_000; n += 1) hashes.push(hashAfter(hashes[n - 1] ?? Buffer.alloc(0), `${n}`))
const hashAt = (number: number) => hashes[number] ?? Buffer.alloc(32)

let superuser: PortalDatabase
let worker: PortalDatabase
let portal: PortalDatabase
let folder: string
before(() => {
  const options = { max: 2, applicationName: 'test', onIdleError: () => {} }
  superuser = createPortalClient(testServers().portal.superuser, options)
  worker = createPortalClient(testServers().portal.role('portal_worker'), options)
  portal = createPortalClient(testServers().portal.role('portal_app'), options)
  folder = mkdtempSync(join(tmpdir(), 'crivo-checkpoints-'))
})
after(async () => {
  await Promise.all([superuser.close(), worker.close(), portal.close()])
  rmSync(folder, { recursive: true })
})
beforeEach(async () => {
  await superuser.client.$transaction([
    superuser.client.$executeRawUnsafe('ALTER TABLE trail_checkpoint DISABLE TRIGGER ALL'),
    superuser.client.$executeRawUnsafe('DELETE FROM trail_checkpoint'),
    superuser.client.$executeRawUnsafe('ALTER TABLE trail_checkpoint ENABLE TRIGGER ALL'),
  ])
  rmSync(join(folder, 'trail.jsonl'), { force: true })
})

function bench() {
  const path = join(folder, 'trail.jsonl')
  const clock = new FakeClock('2026-11-02T12:00:00.000Z')
  const trail = { number: 0, anchor: null as Buffer | null, fault: null as { number: number; reason: string } | null }
  const said: unknown[] = []
  const store = createPostgresCheckpointStore(worker.client)
  const logger = createLogger('test', 'silent')
  logger.error = (line: unknown) => void said.push(line)
  const ends: SigningParts['ends'] = {
    number: async () => trail.number,
    segmentAfter: async (from) => ({
      anchor: trail.anchor ?? hashAt(from),
      rows: trail.number - from,
      end: { number: trail.number, hash: hashAt(trail.number) },
      fault: trail.fault,
    }),
  }
  const jobWith = (file: CheckpointFile) => signCheckpoints({ ends, store, file, key: privateKey, clock, logger })
  return { path, clock, trail, said, store, jobWith, job: jobWith(createCheckpointFile(path)) }
}

describe('checkpoints', () => {
  test('are signed at once, then after a minute or a thousand rows, into the table and the file', async () => {
    const { path, clock, trail, store, job } = bench()
    assert.equal(await job.run(), 0, 'nothing stands there yet')
    trail.number = 3
    assert.equal(await job.run(), 1)
    trail.number = 3 + SIGN_AFTER.rows - 1
    assert.equal(await job.run(), 0)
    trail.number += 1
    assert.equal(await job.run(), 1)
    trail.number += 1
    clock.advance({ milliseconds: SIGN_AFTER.ms - 1 })
    assert.equal(await job.run(), 0)
    clock.advance({ milliseconds: 1 })
    assert.equal(await job.run(), 1)
    clock.advance({ milliseconds: SIGN_AFTER.ms })
    assert.equal(await job.run(), 0, 'nothing came')
    const kept = await store.listAfter(0)
    assert.deepEqual(
      kept.map(({ number, rows }) => [number, rows]),
      [3, 1_003, 1_004].map((number) => [number, number]),
    )
    for (const checkpoint of kept) assert.ok(isSignedBy(checkpoint, publicKey))
    assert.deepEqual(await readCheckpointFile(path), kept)
  })

  test('are not signed over a trail that is broken, cut, or not the one that was signed', async () => {
    const { clock, trail, said, store, job } = bench()
    trail.number = 10
    await job.run()
    clock.advance({ milliseconds: SIGN_AFTER.ms })
    for (const [change, reason] of [
      [{ number: 20, anchor: hashAt(9) }, 'rewritten'],
      [{ number: 20, anchor: null, fault: { number: 13, reason: 'changed' } }, 'changed'],
      [{ number: 9, fault: null }, 'cut'],
    ] as const) {
      Object.assign(trail, change)
      assert.equal(await job.run(), 0)
      assert.equal(await job.run(), 0)
      assert.partialDeepStrictEqual(said.splice(0), [{ event: 'trail.not-signed', reason }])
    }
    Object.assign(trail, { number: 21, anchor: null })
    assert.equal(await job.run(), 1)
    assert.equal((await store.findLast())?.number, 21)
  })

  test('reach the file later where a crash came between the two, past a line that was cut off', async () => {
    const { path, trail, store, jobWith, job } = bench()
    trail.number = 5
    await job.run()
    appendFileSync(path, '{"number":6,"hash":"00')
    const broken = { ...createCheckpointFile(path), append: () => Promise.reject(new Error('disk full')) }
    trail.number = 5 + SIGN_AFTER.rows
    await assert.rejects(jobWith(broken).run(), /disk full/)
    await jobWith(createCheckpointFile(path)).run()
    assert.deepEqual(await readCheckpointFile(path), await store.listAfter(0))
    assert.equal((await readCheckpointFile(path)).length, 2)
  })

  test('that the table has lost stop the signing', async () => {
    const { path, trail, said, jobWith, job } = bench()
    trail.number = 5
    await job.run()
    await superuser.client.$transaction([
      superuser.client.$executeRawUnsafe('ALTER TABLE trail_checkpoint DISABLE TRIGGER ALL'),
      superuser.client.$executeRawUnsafe('DELETE FROM trail_checkpoint'),
      superuser.client.$executeRawUnsafe('ALTER TABLE trail_checkpoint ENABLE TRIGGER ALL'),
    ])
    assert.equal(await jobWith(createCheckpointFile(path)).run(), 0)
    assert.partialDeepStrictEqual(said, [{ event: 'trail.not-signed', reason: 'checkpoint_lost' }])
  })
})

test('nobody changes or removes a checkpoint, and only the worker adds one', async () => {
  const { trail, job } = bench()
  trail.number = 5
  await job.run()
  const acts = ['UPDATE trail_checkpoint SET rows = 4', 'DELETE FROM trail_checkpoint', 'TRUNCATE trail_checkpoint']
  for (const database of [superuser, worker, portal]) {
    for (const act of acts)
      await assert.rejects(database.pool.query(act.replace('trail_', 'public.trail_')), /only grow|permission denied/)
  }
  await assert.rejects(
    portal.pool.query(
      `INSERT INTO public.trail_checkpoint SELECT number + 1, hash, rows, at, signature FROM public.trail_checkpoint`,
    ),
    /permission denied/,
  )
  assert.equal((await createPostgresCheckpointStore(portal.client).findLast())?.number, 5)
})
