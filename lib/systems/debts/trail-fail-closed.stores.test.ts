import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { chownSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { verifyTrail } from '#lib/audit/verify-trail.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import { takeOwnBaseA } from '#lib/testing/own-base-a.ts'
import { findFile } from './operations/find-file.ts'
import { searchCandidates } from './operations/search-candidates.ts'
import { again, type Bench, openBench, type Run } from './test-bench.ts'
import { withTrailSource } from './trail-source.postgres.ts'

// Whatever keeps the trail from being written: no answer, and nothing left behind that says otherwise.

const REQUESTS = 1_000
/** Where the same refusal comes from another row. */
const FEWER = 100

let bench: Bench
let person: Awaited<ReturnType<Bench['addPerson']>>
/** Each grant is good for a hundred uses, and what isn't recorded spends none. */
let grant: Awaited<ReturnType<Bench['liveGrant']>>
let search: Awaited<ReturnType<Bench['liveSearch']>>

before(async () => {
  await takeOwnBaseA()
  bench = openBench()
  person = await bench.addPerson([{}])
  grant = await bench.liveGrant(person.cpf, { usos: 100 })
  search = await bench.liveSearch({ usos: 100 })
})
after(() => bench.close())

async function counted() {
  const [row] = await bench.sql<{ rows: string; used: string }>(
    `SELECT (SELECT count(*) FROM control.trail_link) AS rows, (SELECT sum(used) FROM control.access_grant) AS used`,
  )
  return row
}

async function refusesAll(requests = REQUESTS): Promise<void> {
  const answers = await Promise.allSettled(
    Array.from({ length: requests }, () => findFile(bench.context, again(grant.asking), { cpf: person.cpf })),
  )
  for (const answer of answers) {
    assert.ok(answer.status === 'rejected', 'a file came out')
    assert.ok(AppError.is(answer.reason), String(answer.reason))
    assert.deepEqual([answer.reason.code, answer.reason.status], ['auditoria_indisponivel', 503])
  }
}

/** Nothing is answered while `hurt` lasts, no row and no use is left of it, and afterwards all is as before. */
async function holdsWhile(hurt: string, mend: string, requests = REQUESTS): Promise<void> {
  const stood = await counted()
  await bench.sql(hurt)
  try {
    await refusesAll(requests)
    assert.deepEqual(await counted(), stood)
  } finally {
    await bench.sql(mend)
  }
  await goesOn()
}

async function goesOn(): Promise<void> {
  const file = await findFile(bench.context, again(grant.asking), { cpf: person.cpf })
  assert.ok(file.nome.length > 0)
  const { publicKey } = generateKeyPairSync('ed25519')
  const verdict = await withTrailSource(bench.auditor.pool, (source) =>
    verifyTrail({ source, checkpoints: [], publicKey }),
  )
  assert.equal(verdict.kind, 'intact')
}

describe('look-ups, many at once, get 503 and nothing else', () => {
  for (const [table, requests] of [
    ['inquiry', REQUESTS],
    ['trail_link', FEWER],
  ] as const) {
    test(`while the right to add to ${table} is taken away`, () =>
      holdsWhile(
        `REVOKE INSERT ON control.${table} FROM basea_definer`,
        `GRANT INSERT ON control.${table} TO basea_definer`,
        requests,
      ))
  }

  test('while the head of the chain is gone', () =>
    holdsWhile(
      `ALTER TABLE control.trail_head DISABLE TRIGGER ALL; CREATE TABLE public.kept_head AS SELECT * FROM control.trail_head;
       DELETE FROM control.trail_head`,
      `INSERT INTO control.trail_head SELECT * FROM public.kept_head; DROP TABLE public.kept_head;
       ALTER TABLE control.trail_head ENABLE TRIGGER ALL`,
      FEWER,
    ))

  for (const [name, lock, requests] of [
    ['the ledger is locked', 'LOCK TABLE control.inquiry IN EXCLUSIVE MODE', REQUESTS],
    ['somebody holds the head of the chain', 'SELECT FROM control.trail_head FOR UPDATE', FEWER],
  ] as const) {
    test(`while ${name}`, async () => {
      await bench.session('superuser', async (run) => {
        await run('BEGIN')
        await run(lock)
        await refusesAll(requests)
        await run('ROLLBACK')
      })
      await goesOn()
    })
  }
})

describe('what was begun and can’t be closed on record isn’t answered', () => {
  const outcomes = (verb: 'REVOKE' | 'GRANT') =>
    bench.sql(`${verb} INSERT ON control.inquiry_outcome ${verb === 'GRANT' ? 'TO' : 'FROM'} basea_definer`)
  const isRefused = (error: AppError) => error.code === 'auditoria_indisponivel'

  test('neither a file nor candidates', async () => {
    await outcomes('REVOKE')
    try {
      await assert.rejects(findFile(bench.context, again(grant.asking), { cpf: person.cpf }), isRefused)
      await assert.rejects(searchCandidates(bench.context, again(search.asking), { nome: 'Joana Prado' }), isRefused)
    } finally {
      await outcomes('GRANT')
    }
    await goesOn()
  })
})

/** A file system of a megabyte that Postgres can write to; null where this machine lets nobody mount one. */
async function smallDisk(): Promise<{ path: string; fill(): void; remove(): void } | null> {
  const path = mkdtempSync(join(tmpdir(), 'crivo-full-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', path], { stdio: 'ignore' })
  } catch {
    rmSync(path, { recursive: true })
    return null
  }
  const [row] = await bench.sql<{ folder: string }>("SELECT current_setting('data_directory') AS folder")
  const { uid, gid } = statSync(row?.folder ?? '')
  chownSync(path, uid, gid)
  return {
    path,
    fill() {
      // To the last page: what doesn't fit is cut off.
      for (let n = 0; n < 256; n += 1) {
        try {
          writeFileSync(join(path, `filler-${n}`), Buffer.alloc(4_096))
        } catch {
          return
        }
      }
    },
    remove() {
      execFileSync('umount', ['--lazy', path])
      rmSync(path, { recursive: true })
    },
  }
}

test('a thousand look-ups on a full disk get 503 and nothing else', async (t) => {
  const disk = await smallDisk()
  if (disk === null) return t.skip('no file system can be mounted here')
  const superuser = (statement: string) => bench.session('superuser', (run: Run) => run(statement))
  try {
    await superuser(`CREATE TABLESPACE crivo_full_${process.pid} LOCATION '${disk.path}'`)
    await superuser(`ALTER TABLE control.trail_link SET TABLESPACE crivo_full_${process.pid}`)
    disk.fill()
    // What room there is within the last page is used up first.
    await assert.rejects(
      async () => {
        for (let n = 0; n < 90; n += 1) await findFile(bench.context, again(grant.asking), { cpf: person.cpf })
      },
      (error: AppError) => error.code === 'auditoria_indisponivel',
    )
    const stood = await counted()
    await refusesAll()
    assert.deepEqual(await counted(), stood)
  } finally {
    await superuser('ALTER TABLE control.trail_link SET TABLESPACE pg_default')
    await superuser(`DROP TABLESPACE IF EXISTS crivo_full_${process.pid}`)
    disk.remove()
  }
})
