import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { prepareLocalServers } from '#lib/datastores/embedded/local-servers.ts'
import { readPidFile, takePidFile } from '#lib/datastores/embedded/process-identity.ts'
import { keepSecrets, replaceFile } from '#lib/datastores/embedded/secret-files.ts'
import { Supervisor } from '#lib/runtime/orchestrator/supervisor.ts'
import { createLogger } from '#lib/telemetry/logger.ts'
import { type HostFile, hostPaths } from './host-file.ts'

/** Real servers that runs of tests share. Ends by itself once no run has used it for a while. */
const IDLE_LIMIT_MS = 20 * 60_000
const CHECK_EVERY_MS = 5_000

const { stateDir, pidFile, hostFile, runsDir, cacheDir } = hostPaths(process.argv[2])

async function main(): Promise<void> {
  mkdirSync(runsDir, { recursive: true })
  if (takePidFile(pidFile).kind === 'held') {
    process.send?.({ type: 'ready' })
    process.exit(0)
  }
  rmSync(hostFile, { force: true })
  const supervisor = new Supervisor(stateDir, createLogger('test-servers', 'info'))
  const end = async (code: number) => {
    await supervisor.stopAll()
    rmSync(hostFile, { force: true })
    rmSync(pidFile, { force: true })
    process.exit(code)
  }
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, () => void end(0))
  try {
    await supervisor.clearLeftovers()
    replaceFile(hostFile, JSON.stringify(await startServers(supervisor)))
  } catch (error) {
    console.error(error)
    await end(1)
  }
  process.send?.({ type: 'ready' })
  endWhenIdle(() => void end(0))
}

async function startServers(supervisor: Supervisor): Promise<HostFile> {
  const passwords = keepSecrets(join(stateDir, 'secrets', 'test-roles.json'), ['baseA', 'portal', 'mongo'])
  const servers = await prepareLocalServers({
    stateDir,
    cacheDir,
    want: ['baseA', 'portal', 'mongod'],
    mongodPort: await freePort(),
    durable: false,
  })
  const { baseA, portal, mongod } = servers
  if (!baseA || !portal || !mongod) throw new Error('all three servers were asked for')
  await supervisor.startStage([baseA.process(), portal.process(), mongod.process()])
  return {
    baseA: { admin: baseA.superuserUrl('postgres'), rolePassword: passwords.baseA },
    portal: { admin: portal.superuserUrl('postgres'), rolePassword: passwords.portal },
    mongo: { admin: mongod.rootUri(), userPassword: passwords.mongo },
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => (typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port'))))
    })
  })
}

function endWhenIdle(end: () => void): void {
  let lastUse = performance.now()
  setInterval(() => {
    const live = readdirSync(runsDir).filter((entry) => entry.endsWith('.pid') && readPidFile(join(runsDir, entry)))
    if (live.length > 0) lastUse = performance.now()
    else if (performance.now() - lastUse > IDLE_LIMIT_MS) end()
  }, CHECK_EVERY_MS)
}

await main()
