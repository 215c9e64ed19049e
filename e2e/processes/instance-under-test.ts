import assert from 'node:assert/strict'
import { RealInstance, waitUntil } from '#lib/testing/real-instance.ts'
import { readDemo } from '../fixtures/instance.ts'

function variable(name: string): string {
  const value = process.env[name]
  if (!value) throw new Error(`${name} is not set: run these tests by "npm test" or "npm run soak"`)
  return value
}

/** How often each hurt is done: 3 in `npm test`, 100 in a soak. */
export const ROUNDS = Number(process.env.CRIVO_ROUNDS ?? '1')

/** The instance that the runner has prepared: seeded, and stopped. */
export function instanceUnderTest(): RealInstance {
  return new RealInstance({
    stateDir: variable('CRIVO_STATE'),
    port: Number(variable('PORT')),
    adminPort: Number(variable('ADMIN_PORT')),
  })
}

/** What the contract promises of a killed process or database. */
const BACK_WITHIN_MS = 5_000
export const PATIENCE_MS = 20_000

/** Kills one process of an instance and waits until another stands in its place, within the time that is promised. */
export async function killAndWait(instance: RealInstance, name: string): Promise<void> {
  const restarts = () => instance.logOf(name).filter(({ msg }) => msg === 'process restarted')
  const before = restarts().length
  const killed = instance.process(name)
  const since = performance.now()
  process.kill(killed.pid, 'SIGKILL')
  await waitUntil(() => restarts().length > before, AbortSignal.timeout(PATIENCE_MS))
  const tookMs = performance.now() - since
  assert.equal(restarts().length, before + 1, `${name} was restarted once`)
  assert.notEqual(instance.process(name).pid, killed.pid)
  assert.ok(tookMs <= BACK_WITHIN_MS, `${name} was back after ${Math.round(tookMs)} ms`)
}

/** One real look-up through the public listener: front, sistema3 and mongod all have to work for it. */
export async function lookUpAtSistema3(instance: RealInstance): Promise<number> {
  const { keys, people } = readDemo()
  const key = keys.find(({ scopes }) => scopes.includes('sistema3:consultar'))
  if (!key) throw new Error('the demo has no key for sistema3')
  const authorization = `Basic ${Buffer.from(`${key.id}:${key.secret}`).toString('base64')}`
  try {
    const response = await fetch(`${instance.url}/v1/sistema3/${people.plain}`, { headers: { authorization } })
    await response.arrayBuffer()
    return response.status
  } catch {
    // Nobody listens just now.
    return 0
  }
}
