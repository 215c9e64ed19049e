import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { randomId } from '#lib/kernel/ids.ts'
import { askerOf } from './context.ts'
import type { Asker } from './store.ts'
import { BEGIN_ACCESS, type Bench, beginAccessValues, daysAgo, openBench, type Run } from './test-bench.ts'

// The two transactions of an access, abused by somebody who runs SQL of their own as `basea_app`. Whatever they do,
// each reading of a person has its row in the ledger, written and committed before it.

const REFUSED = { code: '42501' }

let bench: Bench
let person: Awaited<ReturnType<Bench['addPerson']>>
let victim: Awaited<ReturnType<Bench['addPerson']>>
let grant: Awaited<ReturnType<Bench['liveGrant']>>

before(async () => {
  bench = openBench()
  person = await bench.addPerson([
    { amount_cents: 1_234_500 },
    { amount_cents: 99, created_on: daysAgo(6 * 366 + 30), due_on: daysAgo(6 * 366) },
    { amount_cents: 98, status: 'suspensa_por_ordem_judicial' },
    { amount_cents: 97, status: 'avisado', listed_on: null },
  ])
  victim = await bench.addPerson([{}])
  grant = await bench.liveGrant(person.cpf, { usos: 100 })
})
after(() => bench.close())

type Beginning = { asker?: Partial<Asker>; grantId?: string | null; subject?: Buffer; secret?: Buffer }

function beginning({ asker, ...access }: Beginning = {}) {
  const who = { ...askerOf(grant.analyst, randomId), ...asker }
  const right = {
    grantId: grant.grantId,
    subject: person.subject,
    secret: bench.subjects.grantSecret(grant.grantId, person.subject),
  }
  return { values: beginAccessValues(who, { ...right, ...access }), inquiryId: who.inquiryId }
}

/** A ticket as sistema1 itself gets it, committed. */
async function committedTicket(): Promise<{ ticket: unknown; inquiryId: string }> {
  const { values, inquiryId } = beginning()
  const [row] = await bench.session('app', (run) => run(BEGIN_ACCESS, values))
  assert.ok(row?.ticket)
  return { ticket: row.ticket, inquiryId }
}

async function entered(run: Run, ticket: unknown): Promise<void> {
  await run('BEGIN')
  await run('SELECT control.enter_access($1)', [ticket])
}

const names = (run: Run) => run('SELECT name FROM records.person')

async function recorded(inquiryId: string) {
  const [row] = await bench.sql<{ opened: boolean; outcome: string | null }>(
    `SELECT i.opened, o.outcome FROM control.inquiry i LEFT JOIN control.inquiry_outcome o ON o.inquiry_id = i.id
     WHERE i.id = $1`,
    [inquiryId],
  )
  return row && [row.opened, row.outcome]
}

describe('beginning without the right to it: no ticket, and a refusal on record', () => {
  const attempts: Record<string, () => Beginning> = {
    'without sistema1’s key': () => ({ secret: Buffer.alloc(32, 1) }),
    'with this grant’s secret, for another person': () => ({ subject: victim.subject }),
    'as a colleague of the grantee': () => ({ asker: { actorId: randomId('member') } }),
    'as another institution': () => ({ asker: { institutionId: randomId('institution') } }),
    'for another purpose': () => ({ asker: { purpose: 'venda_a_prazo' } }),
    'with a grant that is not there': () => ({ grantId: randomId('grant') }),
    'with no grant': () => ({ grantId: null }),
  }
  for (const [name, attempt] of Object.entries(attempts)) {
    test(name, async () => {
      const { values, inquiryId } = beginning(attempt())
      const [row] = await bench.session('app', (run) => run(BEGIN_ACCESS, values))
      assert.deepEqual([row?.ticket, row?.previous_at], [null, null])
      assert.deepEqual(await recorded(inquiryId), [false, 'negada'])
    })
  }

  test('an inquiry id that was used before', async () => {
    const { values } = beginning()
    await bench.session('app', (run) => run(BEGIN_ACCESS, values))
    await assert.rejects(
      bench.session('app', (run) => run(BEGIN_ACCESS, values)),
      { code: '23505' },
    )
  })
})

describe('tickets', () => {
  test('a guessed one', async () => {
    await assert.rejects(
      bench.session('app', (run) => run('SELECT control.enter_access(gen_random_uuid())')),
      REFUSED,
    )
  })

  test('begun and used in one transaction, which could still take the record back', async () => {
    const { values, inquiryId } = beginning()
    await bench.session('app', async (run) => {
      await run('BEGIN')
      const [row] = await run(BEGIN_ACCESS, values)
      await assert.rejects(run('SELECT control.enter_access($1)', [row?.ticket]), REFUSED)
    })
    assert.equal(await recorded(inquiryId), undefined, 'nothing was read, nothing is on record')
  })

  test('used again after it was closed, or committed without being closed', async () => {
    for (const ending of ['SELECT control.close_access(1)', 'SELECT 1']) {
      const { ticket } = await committedTicket()
      await bench.session('app', async (run) => {
        await entered(run, ticket)
        await run(ending)
        await run('COMMIT')
        await assert.rejects(run('SELECT control.enter_access($1)', [ticket]), REFUSED)
      })
    }
  })

  test('used by two connections at once: one of them', async () => {
    const { ticket } = await committedTicket()
    await bench.session('app', (first) =>
      bench.session('app', async (second) => {
        await entered(first, ticket)
        await second('BEGIN')
        const waiting = assert.rejects(second('SELECT control.enter_access($1)', [ticket]), REFUSED)
        await first('SELECT control.close_access(1)')
        await first('COMMIT')
        await waiting
      }),
    )
  })

  test('used too late', async () => {
    const { ticket, inquiryId } = await committedTicket()
    await bench.sql(`UPDATE control.access_ticket SET expires_at = now() - interval '1 ms' WHERE inquiry_id = $1`, [
      inquiryId,
    ])
    await assert.rejects(
      bench.session('app', (run) => run('SELECT control.enter_access($1)', [ticket])),
      REFUSED,
    )
  })

  test('one for a file, used for a summary', async () => {
    const { ticket } = await committedTicket()
    await assert.rejects(
      bench.session('app', (run) => run('SELECT * FROM control.debt_summary($1)', [ticket])),
      REFUSED,
    )
  })

  test('two in one transaction', async () => {
    const [first, second] = [await committedTicket(), await committedTicket()]
    await bench.session('app', async (run) => {
      await entered(run, first.ticket)
      await assert.rejects(run('SELECT control.enter_access($1)', [second.ticket]), { code: '23505' })
    })
  })
})

describe('inside an access', () => {
  test('only the one person, and of the debts only what may be shown', async () => {
    const { ticket } = await committedTicket()
    await bench.session('app', async (run) => {
      await entered(run, ticket)
      assert.deepEqual(await run('SELECT id FROM records.person'), [{ id: person.id }])
      assert.deepEqual(await run('SELECT name FROM records.person WHERE id = $1', [victim.id]), [])
      assert.deepEqual(await run('SELECT id FROM records.debt WHERE person_id = $1', [victim.id]), [])
      assert.deepEqual(await run('SELECT amount_cents FROM records.debt'), [{ amount_cents: '1234500' }])
      await assert.rejects(run('SELECT cpf_index FROM records.person'), REFUSED)
    })
  })

  test('no other transaction sees it', async () => {
    const { ticket } = await committedTicket()
    await bench.session('app', (first) =>
      bench.session('app', async (second) => {
        await entered(first, ticket)
        assert.equal((await names(first)).length, 1)
        assert.deepEqual(await names(second), [])
      }),
    )
  })

  test('nothing after it was closed, nor after a commit', async () => {
    for (const ending of ['SELECT control.close_access(1)', 'COMMIT']) {
      const { ticket } = await committedTicket()
      await bench.session('app', async (run) => {
        await entered(run, ticket)
        await run(ending)
        assert.deepEqual(await names(run), [])
      })
    }
  })

  test('a savepoint gives the rows and takes the context back: the record stays', async () => {
    const { ticket, inquiryId } = await committedTicket()
    await bench.session('app', async (run) => {
      await run('BEGIN')
      await run('SAVEPOINT here')
      await run('SELECT control.enter_access($1)', [ticket])
      assert.equal((await names(run)).length, 1)
      await run('ROLLBACK TO here')
      assert.deepEqual(await names(run), [])
      await run('COMMIT')
    })
    assert.deepEqual(await recorded(inquiryId), [true, null])
  })

  test('closing without an access, or closing twice', async () => {
    const { ticket } = await committedTicket()
    await assert.rejects(
      bench.session('app', (run) => run('SELECT control.close_access(0)')),
      REFUSED,
    )
    await bench.session('app', async (run) => {
      await entered(run, ticket)
      await run('SELECT control.close_access(0)')
      await assert.rejects(run('SELECT control.close_access(0)'), REFUSED)
    })
  })

  test('asking for a commit that does not wait for the disk: the record waits all the same', async () => {
    const { values } = beginning()
    await bench.session('app', async (run) => {
      await run('SET synchronous_commit = off')
      await run('BEGIN')
      await run(BEGIN_ACCESS, values)
      assert.deepEqual(await run('SHOW synchronous_commit'), [{ synchronous_commit: 'on' }])
    })
  })
})

describe('reading and hiding that one has read: the record stays, and becomes an alarm', () => {
  const hidings: Record<string, (run: Run) => Promise<unknown>> = {
    'by rolling back': (run) => run('ROLLBACK'),
    'by an error that tells what was read': (run) =>
      assert.rejects(run('SELECT name::int FROM records.person'), /Joana Prado/),
    'by committing without an outcome': (run) => run('COMMIT'),
    'by cutting the connection': async () => undefined,
  }
  for (const [name, hide] of Object.entries(hidings)) {
    test(name, async () => {
      const { ticket, inquiryId } = await committedTicket()
      await bench.session('app', async (run) => {
        await entered(run, ticket)
        assert.equal((await names(run)).length, 1)
        await hide(run)
      })
      assert.deepEqual(await recorded(inquiryId), [true, null])
      await bench.sql(`UPDATE control.access_ticket SET expires_at = now() - interval '1 s' WHERE inquiry_id = $1`, [
        inquiryId,
      ])
      // Another test's sweep may hold the ticket at this very moment, and then ours leaves it to that one.
      for (let sweeps = 0; sweeps < 20 && (await recorded(inquiryId))?.[1] === null; sweeps++) {
        await bench.context.files.closeExpiredTickets()
      }
      assert.deepEqual(await recorded(inquiryId), [true, 'interrompida'])
    })
  }

  test('a sweep leaves alone what is still being read', async () => {
    const { ticket, inquiryId } = await committedTicket()
    await bench.session('app', async (run) => {
      await entered(run, ticket)
      await bench.context.files.closeExpiredTickets()
      assert.equal((await names(run)).length, 1)
      await run('SELECT control.close_access(1)')
      await run('COMMIT')
    })
    assert.deepEqual(await recorded(inquiryId), [true, 'concluida'])
  })
})
