import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type AnswerName, classOf, type DataAudience, type DataClass, mayShow } from '#lib/access/data-classes.ts'
import type { Permission } from '#lib/access/permission-catalogue.ts'
import { type InstitutionId, randomId } from '#lib/kernel/ids.ts'
import { type Bench, grantInput, openBench, randomCpf, searchInput } from '#lib/systems/debts/test-bench.ts'
import { fieldsIn } from '#lib/testing/field-paths.ts'
import { type Sistema1, startSistema1 } from './sistema1-test-bench.ts'

// What each audience sees of sistema1's answers, on the wire, against a table that was written by hand.

let bench: Bench
let sistema1: Sistema1
before(async () => {
  sistema1 = await startSistema1()
  bench = openBench()
})
after(async () => {
  await sistema1.close()
  await bench.close()
})

const FILE = ['IDENTITY', 'REGISTRATION', 'NEGATIVE_RECORD', 'INQUIRY_LOG', 'ENVELOPE'] as const
const GOLDEN: Readonly<Record<string, { answer: AnswerName; classes: readonly DataClass[] }>> = {
  'file 1, own institution looked before': { answer: 'ficha1', classes: [...FILE, 'INQUIRY_AUTHOR'] },
  'file 1, another institution looked before': { answer: 'ficha1', classes: FILE },
  candidates: { answer: 'candidatos', classes: ['IDENTITY'] },
}

const SCOPE = 'sistema1:consultar concessoes:solicitar'
const permissions = new Set<Permission>(['sistema1:consultar', 'concessoes:solicitar'])

/** A token of an access key, or of a member through the portal. */
function tokenOf(audience: DataAudience, institution: InstitutionId): Promise<string> {
  if (audience === 'analyst') return sistema1.tokenFor({ institution })
  const id = `crk_live_${randomId('event').slice(4)}`
  const noMember = { email: undefined, papel: undefined, sessao: undefined }
  const claims = { ...noMember, sub: id, client_id: id, ambiente: 'live', nivel: 'basico', scope: SCOPE }
  return sistema1.tokenFor({ institution }, { claims })
}

async function granted(institution: InstitutionId, token: string, body: object, approvals = 1): Promise<string> {
  const { json } = await sistema1.ask('front', 'POST', '/interno/concessoes', { token, body })
  for (let count = 0; count < approvals; count++) {
    await sistema1.approve(institution, json.id)
  }
  return String(json.id)
}

const answersOf: Readonly<Record<string, (audience: DataAudience) => Promise<unknown>>> = {
  'file 1, own institution looked before': async (audience) => {
    const institution = randomId('institution')
    const token = await tokenOf(audience, institution)
    const { cpf } = await bench.addPerson([{}])
    const asking = { token, headers: { concessao: await granted(institution, token, grantInput(cpf)) } }
    await sistema1.ask('front', 'GET', `/v1/sistema1/${cpf}`, asking)
    return (await sistema1.ask('front', 'GET', `/v1/sistema1/${cpf}`, asking)).json
  },
  'file 1, another institution looked before': async (audience) => {
    const { cpf } = await bench.addPerson([{}])
    let last: unknown
    for (const institution of [randomId('institution'), randomId('institution')]) {
      const token = await tokenOf(audience, institution)
      const headers = { concessao: await granted(institution, token, grantInput(cpf)) }
      last = (await sistema1.ask('front', 'GET', `/v1/sistema1/${cpf}`, { token, headers })).json
    }
    return last
  },
  candidates: async (audience) => {
    const institution = randomId('institution')
    const token = await tokenOf(audience, institution)
    await bench.addPerson([{}], { name: 'Zenaide Umbelina Corte' })
    const headers = { concessao: await granted(institution, token, searchInput(), 2) }
    return (await sistema1.ask('front', 'GET', '/v1/sistema1/Zenaide%20Corte', { token, headers })).json
  },
}

describe('law: field class × audience, on real answers', () => {
  for (const [name, { answer, classes }] of Object.entries(GOLDEN)) {
    for (const audience of ['partner', 'analyst'] as const) {
      test(`${name}, to a${audience === 'analyst' ? 'n' : ''} ${audience}`, async () => {
        const shown = fieldsIn(await answersOf[name]?.(audience)).map(([path]) => path)
        const seen = new Set(shown.map((path) => classOf(answer, path)))
        assert.deepEqual([...seen].toSorted(), [...classes].toSorted())
        const ground = {
          audience,
          permissions,
          consented: new Set<DataClass>(),
          isOwn: classes.includes('INQUIRY_AUTHOR'),
        }
        assert.deepEqual(
          shown.filter((path) => !mayShow(classOf(answer, path), ground)),
          [],
        )
      })
    }
  }

  test('law: a closed file answers as a person whom nobody knows, word for word', async () => {
    const closed = await bench.addPerson([{}], 'closed')
    const answers = []
    for (const cpf of [closed.cpf, randomCpf()]) {
      const institution = randomId('institution')
      const token = await tokenOf('partner', institution)
      const headers = { concessao: await granted(institution, token, grantInput(cpf)) }
      const { status, json } = await sistema1.ask('front', 'GET', `/v1/sistema1/${cpf}`, { token, headers })
      answers.push({ status, ...json, requisicao: '' })
    }
    assert.equal(answers[0]?.status, 404)
    assert.deepEqual(answers[0], answers[1])
  })
})
