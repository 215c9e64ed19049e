import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppError } from '#lib/kernel/app-error.ts'
import { permissionsOfScope } from './permission-catalogue.ts'
import { purposeOf, relationshipOf } from './purpose.ts'
import { permissionsForAudience, ROLE_PERMISSIONS, ROLES } from './roles.ts'

const isInvalid = (error: unknown) => AppError.hasCode(error, 'requisicao_invalida')

test('a stated purpose must be a known word; the default is the first registered one', () => {
  const actor = { purposes: ['venda_a_prazo', 'risco_financeiro'] as const }
  assert.equal(purposeOf(undefined, actor), 'venda_a_prazo')
  assert.equal(purposeOf('risco_financeiro', actor), 'risco_financeiro')
  for (const word of ['', 'marketing', 'VENDA_A_PRAZO', 'venda_a_prazo ', '__proto__']) {
    assert.throws(() => purposeOf(word, actor), isInvalid)
  }
  assert.throws(
    () => purposeOf(undefined, { purposes: [] }),
    (error) => AppError.hasCode(error, 'finalidade_nao_permitida'),
  )
})

test('a relationship is a short contract number without markup or control characters', () => {
  assert.equal(relationshipOf(undefined), null)
  assert.equal(relationshipOf('PROP-2026/0001'), 'PROP-2026/0001')
  for (const word of ['', ' ', '<b>', 'a\u0000', 'x'.repeat(81), '$ne'])
    assert.throws(() => relationshipOf(word), isInvalid)
})

test('an administrator looks nobody up, and no role both asks for and approves access to Base A', () => {
  assert.equal(
    [...ROLE_PERMISSIONS.admin].some((permission) => permission.startsWith('sistema')),
    false,
  )
  for (const role of ROLES) {
    const permissions = ROLE_PERMISSIONS[role]
    assert.equal(permissions.has('concessoes:solicitar') && permissions.has('concessoes:aprovar'), false, role)
    assert.equal(permissions.has('sistema1:resumo'), false, 'a service permission is nobody’s role')
  }
})

test('a token for one system carries nothing for another', () => {
  for (const role of ROLES) {
    for (const permission of permissionsForAudience(role, 'sistema3')) assert.match(permission, /^sistema3:/)
  }
})

test('unknown scopes grant nothing', () => {
  assert.deepEqual([...permissionsOfScope('sistema2:score admin * __proto__ ')], ['sistema2:score'])
})
