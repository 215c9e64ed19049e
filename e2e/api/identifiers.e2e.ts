import { describe, test } from 'node:test'
import { ask, expectProblem, keys } from './client.ts'

/** A valid CPF with nobody behind it in the demo is told from a wrong one by its code. */
const GOOD = ['52998224725', '11144477735', '00000000191', '99000000807', '99000000300', '01234567890']

const BAD: readonly [string, string][] = [
  ...GOOD.map((cpf): [string, string] => [cpf.slice(0, 10) + ((Number(cpf[10]) + 1) % 10), 'cpf_digito']),
  ...[...'0123456789'].map((digit): [string, string] => [digit.repeat(11), 'cpf_repetido']),
  ['5299822472', 'cpf_tamanho'],
  ['529982247250', 'cpf_tamanho'],
  ['191', 'cpf_tamanho'],
  ['529.982.247.25', 'cpf_formato'],
  ['529982247-25', 'cpf_formato'],
  ['529.982.24725', 'cpf_formato'],
  ['529-982-247.25', 'cpf_formato'],
  ['５２９９８２２４７２５', 'cpf_formato'],
  ['٥٢٩٩٨٢٢٤٧٢٥', 'cpf_formato'],
  ['5299822472a', 'cpf_formato'],
  ['529 982 247 25', 'cpf_formato'],
]

describe('CPF, in the path and in the body', () => {
  for (const cpf of [...GOOD, '529.982.247-25', ' 52998224725 ']) {
    test(`${JSON.stringify(cpf)} is read`, async () => {
      expectProblem(
        await ask('/v1/sistema3/consultas', { key: keys.complete, json: { cpf } }),
        404,
        'pessoa_nao_encontrada',
      )
      const path = `/v1/sistema3/${encodeURIComponent(cpf)}`
      expectProblem(await ask(path, { key: keys.complete }), 404, 'pessoa_nao_encontrada')
    })
  }

  for (const [cpf, codigo] of BAD) {
    test(`${JSON.stringify(cpf)} is ${codigo}`, async () => {
      const inBody = expectProblem(
        await ask('/v1/sistema3/consultas', { key: keys.complete, json: { cpf } }),
        400,
        codigo,
      )
      if (inBody.campos?.[0]?.campo !== 'cpf')
        throw new Error(`the field is not named: ${JSON.stringify(inBody.campos)}`)
      const path = `/v1/sistema3/${encodeURIComponent(cpf)}?por=cpf`
      expectProblem(await ask(path, { key: keys.complete }), 400, codigo)
    })
  }
})
