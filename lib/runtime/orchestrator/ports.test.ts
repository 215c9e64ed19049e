import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { keepPorts, readKeptPorts, requireFree } from './ports.ts'

const dir = mkdtempSync(join(tmpdir(), 'crivo-ports-'))
after(() => rmSync(dir, { recursive: true }))

async function occupy(port: number) {
  const server = createServer().listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return { port: typeof address === 'object' && address ? address.port : 0, free: () => server.close() }
}

test('a taken port is refused with the way out', async () => {
  const { port, free } = await occupy(0)
  await assert.rejects(
    requireFree(port, '127.0.0.1', 'PORT'),
    new RegExp(`porta ${port} já está em uso.*PORT=${port + 1}`),
  )
  free()
})

test('internal ports are kept from start to start, and only a taken one changes', async () => {
  const first = await keepPorts(dir)
  assert.equal(new Set(Object.values(first)).size, Object.keys(first).length)
  assert.deepEqual(await keepPorts(dir), first)
  const { free } = await occupy(first.mongod)
  const second = await keepPorts(dir)
  free()
  assert.notEqual(second.mongod, first.mongod)
  assert.deepEqual({ ...second, mongod: 0 }, { ...first, mongod: 0 })
  assert.deepEqual(readKeptPorts(dir), second)
  const third = await keepPorts(dir, [second.auth])
  assert.notEqual(third.auth, second.auth, 'a port that is spoken for is left alone')
})

test('where nothing was started there are no ports, and the next step is said', () => {
  assert.throws(() => readKeptPorts(join(dir, 'nothing')), /npm start/)
})
