import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { civilDateOf } from '#lib/kernel/clock.ts'
import { type AccessKeyId, randomId } from '#lib/kernel/ids.ts'
import { DEMO_INSTITUTIONS, DEMO_PEOPLE, DEMO_SEED } from '#lib/population/demo.ts'
import { createPopulation } from '#lib/population/population.ts'
import { testServers } from '#lib/testing/servers.ts'
import { findFile } from './operations/find-file.ts'
import { searchCandidates } from './operations/search-candidates.ts'
import { summarizeDebts } from './operations/summarize-debts.ts'
import { isVisible } from './rules.ts'
import { seedDebts, seedDemoGrants } from './seed.ts'
import { again, type Bench, BLIND_INDEX_KEY, callAs, openBench } from './test-bench.ts'

const population = createPopulation({ seed: DEMO_SEED, size: 1_200, today: civilDateOf(new Date()) })

let bench: Bench
before(() => {
  bench = openBench()
})
after(() => bench.close())

function seeding(onProgress?: (done: number, total: number) => void) {
  const { baseA } = testServers()
  return seedDebts({
    ingestUrl: baseA.role('basea_ingest'),
    grantsUrl: baseA.role('basea_grants'),
    managingUrl: baseA.superuser,
    blindIndexKey: BLIND_INDEX_KEY,
    population,
    ...(onProgress ? { onProgress } : {}),
  })
}

async function counted() {
  const [row] = await bench.sql<Record<string, string>>(
    `SELECT (SELECT count(*) FROM records.person WHERE cpf LIKE '999%') AS people,
       (SELECT count(*) FROM records.debt d JOIN records.person p ON p.id = d.person_id WHERE p.cpf LIKE '999%') AS debts,
       (SELECT max(updated_at)::text FROM records.person WHERE cpf LIKE '999%') AS touched,
       (SELECT count(*) FROM control.mandate WHERE requester_label = 'demonstração') AS mandates`,
  )
  return row
}

describe('seeding', () => {
  test('loads everybody once, with progress; again changes nothing', async () => {
    const progress: number[] = []
    await seeding((done, total) => progress.push(done / total))
    assert.equal(progress.at(-1), 1)
    assert.ok(progress.length > 2)
    const first = await counted()
    assert.equal(first?.people, '1200')
    assert.equal(first?.debts, String([...population].reduce((sum, { debts }) => sum + debts.length, 0)))
    assert.equal(first?.mandates, '2')
    await seeding()
    assert.deepEqual(await counted(), first)
  })

  test('an interrupted load goes on where it stopped; changed content is loaded again', async () => {
    const [batch] = await bench.sql<{ id: string }>(`SELECT id FROM control.loaded_batch WHERE id = 'population/500'`)
    assert.ok(batch)
    await bench.sql('DELETE FROM control.loaded_batch WHERE id = $1', [batch.id])
    await bench.sql(`UPDATE control.loaded_batch SET digest = 'other' WHERE id = 'population/1000'`)
    await bench.sql(`UPDATE records.person SET name = 'Outro Nome' WHERE cpf = $1`, [population.person(1_100).cpf])
    await seeding()
    const [person] = await bench.sql<{ name: string }>('SELECT name FROM records.person WHERE cpf = $1', [
      population.person(1_100).cpf,
    ])
    assert.equal(person?.name, population.person(1_100).name)
    assert.equal((await counted())?.people, '1200')
  })

  test('the demo’s grants open the indebted person to the key and the analyst, and to nobody else', async () => {
    const { id: institutionId } = DEMO_INSTITUTIONS.aurora
    const indebted = population.person(DEMO_PEOPLE.indebted)
    const ana = callAs('analyst', institutionId)
    assert.ok(ana.actor.kind === 'member')
    const key = 'crk_live_0000000000000000000001' as AccessKeyId
    const approver = () => ({ id: randomId('member'), email: 'bruno@aurora.example', institutionId, password: null })
    const [ofKey, ofAna] = await seedDemoGrants({
      grantsUrl: testServers().baseA.role('basea_grants'),
      managingUrl: testServers().baseA.superuser,
      blindIndexKey: BLIND_INDEX_KEY,
      cpf: indebted.cpf,
      grantees: [
        { kind: 'key', id: key, label: key, institutionId },
        { kind: 'member', id: ana.actor.id, label: ana.actor.label, institutionId },
      ],
      approvers: [approver(), approver()],
    })
    assert.ok(ofKey && ofAna)
    const file = await findFile(bench.context, { ...ana, grantId: ofAna.person }, { cpf: indebted.cpf, limite: 100 })
    const today = civilDateOf(new Date())
    assert.equal(file.dividas.itens.length, indebted.debts.filter((debt) => isVisible(debt, today)).length)
    assert.ok(file.dividas.itens.length >= 4)
    for (const part of ['valor', 'vencimento', 'situacao'] as const) {
      assert.ok(new Set(file.dividas.itens.map((debt) => debt[part])).size >= 2, part)
    }
    await assert.rejects(findFile(bench.context, { ...again(ana), grantId: ofKey.person }, { cpf: indebted.cpf }), {
      code: 'concessao_negada',
    })
    const found = await searchCandidates(
      bench.context,
      { ...again(ana), grantId: ofAna.search },
      { nome: indebted.name },
    )
    const { itens } = found
    assert.ok(itens.some(({ ano_nascimento }) => ano_nascimento === Number(indebted.birthDate.slice(0, 4))))
    const call = callAs('analyst', institutionId, { permissions: ['sistema1:resumo'] })
    const summary = await summarizeDebts(bench.context, call, { cpf: indebted.cpf })
    assert.ok(summary.situacao === 'permitido')
    assert.equal(summary.total, file.dividas.total)
  })

  test('the rule and the database agree about everybody', async () => {
    const today = civilDateOf(new Date())
    const expected = [...population].reduce(
      (sum, { debts }) => sum + debts.filter((debt) => isVisible(debt, today)).length,
      0,
    )
    const [row] = await bench.sql<{ visible: string }>(
      `SELECT count(*) AS visible FROM records.debt d JOIN records.person p ON p.id = d.person_id
       WHERE p.cpf LIKE '999%'
         AND records.is_visible(d.status, d.notice_delivered_on, d.listed_on, d.visible_until, $1::date)`,
      [today],
    )
    assert.equal(row?.visible, String(expected))
  })
})
