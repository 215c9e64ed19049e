import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { identifyProcess, isAlive, readPidFile, stopProcess, takePidFile, writePidFile } from './process-identity.ts'

const dir = mkdtempSync(join(tmpdir(), 'crivo-pid-'))
after(() => rmSync(dir, { recursive: true }))

/** No process has this number: it is over the kernel's highest. */
const NOBODY = 4_194_305

test('a process is told from a later one under the same number by its start', () => {
  const self = identifyProcess(process.pid)
  assert.ok(self && isAlive(self))
  assert.equal(isAlive({ pid: process.pid, startedAt: '1' }), false)
  assert.equal(identifyProcess(NOBODY), null)
})

test('a pid file names its process while it lives, and is stale afterwards', async () => {
  const path = join(dir, 'child.pid')
  const child = spawn('sleep', ['60'])
  await once(child, 'spawn')
  writePidFile(path, child.pid ?? NOBODY)
  assert.equal(readPidFile(path)?.pid, child.pid)
  assert.equal(readFileSync(path, 'utf8').split('\n')[0], String(child.pid))
  const gone = once(child, 'exit')
  await stopProcess(identifyProcess(child.pid ?? NOBODY) ?? assert.fail(), { signal: 'SIGTERM', graceMs: 5_000 })
  await gone
  assert.equal(readPidFile(path), null)
})

test('a process that ignores the request to end is ended by force', async () => {
  const child = spawn(process.execPath, [
    '-e',
    "process.on('SIGTERM', () => {}); console.log('up'); setInterval(() => {}, 1000)",
  ])
  await once(child.stdout, 'data')
  const ended = once(child, 'exit')
  await stopProcess(identifyProcess(child.pid ?? NOBODY) ?? assert.fail(), { signal: 'SIGTERM', graceMs: 100 })
  assert.deepEqual(await ended, [null, 'SIGKILL'])
})

test('a lock is held by the living and taken over from the dead', () => {
  const path = join(dir, 'lock.pid')
  writeFileSync(path, `${NOBODY}\n123\n`)
  assert.deepEqual(takePidFile(path), { kind: 'taken' })
  const second = takePidFile(path)
  assert.equal(second.kind === 'held' && second.by.pid, process.pid)
  writeFileSync(path, 'half a fi')
  assert.deepEqual(takePidFile(path), { kind: 'taken' })
})

test('whoever died while taking over is in nobody’s way', () => {
  const path = join(dir, 'abandoned.pid')
  writeFileSync(path, `${NOBODY}\n123\n`)
  writeFileSync(`${path}.takeover`, `${NOBODY}\n123\n`)
  assert.deepEqual(takePidFile(path), { kind: 'taken' })
  assert.deepEqual(
    readdirSync(dir).filter((name) => name.startsWith('abandoned')),
    ['abandoned.pid'],
  )
})

test('of many that find a dead lock at once, one takes it', async () => {
  const path = join(dir, 'contested.pid')
  writeFileSync(path, `${NOBODY}\n123\n`)
  const script = `import { takePidFile } from ${JSON.stringify(join(import.meta.dirname, 'process-identity.ts'))}
    process.stdin.once('data', () => console.log(takePidFile(${JSON.stringify(path)}).kind)).once('end', () => process.exit())
    console.log('up')`
  const contenders = Array.from({ length: 6 }, () => spawn(process.execPath, ['--input-type=module', '-e', script]))
  await Promise.all(contenders.map(({ stdout }) => once(stdout, 'data')))
  const answers = contenders.map(async ({ stdin, stdout }) => {
    const answer = once(stdout, 'data')
    stdin.write('go')
    return String((await answer)[0]).trim()
  })
  const kinds = await Promise.all(answers)
  for (const { stdin } of contenders) stdin.end()
  assert.equal(kinds.filter((kind) => kind === 'taken').length, 1, kinds.join())
  assert.ok(existsSync(path))
})
