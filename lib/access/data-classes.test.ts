import assert from 'node:assert/strict'
import { test } from 'node:test'
import { classOf, DATA_CLASSES, type DataClass, type DataGround, FIELD_CLASSES, mayShow } from './data-classes.ts'
import { KEY_SCOPES, type Permission } from './permission-catalogue.ts'

const nobody = new Set<DataClass>()
const all = new Set<Permission>(KEY_SCOPES)

function shown(ground: DataGround): DataClass[] {
  return DATA_CLASSES.filter((dataClass) => mayShow(dataClass, ground))
}

test('without a permission nothing of any class may be shown, whatever was consented to', () => {
  for (const audience of ['partner', 'analyst'] as const) {
    const ground = { audience, permissions: new Set<Permission>(), consented: new Set(DATA_CLASSES), isOwn: true }
    assert.deepEqual(shown(ground), [])
  }
})

test('every permission without a consent shows neither bank secrets nor positive history, nor who asked before', () => {
  for (const audience of ['partner', 'analyst'] as const) {
    assert.deepEqual(shown({ audience, permissions: all, consented: nobody }), [
      'ENVELOPE',
      'IDENTITY',
      'SCORE',
      ...(audience === 'analyst' ? (['SCORE_POINTS'] as const) : []),
      'NEGATIVE_RECORD',
      'REGISTRATION',
      'INQUIRY_LOG',
    ])
  }
})

test('each consent opens its own class and no other', () => {
  for (const consent of ['BANK_SECRECY', 'POSITIVE_HISTORY'] as const) {
    const before = shown({ audience: 'partner', permissions: all, consented: nobody })
    const after = shown({ audience: 'partner', permissions: all, consented: new Set([consent]) })
    assert.deepEqual(
      after.filter((dataClass) => !before.includes(dataClass)),
      [consent],
    )
  }
})

test('the matrix of scopes and classes, by hand', () => {
  const classes = ['SCORE', 'NEGATIVE_RECORD', 'REGISTRATION', 'BANK_SECRECY'] as const
  const golden: Partial<Record<Permission, string>> = {
    'sistema1:consultar': '-xx-',
    'sistema2:score': 'x---',
    'sistema2:cadastro': '--x-',
    'dividas:resumo': '-x--',
    'sistema3:consultar': '---x',
  }
  const consented = new Set(DATA_CLASSES)
  for (const scope of KEY_SCOPES) {
    const ground = { audience: 'partner', permissions: new Set([scope]), consented } as const
    const line = classes.map((dataClass) => (mayShow(dataClass, ground) ? 'x' : '-')).join('')
    assert.equal(line, golden[scope] ?? '----', scope)
  }
})

test('who asked before is shown to their own institution alone', () => {
  const ground = { audience: 'partner', permissions: all, consented: nobody } as const
  assert.equal(mayShow('INQUIRY_AUTHOR', { ...ground, isOwn: true }), true)
  assert.equal(mayShow('INQUIRY_AUTHOR', { ...ground, isOwn: false }), false)
})

test('the person sees all of hers; a member without a class is nobody’s to see', () => {
  const person = { audience: 'person', permissions: new Set<Permission>(), consented: nobody } as const
  assert.deepEqual(shown(person), [...DATA_CLASSES])
  assert.equal(mayShow(undefined, person), false)
  for (const path of ['cartao.numero', 'constructor', '']) assert.equal(classOf('ficha3', path), undefined)
  assert.ok(Object.keys(FIELD_CLASSES.ficha3).length > 20)
})
