import assert from 'node:assert/strict'
import { execFile, fork } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { withConnection } from '#lib/datastores/embedded/postgres-admin.ts'
import { databaseUrls, prepareServers } from '#lib/runtime/orchestrator/databases.ts'
import { openInstance, secretsOf } from '#lib/runtime/orchestrator/instance.ts'
import { readKeptPorts } from '#lib/runtime/orchestrator/ports.ts'
import { REPOSITORY } from '#lib/testing/host-file.ts'
import { waitUntil } from '#lib/testing/real-instance.ts'
import { readDemo } from '../fixtures/instance.ts'
import { instanceUnderTest, killAndWait, ROUNDS } from './instance-under-test.ts'
import type { Told } from './look-up-load.ts'

/** What a look-up may take at most with Base A or its process gone: front's own deadline, and some room. */
const HANGS_AFTER_MS = 3_000
const PATIENCE_MS = 20_000
const ENOUGH = 10
/** Each is two kills and two returns under load, and a restart is tested on its own besides. */
const KILLING_ROUNDS = Math.ceil(ROUNDS / 2)

const instance = instanceUnderTest()
const file = join(tmpdir(), `crivo-acknowledged-${process.pid}.jsonl`)

before(() => instance.start())
after(async () => {
  await instance.stop()
  rmSync(file, { force: true })
})

const told = () =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Told)
/** Answers that say something of the person or the grant: each has its row in the trail. */
const acknowledged = () => told().filter(({ status, code }) => status === 200 || code === 'concessao_negada')

async function withBaseA<T>(work: (query: (sql: string, values?: unknown[]) => Promise<T[]>) => Promise<void>) {
  const { config, state } = openInstance()
  const servers = await prepareServers(config, state.dir, readKeptPorts(state.dir))
  const { baseA } = databaseUrls(config, servers, secretsOf({ config, state }))
  await withConnection(baseA.migrations, (client) =>
    work(async (sql, values = []) => (await client.query(sql, values)).rows as T[]),
  )
}

function verify(): Promise<{ code: number; said: string }> {
  const entry = join(REPOSITORY, 'lib', 'runtime', 'orchestrator', 'audit-verify.ts')
  return new Promise((resolve) => {
    execFile(process.execPath, [entry], { cwd: REPOSITORY }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, said: stdout + stderr }),
    )
  })
}

async function tokenOf(url: string): Promise<string> {
  const key = readDemo().keys.find(({ scopes }) => scopes.includes('sistema1:consultar'))
  assert.ok(key)
  const response = await fetch(`${url}/oauth/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${key.id}:${key.secret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'sistema1:consultar' }),
  })
  const { access_token: token } = (await response.json()) as { access_token?: string }
  assert.ok(token)
  return token
}

test('what was acknowledged is in the trail once, whoever is killed meanwhile, and the chain holds', async () => {
  const { people, grant = '' } = readDemo()
  const load = fork(join(import.meta.dirname, 'look-up-load.ts'), {
    env: {
      ...process.env,
      LOAD_URL: `${instance.url}/v1/sistema1/${people.indebted}`,
      LOAD_TOKEN: await tokenOf(instance.url),
      LOAD_GRANT: grant,
      LOAD_FILE: file,
    },
  })
  const ended = once(load, 'exit')
  const goesOn = async () => {
    const stood = () => {
      try {
        return acknowledged().length
      } catch {
        return 0
      }
    }
    const before = stood()
    await waitUntil(() => stood() >= before + ENOUGH, AbortSignal.timeout(PATIENCE_MS))
    assert.ok(stood() >= before + ENOUGH, `look-ups go on: ${JSON.stringify(told().at(-1))}`)
  }
  try {
    await goesOn()
    for (let round = 1; round <= KILLING_ROUNDS; round += 1) {
      for (const name of ['sistema1', 'base-a']) {
        await killAndWait(instance, name)
        await goesOn()
      }
    }
  } finally {
    load.send('stop')
    await ended
  }
  const slowest = Math.max(...told().map(({ ms }) => ms))
  assert.ok(slowest <= HANGS_AFTER_MS, `nothing hung: ${slowest} ms`)
  const ids = acknowledged().map(({ requestId }) => requestId)
  assert.ok(acknowledged().some(({ status }) => status === 200))
  await withBaseA<{ request_id: string; rows: number; outcomes: number }>(async (query) => {
    const rows = await query(
      `SELECT i.request_id, count(*)::int AS rows, count(o.inquiry_id)::int AS outcomes FROM control.inquiry i
       LEFT JOIN control.inquiry_outcome o ON o.inquiry_id = i.id WHERE i.request_id = ANY ($1) GROUP BY 1`,
      [ids],
    )
    assert.equal(rows.length, ids.length, 'none is missing')
    assert.deepEqual(
      rows.filter(({ rows, outcomes }) => rows !== 1 || outcomes !== 1),
      [],
    )
  })
})

test('npm run audit:verify ends with 0 over a whole trail, and with 2 and the number over one that was tampered with', async () => {
  const whole = await verify()
  assert.equal(whole.code, 0, whole.said)
  assert.match(whole.said, /✓ A trilha confere até o nº/)
  await withBaseA<{ number: string; id: string; actor_label: string }>(async (query) => {
    const [row] = await query(
      `SELECT l.number, i.id, i.actor_label FROM control.trail_link l JOIN control.inquiry i ON i.id = l.inquiry_id
       WHERE l.kind = 'inquiry' ORDER BY l.number DESC LIMIT 1 OFFSET 5`,
    )
    assert.ok(row)
    const rewrite = (label: string) =>
      query(
        `DO $$ BEGIN
           SET LOCAL session_replication_role = replica;
           UPDATE control.inquiry SET actor_label = '${label}' WHERE id = '${row.id}';
         END $$`,
      )
    await rewrite('outra@pessoa.example')
    try {
      const { code, said } = await verify()
      assert.equal(code, 2, said)
      assert.match(said, new RegExp(`a partir do nº ${row.number}: .*\\(changed\\)`))
    } finally {
      await rewrite(row.actor_label)
    }
  })
  assert.equal((await verify()).code, 0)
})
