import assert from 'node:assert/strict'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { MongoClient } from 'mongodb'
import { pino } from 'pino'
import { Supervisor } from '#lib/runtime/orchestrator/supervisor.ts'
import { withFreshCluster } from '#lib/testing/fresh-cluster.ts'
import { hostPaths } from '#lib/testing/host-file.ts'
import { waitUntil } from '#lib/testing/real-instance.ts'
import { prepareLocalServers } from './local-servers.ts'
import { withConnection } from './postgres-admin.ts'
import { readPidFile } from './process-identity.ts'

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return typeof address === 'object' && address ? address.port : 0
}

describe('an embedded PostgreSQL', () => {
  test('is reached by its socket and a password alone, and logs no statement', async () => {
    await withFreshCluster(async (cluster, supervisor) => {
      const url = cluster.superuserUrl('postgres')
      const settings = await withConnection(url, async (client) => {
        await assert.rejects(client.query('SELECT 1 / $1::int', [0]), /division by zero/)
        const { rows } = await client.query<{ name: string; setting: string }>(
          'SELECT name, setting FROM pg_settings WHERE name = ANY($1)',
          [['listen_addresses', 'data_checksums', 'password_encryption', 'log_parameter_max_length_on_error']],
        )
        return Object.fromEntries(rows.map(({ name, setting }) => [name, setting]))
      })
      assert.deepEqual(settings, {
        data_checksums: 'on',
        listen_addresses: '',
        log_parameter_max_length_on_error: '0',
        password_encryption: 'scram-sha-256',
      })
      const wrong = url.replace(/:[^:@]+@/, ':wrong@')
      await assert.rejects(
        withConnection(wrong, (client) => client.query('SELECT 1')),
        /password authentication failed/,
      )
      const log = readFileSync(supervisor.logs.path('portal'), 'utf8')
      assert.match(log, /division by zero/)
      assert.doesNotMatch(log, /SELECT/)
    })
  })

  test('killed with its workers at work comes back by itself, with what was committed', async () => {
    await withFreshCluster(async (cluster, supervisor) => {
      const url = cluster.superuserUrl('postgres')
      await withConnection(url, (client) => client.query('CREATE TABLE kept AS SELECT 1 AS one'))
      const before = supervisor.pids().portal ?? assert.fail('a server')
      process.kill(before, 'SIGKILL')
      const isBack = () => supervisor.pids().portal !== undefined && supervisor.pids().portal !== before
      await waitUntil(async () => isBack() && (await answers(url)), AbortSignal.timeout(10_000))
      const { rows } = await withConnection(url, (client) => client.query('SELECT one FROM kept'))
      assert.deepEqual(rows, [{ one: 1 }])
    })
  })

  test('starts although a stale lock names a living stranger', async () => {
    await withFreshCluster(async (cluster, supervisor) => {
      const spec = cluster.process()
      await supervisor.stopAll()
      // The number of this test's own process, as if it had been given away after a crash.
      writeFileSync(join(spec.cwd, 'postmaster.pid'), `${process.pid}\n${spec.cwd}\n`)
      const next = new Supervisor(join(spec.cwd, '..', '..', 'next'), pino({ level: 'silent' }))
      await next.startStage([spec])
      await next.stopAll()
    })
  })
})

async function answers(url: string): Promise<boolean> {
  try {
    await withConnection(url, (client) => client.query('SELECT 1'))
    return true
  } catch {
    return false
  }
}

describe('an embedded mongod', () => {
  test('keeps its data when its port changes, refuses strangers, and guards its files', async () => {
    const stateDir = mkdtempSync(join(tmpdir(), 'crivo-mongod-'))
    chmodSync(stateDir, 0o711)
    try {
      const startOn = async (mongodPort: number) => {
        const { cacheDir } = hostPaths()
        const { mongod } = await prepareLocalServers({
          stateDir,
          cacheDir,
          want: ['mongod'],
          mongodPort,
          durable: true,
        })
        const supervisor = new Supervisor(stateDir, pino({ level: 'silent' }))
        await supervisor.startStage([mongod?.process() ?? assert.fail('a server')])
        return { uri: mongod?.rootUri() ?? '', supervisor }
      }
      const first = await startOn(await freePort())
      await withMongo(first.uri, (client) => client.db('kept').collection('things').insertOne({ one: 1 }))
      assert.equal(statSync(join(stateDir, 'data', 'mongo')).mode & 0o077, 0)
      await first.supervisor.stopAll()

      const second = await startOn(await freePort())
      const kept = await withMongo(second.uri, (client) => client.db('kept').collection('things').findOne())
      assert.equal(kept?.one, 1)
      const anonymous = second.uri.replace(/\/\/[^@]+@/, '//')
      await assert.rejects(
        withMongo(anonymous, (client) => client.db('kept').collection('things').findOne()),
        /requires authentication/,
      )
      const pid = readPidFile(join(stateDir, 'run', 'mongod.pid'))?.pid
      assert.equal(pid, second.supervisor.pids().mongod)
      await second.supervisor.stopAll()
    } finally {
      rmSync(stateDir, { recursive: true, force: true })
    }
  })
})

async function withMongo<T>(uri: string, work: (client: MongoClient) => Promise<T>): Promise<T> {
  const client = new MongoClient(uri, { serverSelectionTimeoutMS: 5_000 })
  try {
    return await work(client)
  } finally {
    await client.close()
  }
}
