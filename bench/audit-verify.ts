import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { pino } from 'pino'
import { verifyTrail } from '#lib/audit/verify-trail.ts'
import { prepareLocalServers } from '#lib/datastores/embedded/local-servers.ts'
import { ensureDatabase } from '#lib/datastores/embedded/postgres-admin.ts'
import { migrate } from '#lib/datastores/migrations/migrate.ts'
import { randomId } from '#lib/kernel/ids.ts'
import { CHECKOUT } from '#lib/runtime/orchestrator/state-folder.ts'
import { Supervisor } from '#lib/runtime/orchestrator/supervisor.ts'
import { withTrailSource } from '#lib/systems/debts/index.ts'

const AT_ONCE = 16
const LOOK_UPS = 1_000
const ROUNDS = 3
const ROWS = 50_000
const ROWS_A_TRANSACTION = 500
const SUBJECT = randomBytes(32)
const SECRET = randomBytes(32)
const TABLES = ['inquiry', 'search_question', 'inquiry_outcome', 'search_hit']

/**
 * What the chain costs a look-up, and how fast it is verified: on a Base A of its own, which syncs to disk like a real one.
 * With and without the chain take turns within one run, so that whatever else the machine does weighs on both.
 */
export async function run(): Promise<void> {
  const stateDir = mkdtempSync(join(tmpdir(), 'crivo-bench-'))
  chmodSync(stateDir, 0o711)
  const supervisor = new Supervisor(stateDir, pino({ level: 'silent' }))
  try {
    const parts = { stateDir, cacheDir: stateDir, want: ['baseA'], mongodPort: 0, durable: true } as const
    const { baseA } = await prepareLocalServers({ ...parts, want: ['baseA'] })
    if (!baseA) throw new Error('the cluster was asked for')
    await supervisor.startStage([baseA.process()])
    await ensureDatabase(baseA.superuserUrl('postgres'), 'base_a')
    const url = baseA.superuserUrl('base_a')
    await migrate(join(CHECKOUT, 'prisma', 'base-a'), url)
    const pool = new pg.Pool({ connectionString: url, max: AT_ONCE })
    try {
      await measureLookUps(pool)
      await measureVerifying(pool)
    } finally {
      await pool.end()
    }
  } finally {
    await supervisor.stopAll()
    rmSync(stateDir, { recursive: true, force: true })
  }
}

async function measureLookUps(pool: pg.Pool): Promise<void> {
  const took = { with: [] as number[], without: [] as number[] }
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const chained of [true, false]) {
      for (const table of TABLES) {
        const verb = chained ? 'ENABLE ALWAYS' : 'DISABLE'
        await pool.query(`ALTER TABLE control.${table} ${verb} TRIGGER ${table}_is_chained`)
      }
      took[chained ? 'with' : 'without'].push(await timeLookUps(pool))
    }
  }
  for (const table of TABLES) {
    await pool.query(`ALTER TABLE control.${table} ENABLE ALWAYS TRIGGER ${table}_is_chained`)
  }
  const [chained, bare] = [Math.min(...took.with), Math.min(...took.without)]
  const perSecond = (ms: number) => Math.round((LOOK_UPS / ms) * 1_000)
  console.log(`look-ups, ${AT_ONCE} at once: ${perSecond(bare)}/s without the chain, ${perSecond(chained)}/s with it`)
  console.log(`ratio of time with the chain to time without: ${(chained / bare).toFixed(2)}`)
}

/** Both transactions of each look-up, over grants of a hundred uses each. */
async function timeLookUps(pool: pg.Pool): Promise<number> {
  const grants = await Promise.all(Array.from({ length: LOOK_UPS / 100 }, () => makeGrant(pool)))
  const waiting = grants.flatMap((grant) => Array.from({ length: 100 }, () => grant))
  // One after the other over all grants, so that no two look-ups that run together wait for one grant's count.
  waiting.sort(() => Math.random() - 0.5)
  const started = performance.now()
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let grant = waiting.pop(); grant; grant = waiting.pop()) await lookUp(pool, grant)
    }),
  )
  return performance.now() - started
}

async function lookUp(pool: pg.Pool, grant: string): Promise<void> {
  const asker = [randomId('inquiry'), 'member', 'mem_1', 'ana@aurora.example', 'ins_1', '203.0.113.7']
  const { rows } = await pool.query<{ ticket: string }>(
    `SELECT ticket FROM control.begin_access(
       ROW($1,$2,$3,$4,$5,$6,'analise_de_credito',NULL,$7)::control.asker, $8, $9, $10)`,
    [...asker, randomId('request'), grant, SUBJECT, SECRET],
  )
  const client = await pool.connect()
  try {
    await client.query('BEGIN')
    await client.query('SELECT control.enter_access($1)', [rows[0]?.ticket])
    await client.query('SELECT control.close_access(0)')
    await client.query('COMMIT')
  } finally {
    client.release()
  }
}

async function makeGrant(pool: pg.Pool): Promise<string> {
  const id = randomId('grant')
  const approver = randomId('member')
  await pool.query(
    `WITH request AS (INSERT INTO control.grant_request (id, institution_id, requester_kind, requester_id, requester_label,
         scope, purpose, reason, minutes, max_uses)
       VALUES ($1, 'ins_1', 'member', 'mem_1', 'ana@aurora.example', 'pessoa', 'analise_de_credito', repeat('x', 20), 60, 100)),
     subject AS (INSERT INTO control.grant_subject VALUES ($1, $2, '***.456.789-**', sha256($3), 1)),
     approval AS (INSERT INTO control.grant_approval (request_id, institution_id, requester_id, approver_id, approver_label)
       VALUES ($1, 'ins_1', 'mem_1', $4, 'bia@aurora.example'))
     INSERT INTO control.access_grant (request_id, scope, approver_id, institution_id, grantee_id, purpose, not_before,
       expires_at, max_uses)
     VALUES ($1, 'pessoa', $4, 'ins_1', 'mem_1', 'analise_de_credito', now(), now() + interval '1 hour', 100)`,
    [id, SUBJECT, SECRET, approver],
  )
  return id
}

async function measureVerifying(pool: pg.Pool): Promise<void> {
  // From here on every row has its link; what was looked up without one would be found.
  await pool.query(
    'SET session_replication_role = replica; TRUNCATE control.inquiry CASCADE; RESET session_replication_role',
  )
  await pool.query('ALTER TABLE control.trail_link DISABLE TRIGGER ALL; TRUNCATE control.trail_link')
  await pool.query('ALTER TABLE control.trail_link ENABLE TRIGGER ALL')
  await pool.query(`UPDATE control.trail_head SET number = 0, hash = decode(repeat('00', 32), 'hex')`)
  for (let from = 0; from < ROWS; from += ROWS_A_TRANSACTION) {
    await pool.query(
      `WITH asked AS (INSERT INTO control.inquiry (id, event, actor_kind, actor_id, actor_label, institution_id, ip, purpose,
           request_id, grant_id, subject_index, opened)
         SELECT 'inq_' || substr(md5(g::text), 1, 22), 'debts.file_opened', 'member', 'mem_1', 'ana@aurora.example', 'ins_1',
           '203.0.113.7', 'analise_de_credito', 'req_' || g, 'con_1', sha256(g::text::bytea), true
         FROM generate_series($1::int + 1, $1::int + $2::int) g RETURNING id)
       SELECT count(*) FROM asked`,
      [from, ROWS_A_TRANSACTION],
    )
  }
  await pool.query('ANALYZE')
  const { publicKey } = generateKeyPairSync('ed25519')
  const speeds: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const started = performance.now()
    const verdict = await withTrailSource(pool, (source) => verifyTrail({ source, checkpoints: [], publicKey }))
    if (verdict.kind !== 'intact') throw new Error(`broken at ${verdict.number}: ${verdict.fault}`)
    speeds.push(Math.round((verdict.rows / (performance.now() - started)) * 1_000))
  }
  console.log(`verified ${ROWS} rows: ${speeds.join(', ')} rows/s`)
}
