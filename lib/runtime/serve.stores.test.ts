import assert from 'node:assert/strict'
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { workerEnvironment } from './processes/worker-test-bench.ts'

const SERVE = join(import.meta.dirname, 'serve.ts')

function serve(args: string[], environment: Record<string, string> = {}): { child: ChildProcess; said: () => string } {
  const env = { NODE_ENV: 'production' as const, LOG_LEVEL: 'info', ...environment }
  const child = fork(SERVE, args, { env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      said += chunk
    })
  }
  return { child, said: () => said }
}

async function exitOf(child: ChildProcess): Promise<number | null> {
  const [code] = await once(child, 'exit')
  return code
}

async function readyWorker() {
  const served = serve(['worker'], { ...(await workerEnvironment()).environment, LOG_LEVEL: 'info' })
  const [message] = await once(served.child, 'message')
  assert.deepEqual(message, { type: 'ready' })
  return served
}

describe('a served process', () => {
  test('says when it is ready, and ends well on a signal, once', async () => {
    const { child, said } = await readyWorker()
    child.kill('SIGTERM')
    child.kill('SIGINT')
    assert.equal(await exitOf(child), 0)
    assert.equal(said().match(/process\.closing/g)?.length, 1)
    assert.match(said(), /process\.closed/)
  })

  test('ends when its supervisor is gone', async () => {
    const { child, said } = await readyWorker()
    child.disconnect()
    assert.equal(await exitOf(child), 0)
    assert.match(said(), /supervisor gone/)
  })

  test('that cannot start says so without a value, and exits 1', async () => {
    const { child, said } = serve(['worker'], {
      ...(await workerEnvironment()).environment,
      LOG_LEVEL: 'info',
      DATABASE_URL_PORTAL_WORKER: 'postgresql://somebody:hunter2@localhost:1/x?host=/nowhere',
      MONGODB_URI_BASE_C_RELAY: 'mongodb://relay:x@127.0.0.1:1/base_c',
    })
    assert.equal(await exitOf(child), 1)
    assert.match(said(), /process\.start-failed/)
    assert.ok(!said().includes('hunter2'))
  })

  test('with a configuration that can’t be used names what is wrong, and exits 2', async () => {
    const { child, said } = serve(['worker'], { SERVICE_PORT: 'x' })
    assert.equal(await exitOf(child), 2)
    assert.match(said(), /worker cannot start.*SERVICE_PORT: invalid.*DATABASE_URL_PORTAL_WORKER: missing/)
  })

  test('under a name that isn’t one, or with words too many, explains its use, and exits 2', async () => {
    for (const args of [[], ['constructor'], ['worker', 'worker']]) {
      const { child, said } = serve(args)
      assert.equal(await exitOf(child), 2)
      assert.match(said(), /usage: serve\.ts <front\|auth\|/)
    }
  })
})
