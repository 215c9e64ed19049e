import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { test } from 'node:test'

/** Stands for work in the middle of which the asker is killed. */
const BUSY = 'data:text/javascript,setInterval(() => {}, 60_000)'

test('the work on data ends with whoever asked for it', { timeout: 20_000 }, async (t) => {
  const child = fork(join(import.meta.dirname, 'data-process.ts'), { execArgv: ['--import', BUSY] })
  t.after(() => child.kill('SIGKILL'))
  await once(child, 'spawn')
  child.disconnect()
  const [code, signal] = await once(child, 'exit')
  assert.deepEqual([code, signal], [0, null])
})
