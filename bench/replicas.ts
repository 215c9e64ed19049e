import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Agent, type Dispatcher, request } from 'undici'

const ROOT = join(import.meta.dirname, '..')
const STATE = process.env.CRIVO_STATE ?? join(ROOT, '.crivo')
const READY_WITHIN_MS = 60_000

export type System = 'sistema1' | 'sistema2' | 'sistema3'
/** One process of a system, and how to reach it as front does. */
export type Replica = { system: System; port: number; ask(headers: Record<string, string>): Promise<number> }

const read = (...path: string[]) => readFileSync(join(STATE, ...path), 'utf8')

/** The ports of the running demonstration's own services. */
export function ownPorts(): Record<System | 'auth', number> {
  return JSON.parse(read('ports.json')) as Record<System | 'auth', number>
}

function publicPort(): string {
  const { url } = JSON.parse(read('demo.json')) as { url: string }
  return new URL(url).port
}

/**
 * The demonstration's own process of each system, and as many more as make `count`, on a core of their own where one is
 * named; `stop` ends those.
 */
export async function startReplicas(systems: readonly System[], count: number, core: number | null = null) {
  const children: ChildProcess[] = []
  const replicas: Replica[] = []
  const agents = new Map<System, Agent>()
  for (const system of systems) {
    const agent = agentFor(system)
    agents.set(system, agent)
    replicas.push(replicaOf(system, ownPorts()[system], agent))
    for (let more = 1; more < count; more += 1) {
      const port = await freePort()
      const entry = join(ROOT, 'lib/runtime/orchestrator/serve-one.ts')
      // Tokens name the public address that issued them: the replica has to be of the same one.
      const env = { ...process.env, PORT: publicPort() }
      const args = [entry, system, '--port', String(port)]
      const [command = '', ...words] = pinned(core, [process.execPath, ...args])
      children.push(spawn(command, words, { cwd: ROOT, stdio: 'ignore', env }))
      replicas.push(replicaOf(system, port, agent))
    }
  }
  await Promise.all(replicas.map(untilItAnswers))
  return {
    replicas,
    async stop() {
      for (const child of children) child.kill('SIGTERM')
      await Promise.all([...agents.values()].map((agent) => agent.close()))
    },
  }
}

/** A command that runs on one core and stays there. */
export function pinned(core: number | null, command: readonly string[]): string[] {
  return core === null ? [...command] : ['taskset', '-c', String(core), ...command]
}

function agentFor(system: System): Agent {
  if (system !== 'sistema1') return new Agent({ connections: 8 })
  const [ca, cert, key] = ['ca.pem', 'front.pem', 'front.key'].map((file) => read('certificates', file))
  return new Agent({ connections: 8, connect: { ca: ca ?? '', cert: cert ?? '', key: key ?? '' } })
}

function replicaOf(system: System, port: number, dispatcher: Dispatcher): Replica {
  const url = `${system === 'sistema1' ? 'https' : 'http'}://127.0.0.1:${port}/v1/${system}/consultas`
  return {
    system,
    port,
    // Nobody is asked for: who is known gets 400 or 403, who isn't 401, and nothing is read or recorded.
    async ask(headers) {
      const all = { 'content-type': 'application/json', ...headers }
      const answer = await request(url, { method: 'POST', headers: all, body: '{}', dispatcher })
      await answer.body.dump()
      return answer.statusCode
    },
  }
}

async function untilItAnswers(replica: Replica): Promise<void> {
  const until = performance.now() + READY_WITHIN_MS
  for (;;) {
    const status = await replica.ask({}).catch(() => 0)
    if (status === 401) return
    if (performance.now() > until) throw new Error(`${replica.system} on ${replica.port} does not answer: ${status}`)
    await pause(200)
  }
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      )
    })
  })
}
