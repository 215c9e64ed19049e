import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { randomId } from '#lib/kernel/ids.ts'
import { putApproverWaiting } from '#lib/systems/debts/approver-test-bench.ts'
import { testServers } from '#lib/testing/servers.ts'

const stateDir = mkdtempSync(join(tmpdir(), 'crivo-approvers-'))
let waiting: { id: string; institutionId: string }
before(async () => {
  waiting = await putApproverWaiting({ label: 'bruno@banco.example', institutionId: randomId('institution') })
})
after(() => rmSync(stateDir, { recursive: true }))

function run(...args: string[]): Promise<{ code: number; output: string }> {
  const { baseA, portal } = testServers()
  const env = {
    NODE_ENV: 'test' as const,
    PATH: process.env.PATH,
    CRIVO_STATE: stateDir,
    DATABASE_URL_BASE_A_MIGRATIONS: baseA.superuser.reveal(),
    DATABASE_URL_PORTAL_MIGRATIONS: portal.superuser.reveal(),
    MONGODB_URI: testServers().mongo.admin.reveal(),
  }
  return new Promise((resolve) => {
    const script = join(import.meta.dirname, 'approvers-now.ts')
    execFile(process.execPath, [script, ...args], { env }, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, output: stdout + stderr }),
    )
  })
}

test('an institution’s first approver is listed, put in force once and struck off', async () => {
  const line = async () => (await run('list')).output.split('\n').find((text) => text.startsWith(waiting.id)) ?? ''
  assert.match(await line(), new RegExp(`${waiting.institutionId}  bruno@banco.example  aguarda confirmação`))
  assert.deepEqual(await run('confirm', waiting.id), { code: 0, output: `✓ ${waiting.id} pode aprovar\n` })
  assert.match(await line(), /ativo desde/)
  const again = await run('confirm', waiting.id)
  assert.deepEqual([again.code, /já confirmado/.test(again.output)], [1, true])
  assert.deepEqual(await run('end', waiting.id), { code: 0, output: `✓ ${waiting.id} não aprova mais\n` })
  assert.equal(await line(), '')
})

test('what isn’t there, or isn’t a command, changes nothing and ends with 1', async () => {
  for (const args of [[], ['confirm'], ['end', 'apr_x'], ['approve', waiting.id], ['confirm', waiting.id, 'x']]) {
    const { code, output } = await run(...args)
    assert.deepEqual([code, /^✗ Uso: /.test(output)], [1, true], args.join(' '))
  }
  const { code, output } = await run('confirm', `apr_${'0'.repeat(22)}`)
  assert.deepEqual([code, /não há tal pedido/.test(output)], [1, true])
})
