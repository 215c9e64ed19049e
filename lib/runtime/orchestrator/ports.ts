import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { replaceFile } from '#lib/datastores/embedded/secret-files.ts'
import { StartRefused } from './start-refused.ts'

const INTERNAL = ['mongod', 'auth', 'sistema1', 'sistema2', 'sistema3', 'worker'] as const
export type InternalPorts = Readonly<Record<(typeof INTERNAL)[number], number>>

const LOOPBACK = '127.0.0.1'

/** Throws with the next step in words where somebody else listens on a port that was asked for. */
export async function requireFree(port: number, host: string, variable: 'PORT' | 'ADMIN_PORT'): Promise<void> {
  const error = await tryListening(port, host)
  if (error === null) return
  throw new StartRefused(
    error === 'EADDRINUSE'
      ? `A porta ${port} já está em uso. Encerre quem a usa ou escolha outra: ${variable}=${port + 1} npm start`
      : `Não é possível escutar na porta ${port} (${error}). Escolha outra: ${variable}=${port < 1_024 ? 3_000 : port + 1} npm start`,
  )
}

/**
 * The ports of the internal listeners: those of the last start as far as they are still free, others anew. `reserved`
 * ones are spoken for, though nobody listens there yet.
 */
export async function keepPorts(stateDir: string, reserved: readonly number[] = []): Promise<InternalPorts> {
  const path = join(stateDir, 'ports.json')
  const kept = readPorts(path)
  const taken = new Set(reserved)
  const ports: Record<string, number> = {}
  for (const name of INTERNAL) {
    const last = kept[name]
    const reusable = last !== undefined && !taken.has(last) && (await tryListening(last, LOOPBACK)) === null
    const port = reusable ? last : await freePort(taken)
    taken.add(port)
    ports[name] = port
  }
  replaceFile(path, `${JSON.stringify(ports, null, 2)}\n`, 0o644)
  return complete(ports)
}

/** The ports of the running start. Throws where nothing was ever started in this state folder. */
export function readKeptPorts(stateDir: string): InternalPorts {
  return complete(readPorts(join(stateDir, 'ports.json')))
}

function complete(ports: Record<string, number>): InternalPorts {
  const entries = INTERNAL.map((name) => {
    const port = ports[name]
    if (port === undefined) throw new StartRefused('Nada foi iniciado aqui ainda: execute npm start primeiro.')
    return [name, port] as const
  })
  // One entry for each name, or it threw.
  return Object.fromEntries(entries) as InternalPorts
}

function readPorts(path: string): Record<string, number> {
  if (!existsSync(path)) return {}
  const parsed: unknown = JSON.parse(readFileSync(path, 'utf8'))
  if (typeof parsed !== 'object' || parsed === null) return {}
  return Object.fromEntries(Object.entries(parsed).filter(([, port]) => Number.isInteger(port)))
}

async function freePort(taken: ReadonlySet<number>): Promise<number> {
  for (;;) {
    const port = await listenOnce(0, LOOPBACK)
    if (!taken.has(port)) return port
  }
}

async function tryListening(port: number, host: string): Promise<string | null> {
  try {
    await listenOnce(port, host)
    return null
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'erro'
  }
}

/** Listens for a moment and gives the port. */
function listenOnce(port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address()
      const bound = typeof address === 'object' && address ? address.port : port
      server.close(() => resolve(bound))
    })
  })
}
