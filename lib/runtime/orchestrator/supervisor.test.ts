import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, beforeEach, describe, test } from 'node:test'
import { pino } from 'pino'
import { readPidFile, waitForEnd } from '#lib/datastores/embedded/process-identity.ts'
import type { ProcessSpec } from '#lib/datastores/embedded/process-spec.ts'
import { waitUntil } from '#lib/testing/real-instance.ts'
import { StartError } from './managed-process.ts'
import { Supervisor } from './supervisor.ts'

const root = mkdtempSync(join(tmpdir(), 'crivo-supervisor-'))
after(() => rmSync(root, { recursive: true }))

let stateDir = ''
let lines: { msg: string; target?: string }[] = []
const logger = pino({}, { write: (line: string) => void lines.push(JSON.parse(line)) })

beforeEach(() => {
  stateDir = mkdtempSync(join(root, 'state-'))
  lines = []
})

const READY = "process.send({ type: 'ready' }); process.on('disconnect', () => process.exit()); "

function service(name: string, script: string, more: Partial<ProcessSpec> = {}): ProcessSpec {
  return {
    name,
    command: process.execPath,
    args: ['-e', script],
    env: { PATH: '/usr/bin:/bin' },
    cwd: root,
    identity: null,
    kind: 'service',
    stopSignal: 'SIGTERM',
    stopGraceMs: 2_000,
    readyWithinMs: 5_000,
    ...more,
  }
}

const pidOf = (name: string) => readPidFile(join(stateDir, 'run', `${name}.pid`))

describe('the supervisor', () => {
  test('starts a process, keeps its words as JSON lines, and stops it', async () => {
    const supervisor = new Supervisor(stateDir, logger)
    await supervisor.startStage([
      service('plain', `console.error('a plain word'); ${READY} setInterval(() => {}, 1000)`),
    ])
    const identity = pidOf('plain') ?? assert.fail('a pid file')
    assert.equal(supervisor.pids().plain, identity.pid)
    await supervisor.stopAll()
    assert.ok(await waitForEnd(identity, 1_000))
    assert.equal(existsSync(join(stateDir, 'run', 'plain.pid')), false)
    const log = readFileSync(join(stateDir, 'logs', 'plain.log'), 'utf8')
      .trim()
      .split('\n')
    assert.ok(log.some((line) => JSON.parse(line).msg === 'a plain word'))
  })

  test('brings a killed process back at once and says so in one line', async () => {
    const supervisor = new Supervisor(stateDir, logger)
    await supervisor.startStage([service('mortal', `${READY} setInterval(() => {}, 1000)`)])
    const killed = pidOf('mortal') ?? assert.fail('a pid file')
    process.kill(killed.pid, 'SIGKILL')
    const restarted = () => lines.filter(({ msg, target }) => msg === 'process restarted' && target === 'mortal')
    await waitUntil(() => restarted().length > 0, AbortSignal.timeout(5_000))
    assert.equal(restarted().length, 1)
    assert.notEqual(pidOf('mortal')?.pid, killed.pid)
    await supervisor.stopAll()
  })

  test('a process that ends at its start is an error with its name, and the others are stopped with it', async () => {
    const supervisor = new Supervisor(stateDir, logger)
    const stage = [service('broken', 'process.exit(3)'), service('fine', `${READY} setInterval(() => {}, 1000)`)]
    await assert.rejects(supervisor.startStage(stage), (error: unknown) => {
      assert.ok(error instanceof StartError)
      assert.equal(error.process, 'broken')
      assert.match(error.message, /3/)
      return true
    })
    await supervisor.stopAll()
    assert.equal(pidOf('fine'), null)
  })

  test('a process that stays silent is given up and ended', async () => {
    const supervisor = new Supervisor(stateDir, logger)
    const silent = service('silent', 'setInterval(() => {}, 1000)', { readyWithinMs: 300 })
    await assert.rejects(supervisor.startStage([silent]), /not ready within 300 ms/)
    assert.equal(pidOf('silent'), null)
    await supervisor.stopAll()
  })

  test('a process gets its own environment and nothing of ours', async () => {
    const supervisor = new Supervisor(stateDir, logger)
    const tell = `console.log(JSON.stringify(Object.keys(process.env).sort())); ${READY} setInterval(() => {}, 1000)`
    await supervisor.startStage([service('frugal', tell, { env: { ONLY: 'this' } })])
    await supervisor.stopAll()
    const [first = ''] = readFileSync(join(stateDir, 'logs', 'frugal.log'), 'utf8').split('\n')
    assert.deepEqual(
      JSON.parse(first).filter((name: string) => !name.startsWith('NODE_CHANNEL_')),
      ['ONLY'],
    )
  })
})

describe('when the supervisor itself is killed', () => {
  /** A supervisor in a process of its own, with two children that don't care about it. */
  async function startDoomed(): Promise<{ kill(): void }> {
    const deaf = "process.send({ type: 'ready' }); process.channel.unref(); setInterval(() => {}, 1000)"
    const script = `
      import { pino } from 'pino'
      import { Supervisor } from '#lib/runtime/orchestrator/supervisor.ts'
      const spec = (name, kind, script) => ({ name, kind, command: process.execPath, args: ['-e', script], env: {}, cwd: '/',
        identity: null, stopSignal: 'SIGTERM', stopGraceMs: 1000, readyWithinMs: 5000, probe: async () => {} })
      const supervisor = new Supervisor(${JSON.stringify(stateDir)}, pino({ level: 'silent' }))
      await supervisor.startStage([
        spec('deaf-service', 'service', ${JSON.stringify(deaf)}),
        spec('deaf-server', 'server', 'setInterval(() => {}, 1000)'),
      ])
      console.log('up')`
    const doomed = spawn(process.execPath, ['--input-type=module', '-e', script], {
      cwd: import.meta.dirname,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(doomed.stdout, 'data')
    return { kill: () => void doomed.kill('SIGKILL') }
  }

  test('its processes end too, and no orphan is left', async () => {
    const doomed = await startDoomed()
    const orphans = ['deaf-service', 'deaf-server'].map((name) => pidOf(name) ?? assert.fail(name))
    doomed.kill()
    for (const orphan of orphans) assert.ok(await waitForEnd(orphan, 8_000), `process ${orphan.pid} is gone`)
  })

  test('the next one ends what is left before it starts', async () => {
    const doomed = await startDoomed()
    const orphans = ['deaf-service', 'deaf-server'].map((name) => pidOf(name) ?? assert.fail(name))
    doomed.kill()
    const next = new Supervisor(stateDir, logger)
    await next.clearLeftovers()
    for (const orphan of orphans) assert.ok(await waitForEnd(orphan, 0), `process ${orphan.pid} is gone`)
    await next.stopAll()
  })
})
