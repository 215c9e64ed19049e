import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, before, test } from 'node:test'
import type { Db } from '#lib/datastores/mongo.ts'
import { type CivilDate, civilDateOf, systemClock } from '#lib/kernel/clock.ts'
import { Redacted } from '#lib/kernel/redacted.ts'
import { DEMO_SEED } from '#lib/population/demo.ts'
import { createPopulation } from '#lib/population/population.ts'
import { prepareBaseC, seedMovements } from '#lib/systems/movements/seed.ts'
import { prepareBaseB, seedScore } from '#lib/systems/score/seed.ts'
import { createOwnMongoBases, type OwnMongoBases } from '#lib/testing/own-mongo-bases.ts'
import { clearSeedProgress, progressTowards, stampOf, writeSeedProgress, writeSeedStamp } from './seed-stamp.ts'

const SIZE = 400
const SAFE_EACH = 100
const KEY = 'a key of made-up people, of no importance'
const today = civilDateOf(systemClock.now())

/** Loads both bases and tells when a hundred people more are there for good; runs in a process to be killed. */
const LOADER = `
  const [uri, baseB, baseC, size, today] = process.argv.slice(1)
  const { connectMongo } = await import('#lib/datastores/mongo.ts')
  const { Redacted } = await import('#lib/kernel/redacted.ts')
  const { createPopulation } = await import('#lib/population/population.ts')
  const { seedMovements } = await import('#lib/systems/movements/seed.ts')
  const { seedScore } = await import('#lib/systems/score/seed.ts')
  const { database } = await connectMongo(new Redacted(uri), { appName: 'test-loader', use: 'bulk' })
  const population = createPopulation({ seed: ${DEMO_SEED}, size: Number(size), today })
  const key = new Redacted('${KEY}')
  const options = (store) => ({ safeEach: ${SAFE_EACH}, onSafe: (done) => console.info(store + ' ' + done) })
  await Promise.all([
    seedScore({ db: database(baseB), subjectKey: key }, population, options('score')),
    seedMovements({ db: database(baseC), cardKey: key }, population, options('movements')),
  ])
`

let whole: OwnMongoBases
let cut: OwnMongoBases
before(async () => {
  ;[whole, cut] = await Promise.all([createOwnMongoBases(), createOwnMongoBases()])
  for (const { baseB, baseC } of [whole, cut]) await Promise.all([prepareBaseB(baseB), prepareBaseC(baseC)])
})
after(() => Promise.all([whole?.drop(), cut?.drop()]))

/** Each collection's rows and indexes, as one hash a collection. What is drawn anew each time is left out. */
async function contentsOf(db: Db): Promise<Record<string, string>> {
  const contents: Record<string, string> = {}
  for (const { name } of await db.listCollections({}, { nameOnly: true }).toArray()) {
    const hash = createHash('sha256')
    for await (const row of db.collection(name).find({}, { sort: { _id: 1 }, projection: { cpf_sealed: 0 } })) {
      hash.update(JSON.stringify(row))
    }
    const indexes = (await db.collection(name).indexes()).map((index) => index.name).toSorted()
    contents[name] = `${indexes.join(' ')} ${hash.digest('hex')}`
  }
  return contents
}

test('a load killed in the middle goes on after what was there for good, and ends with the very same rows', async () => {
  const key = new Redacted(KEY)
  const population = createPopulation({ seed: DEMO_SEED, size: SIZE, today })
  await seedScore({ db: whole.baseB, subjectKey: key }, population)
  await seedMovements({ db: whole.baseC, cardKey: key }, population)

  const uri = cut.seedUri.reveal()
  const args = ['--input-type=module-typescript', '--eval', LOADER, uri, cut.baseB.databaseName, cut.baseC.databaseName]
  const child = spawn(process.execPath, [...args, String(SIZE), today], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'exit')
  const safe = { score: 0, movements: 0 }
  for await (const line of createInterface({ input: child.stdout })) {
    const [store, done] = line.split(' ')
    safe[store as keyof typeof safe] = Number(done)
    if (safe.movements > 0 && safe.score > 0) child.kill('SIGKILL')
  }
  assert.equal((await ended)[1], 'SIGKILL')
  assert.ok(safe.movements < SIZE, 'it was killed too late')

  const gone = { safeEach: SAFE_EACH }
  await seedScore({ db: cut.baseB, subjectKey: key }, population, { ...gone, from: safe.score })
  await seedMovements({ db: cut.baseC, cardKey: key }, population, { ...gone, from: safe.movements })
  assert.deepEqual(await contentsOf(cut.baseB), await contentsOf(whole.baseB))
  assert.deepEqual(await contentsOf(cut.baseC), await contentsOf(whole.baseC))
})

test('where a load goes on: after its own people of its own day, or after a smaller population’s', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'crivo-seeding-'))
  t.after(() => rmSync(folder, { recursive: true }))
  mkdirSync(join(folder, 'data'))
  const wanted = stampOf(1_000, today, 'servers')
  assert.deepEqual(progressTowards(folder, wanted), { score: 0, movements: 0 })
  writeSeedStamp(folder, { ...wanted, size: 200 })
  assert.deepEqual(progressTowards(folder, wanted), { score: 200, movements: 200 })
  writeSeedProgress(folder, wanted, { score: 700, movements: 300 })
  assert.deepEqual(progressTowards(folder, wanted), { score: 700, movements: 300 })
  // Of another day, other code or other servers: nothing that is there can be built upon.
  const others = [{ today: '2026-01-01' as CivilDate }, { sources: 'other' }, { database: 'other' }]
  for (const other of others) {
    assert.deepEqual(progressTowards(folder, { ...wanted, ...other }), { score: 0, movements: 0 })
  }
  // A smaller load in between ends nothing of the larger one.
  clearSeedProgress(folder, 500)
  assert.deepEqual(progressTowards(folder, wanted), { score: 700, movements: 300 })
  clearSeedProgress(folder, 1_000)
  assert.deepEqual(progressTowards(folder, wanted), { score: 200, movements: 200 })
})
