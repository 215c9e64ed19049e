import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { describe, test } from 'node:test'
import { promisify } from 'node:util'
import { firstCalls } from '#lib/console/read/first-calls.ts'
import { readDemo } from '../fixtures/instance.ts'
import { keys, people } from './client.ts'

const demo = readDemo()

const run = promisify(execFile)

/** Runs a published command as a partner would: pasted into a shell, with the key and the person as variables. */
async function paste(system: '1' | '2' | '3', cpf: string): Promise<string> {
  const found = firstCalls(demo.url).find((call) => call.system === system)
  const { stdout } = await run('bash', ['-euc', found?.command ?? 'false'], {
    timeout: 20_000,
    env: {
      ...process.env,
      CHAVE: keys.complete.id,
      SEGREDO: keys.complete.secret,
      CPF: cpf,
      CONCESSAO: demo.grant ?? '',
    },
  })
  return stdout
}

describe('the first calls of the documentation, pasted into a shell', () => {
  test('system 3', async () => {
    assert.ok('movimentacoes' in JSON.parse(await paste('3', people.plain)))
  })

  test('system 2', async () => {
    assert.equal(JSON.parse(await paste('2', people.plain)).score.situacao, 'calculado')
  })

  test('system 1 asks for a grant, and reads with one that was approved', async () => {
    const [asked, file] = (await paste('1', people.indebted)).split('\n')
    assert.equal(JSON.parse(asked ?? '').situacao, 'pendente')
    assert.ok(JSON.parse(file ?? '').dividas.itens.length >= 4)
  })
})
