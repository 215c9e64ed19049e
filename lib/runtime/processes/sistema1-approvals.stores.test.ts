import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type InstitutionId, randomId } from '#lib/kernel/ids.ts'
import { enrolMember, PROOF } from '#lib/systems/debts/approver-test-bench.ts'
import { grantInput, randomCpf } from '#lib/systems/debts/test-bench.ts'
import { type Sistema1, startSistema1 } from './sistema1-test-bench.ts'

// An attacker who runs code in the portal: front's certificate, and any member's token they like.

let sistema1: Sistema1
before(async () => {
  sistema1 = await startSistema1()
})
after(() => sistema1?.close())

async function newRequest(institution: InstitutionId): Promise<string> {
  const token = await sistema1.tokenFor({ institution })
  const { json } = await sistema1.ask('front', 'POST', '/interno/concessoes', { token, body: grantInput(randomCpf()) })
  return String(json.id)
}

async function approverOf(institution: InstitutionId) {
  const sub = randomId('member')
  await enrolMember({ id: sub, label: 'bruno@banco.example', institutionId: institution })
  return sistema1.tokenFor({ institution, role: 'approver' }, { claims: { sub } })
}

test('front’s certificate and every member’s token approve, refuse and confirm nothing without a proof', async () => {
  const institution = randomId('institution')
  const id = await newRequest(institution)
  const approver = await approverOf(institution)
  const tokens = {
    approver,
    'an approver that isn’t enrolled': await sistema1.tokenFor({ institution, role: 'approver' }),
    analyst: await sistema1.tokenFor({ institution }),
    admin: await sistema1.tokenFor({ institution, role: 'admin' }),
  }
  for (const [name, token] of Object.entries(tokens)) {
    for (const path of [
      `concessoes/${id}/aprovar`,
      `concessoes/${id}/recusar`,
      `aprovadores/apr_${'0'.repeat(22)}/confirmar`,
    ]) {
      for (const body of [
        undefined,
        {},
        { prova: {} },
        { prova: { senha: 'palpite qualquer' } },
        { prova: PROOF, id },
      ]) {
        const answer = await sistema1.ask('front', 'POST', `/interno/${path}`, { token, ...(body ? { body } : {}) })
        assert.ok(
          answer.status >= 400 && answer.status < 500,
          `${name} ${path} ${JSON.stringify(body)}: ${answer.status}`,
        )
      }
    }
  }
  const seen = await sistema1.ask('front', 'GET', `/interno/concessoes/${id}`, { token: approver })
  assert.deepEqual([seen.json.situacao, (seen.json.aprovacoes as unknown[]).length], ['pendente', 0])
})

test('what is wrong with a proof is one answer, a 400 that leaves the session alone, and hides nothing of the request', async () => {
  const institution = randomId('institution')
  const id = await newRequest(institution)
  const token = await approverOf(institution)
  const path = (target: string) => `/interno/concessoes/${target}/aprovar`
  const ask = (target: string, prova: object) => sistema1.ask('front', 'POST', path(target), { token, body: { prova } })
  const theirs = await ask(id, { senha: 'palpite qualquer' })
  const elsewhere = await ask(await newRequest(randomId('institution')), { senha: 'palpite qualquer' })
  for (const { status, code, json } of [theirs, elsewhere]) {
    assert.deepEqual([status, code], [400, 'requisicao_invalida'])
    const [field] = json.campos as { campo: string; codigo: string }[]
    assert.deepEqual([field?.campo, field?.codigo], ['prova', 'invalido'])
  }
  assert.equal((await ask(id, PROOF)).status, 200)
  assert.deepEqual((await ask(id, PROOF)).code, 'conflito')
})

test('the queue is for those who decide, of their own institution', async () => {
  const institution = randomId('institution')
  const id = await newRequest(institution)
  const ask = (token: string) => sistema1.ask('front', 'GET', '/interno/concessoes/fila', { token })
  const { json } = await ask(await approverOf(institution))
  const items = json.itens as { concessao: { id: string }; historico: object }[]
  assert.deepEqual(
    items.map(({ concessao, historico }) => [concessao.id, historico]),
    [[id, { pedidas: 1, aprovadas: 0, recusadas: 0, abertas: 0 }]],
  )
  assert.equal((await ask(await sistema1.tokenFor({ institution }))).code, 'escopo_insuficiente')
  assert.deepEqual((await ask(await approverOf(randomId('institution')))).json.itens, [])
})
