import { spawn } from 'node:child_process'
import { currentEnvironment, isProcessName } from '#lib/config/index.ts'
import { readPidFile } from '#lib/datastores/embedded/process-identity.ts'
import type { ProcessSpec } from '#lib/datastores/embedded/process-spec.ts'
import { databaseUrls, prepareServers } from './databases.ts'
import { explain } from './explain.ts'
import { type Instance, openInstance, secretsOf } from './instance.ts'
import { buildPortal } from './next-build.ts'
import { readKeptPorts } from './ports.ts'
import type { ServiceName } from './process-environments.ts'
import { separateUsers, serveCommand, serviceSpec } from './services.ts'
import { StartRefused } from './start-refused.ts'
import { CHECKOUT } from './state-folder.ts'

/**
 * `npm run serve -- <service> [--port n]`: one service as a process of its own, configured by the environment. In the
 * demo, what isn't given comes from the state folder of the start that is running.
 */
async function main(args: readonly string[]): Promise<void> {
  const [name = '', ...rest] = args
  if (!isProcessName(name) || name === 'orchestrator') {
    throw new StartRefused('Uso: npm run serve -- front|auth|sistema1|sistema2|sistema3|worker [--port número]')
  }
  const production = currentEnvironment().CRIVO_ENV === 'production'
  const { command, args: own, env, identity } = production ? asGiven(name) : await fromRunningDemo(name)
  const child = spawn(command, [...own, ...rest], {
    cwd: CHECKOUT,
    // Node's type asks for NODE_ENV, which is among them.
    env: { ...env } as NodeJS.ProcessEnv,
    stdio: 'inherit',
    ...(identity ? { uid: identity.uid, gid: identity.gid } : {}),
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal))
  child.once('exit', (code) => process.exit(code ?? 1))
}

type Launch = Pick<ProcessSpec, 'command' | 'args' | 'identity'> & { env: Readonly<Record<string, string | undefined>> }

/** In production everything is in the environment, and whoever deploys decides which user runs it. */
function asGiven(name: ServiceName): Launch {
  const [command, ...args] = serveCommand(name)
  return { command, args, env: currentEnvironment(), identity: null }
}

async function fromRunningDemo(name: ServiceName): Promise<Launch> {
  const instance = openInstance()
  requireRunning(instance)
  const { config, state } = instance
  const ports = readKeptPorts(state.dir)
  const secrets = secretsOf(instance)
  const servers = await prepareServers(config, state.dir, ports)
  const databases = databaseUrls(config, servers, secrets)
  const portalBuild = name === 'front' ? await buildPortal(CHECKOUT, () => {}) : null
  const parts = { config, stateDir: state.dir, ports, secrets, databases, portalBuild }
  const spec = serviceSpec(name, parts, separateUsers(state.dir))
  // The running start's own service has the kept port: without --port this one takes any that is free.
  return { ...spec, env: { ...spec.env, SERVICE_PORT: currentEnvironment().SERVICE_PORT ?? '0' } }
}

function requireRunning({ state }: Instance): void {
  if (!readPidFile(state.holder)) {
    throw new StartRefused(
      'Os bancos da demonstração não estão em execução: execute npm start em outro terminal primeiro.',
    )
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(`✗ ${explain(error, () => [])}`)
  process.exit(1)
})
