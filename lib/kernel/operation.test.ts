import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { AppError } from './app-error.ts'
import type { Call } from './call.ts'
import { randomId } from './ids.ts'
import { type LedgerEntry, operationFactory, parseInput, type Recorder } from './operation.ts'

type Permission = 'ler' | 'listar' | 'apagar'
type Event = 'arquivo.lido'
type Context = { source: string }
type Opened = { ticket: string }

/** A ledger that keeps what it was told, in order. */
function createLedger({ fails = false } = {}) {
  const told: string[] = []
  const entries: LedgerEntry<Permission, Event>[] = []
  const recorder: Recorder<Permission, Event, Context, Opened> = {
    async around(entry, _context, run) {
      if (fails) throw new AppError('auditoria_indisponivel')
      entries.push(entry)
      told.push('opened')
      const output = await run({ ticket: 't-1' })
      told.push('closed')
      return output
    },
    async denied(entry, _context, code) {
      entries.push(entry)
      told.push(`denied ${code}`)
    },
  }
  return { told, entries, recorder }
}

const Input = z.strictObject({ id: z.string() })

function createRead(ledger: ReturnType<typeof createLedger>) {
  return operationFactory<Permission, Event, 'committed', Context, Opened>(ledger.recorder)({
    permission: 'ler',
    audit: { event: 'arquivo.lido', tier: 'committed', subjects: ({ id }) => [id] },
    input: Input,
    async run({ source, ticket }, { id }) {
      ledger.told.push('ran')
      return `${source}:${ticket}:${id}`
    },
  })
}

function callOf(permissions: readonly Permission[], purpose: Call['purpose'] = 'analise_de_credito'): Call<Permission> {
  return {
    requestId: randomId('request'),
    actor: {
      kind: 'member',
      id: randomId('member'),
      institutionId: randomId('institution'),
      sessionId: randomId('session'),
      label: 'ana@aurora.example',
      permissions: new Set(permissions),
      purposes: ['analise_de_credito'],
    },
    ip: '203.0.113.9',
    purpose,
    relationship: null,
    grantId: null,
  }
}

const context: Context = { source: 's' }

function withCode(code: AppError['code']) {
  return (error: unknown) => AppError.hasCode(error, code)
}

test('what may be done is done inside its record, with what the record opened', async () => {
  const ledger = createLedger()
  const call = callOf(['ler'])
  assert.equal(await createRead(ledger)(context, call, { id: 'a' }), 's:t-1:a')
  assert.deepEqual(ledger.told, ['opened', 'ran', 'closed'])
  assert.deepEqual(ledger.entries, [{ event: 'arquivo.lido', subjects: ['a'], call }])
})

test('without the permission nothing runs, and the attempt is on record', async () => {
  const ledger = createLedger()
  await assert.rejects(createRead(ledger)(context, callOf(['apagar']), { id: 'a' }), withCode('escopo_insuficiente'))
  assert.deepEqual(ledger.told, ['denied escopo_insuficiente'])
  assert.deepEqual(ledger.entries[0]?.subjects, ['a'])
})

test("a purpose that isn't the actor's is refused and on record", async () => {
  const ledger = createLedger()
  const call = callOf(['ler'], 'venda_a_prazo')
  await assert.rejects(createRead(ledger)(context, call, { id: 'a' }), withCode('finalidade_nao_permitida'))
  assert.deepEqual(ledger.told, ['denied finalidade_nao_permitida'])
})

test('bad input is refused before permission is asked, and leaves no record of anybody', async () => {
  const ledger = createLedger()
  const read = createRead(ledger)
  for (const raw of [undefined, null, 'a', {}, { id: 7 }, { id: { $ne: '' } }]) {
    await assert.rejects(read(context, callOf([]), raw), withCode('requisicao_invalida'))
  }
  await assert.rejects(read(context, callOf([]), { id: 'a', outro: 1 }), withCode('parametro_desconhecido'))
  assert.deepEqual(ledger.told, [])
})

test('input that only the context can judge is refused before anything is recorded', async () => {
  const ledger = createLedger()
  const checked = operationFactory<Permission, Event, 'committed', Context, Opened>(ledger.recorder)({
    permission: 'ler',
    audit: { event: 'arquivo.lido', tier: 'committed', subjects: ({ id }) => [id] },
    input: Input,
    check({ source }, { id }) {
      if (id !== source) throw new AppError('cursor_invalido')
    },
    run: async () => 'done',
  })
  await assert.rejects(checked(context, callOf(['ler']), { id: 'a' }), withCode('cursor_invalido'))
  assert.deepEqual(ledger.told, [])
  assert.equal(await checked(context, callOf(['ler']), { id: 's' }), 'done')
})

test('no record, no answer', async () => {
  const ledger = createLedger({ fails: true })
  await assert.rejects(createRead(ledger)(context, callOf(['ler']), { id: 'a' }), withCode('auditoria_indisponivel'))
  assert.deepEqual(ledger.told, [])
})

test('a failure inside the record passes through it', async () => {
  const ledger = createLedger()
  const failing = operationFactory<Permission, Event, 'committed', Context, Opened>(ledger.recorder)({
    permission: 'ler',
    audit: { event: 'arquivo.lido', tier: 'committed', subjects: () => [] },
    input: Input,
    run: () => Promise.reject(new AppError('pessoa_nao_encontrada')),
  })
  await assert.rejects(failing(context, callOf(['ler']), { id: 'a' }), withCode('pessoa_nao_encontrada'))
  assert.deepEqual(ledger.told, ['opened'])
})

test('an operation that declares silence keeps it, and still asks for the permission', async () => {
  const ledger = createLedger()
  const probe = operationFactory<Permission, Event, 'committed', Context, Opened>(ledger.recorder)({
    permission: 'listar',
    audit: { none: 'names no person' },
    input: z.strictObject({}),
    run: async ({ source }) => source,
  })
  assert.equal(await probe(context, callOf(['listar']), {}), 's')
  await assert.rejects(probe(context, callOf(['ler']), {}), withCode('escopo_insuficiente'))
  assert.deepEqual(ledger.told, [])
})

test('any one of several permissions is enough; none of them is not', async () => {
  const ledger = createLedger()
  const either = operationFactory<Permission, Event, 'committed', Context, Opened>(ledger.recorder)({
    permission: { anyOf: ['ler', 'listar'] },
    audit: { none: 'names no person' },
    input: z.strictObject({}),
    run: async () => 'done',
  })
  assert.equal(await either(context, callOf(['listar']), {}), 'done')
  await assert.rejects(either(context, callOf(['apagar']), {}), withCode('escopo_insuficiente'))
})

test('an operation shows which permission and input it wants', () => {
  const read = createRead(createLedger())
  assert.equal(read.permission, 'ler')
  assert.equal(read.input, Input)
})

test('parsing gives the first field its say in the code and names every field', () => {
  const schema = z.strictObject({ cpf: z.string().refine(() => false, { message: 'cpf_digito' }), nome: z.string() })
  assert.throws(
    () => parseInput(schema, { cpf: 'x' }),
    (error: unknown) => {
      assert.ok(AppError.hasCode(error, 'cpf_digito'))
      assert.deepEqual(error.fields, [
        { campo: 'cpf', codigo: 'cpf_digito' },
        { campo: 'nome', codigo: 'obrigatorio' },
      ])
      return true
    },
  )
})
