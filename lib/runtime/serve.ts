import { parseArgs } from 'node:util'
import { ConfigError, currentEnvironment, type Environment, type ProcessName, readConfig } from '#lib/config/index.ts'
import { createLogger, type Logger } from '#lib/telemetry/logger.ts'
import type { ProcessHandle } from './process-handle.ts'

/** Longer than any request may take; whoever supervises waits a little longer still before it kills. */
const CLOSE_LIMIT_MS = 10_000

type ServedProcess = Exclude<ProcessName, 'orchestrator'>

/** One entry per process: only what the named process needs is loaded, and it gets only its own configuration. */
const STARTERS: Readonly<Record<ServedProcess, (environment: Environment) => Promise<ProcessHandle>>> = {
  front: async (env) => (await import('./processes/front.ts')).start(readConfig(env, 'front')),
  auth: async (env) => (await import('./processes/auth.ts')).start(readConfig(env, 'auth')),
  sistema1: async (env) => (await import('./processes/sistema1.ts')).start(readConfig(env, 'sistema1')),
  sistema2: async (env) => (await import('./processes/sistema2.ts')).start(readConfig(env, 'sistema2')),
  sistema3: async (env) => (await import('./processes/sistema3.ts')).start(readConfig(env, 'sistema3')),
  worker: async (env) => (await import('./processes/worker.ts')).start(readConfig(env, 'worker')),
}

function usage(): never {
  console.error(`usage: serve.ts <${Object.keys(STARTERS).join('|')}> [--port <number>]`)
  process.exit(2)
}

function readArguments(): { name: ServedProcess; environment: Environment } {
  const { positionals, values } = parseArgs({ allowPositionals: true, options: { port: { type: 'string' } } })
  const name = positionals[0] as ServedProcess
  if (positionals.length !== 1 || !Object.hasOwn(STARTERS, name)) usage()
  const port = values.port === undefined ? {} : { [name === 'front' ? 'PORT' : 'SERVICE_PORT']: values.port }
  return { name, environment: { ...currentEnvironment(), ...port } }
}

/** Ends the process once, however many signals come: closes what was started, within the limit. */
function closeOnce(logger: Logger, started: Promise<ProcessHandle>): (why: string) => void {
  let closing = false
  return (why) => {
    if (closing) return
    closing = true
    logger.info({ event: 'process.closing', why })
    const limit = setTimeout(() => {
      logger.error({ event: 'process.close-timed-out' })
      process.exit(1)
    }, CLOSE_LIMIT_MS)
    limit.unref()
    started
      .then((handle) => handle.close())
      .then(
        () => {
          logger.info({ event: 'process.closed' })
          process.exit(0)
        },
        (err: unknown) => {
          logger.error({ event: 'process.close-failed', err })
          process.exit(1)
        },
      )
  }
}

async function main(): Promise<void> {
  const { name, environment } = readArguments()
  const logger = createLogger(name, environment.LOG_LEVEL ?? 'info')
  const crash = (event: string) => (err: unknown) => {
    logger.fatal({ event, err })
    process.exit(1)
  }
  process.on('unhandledRejection', crash('process.unhandled-rejection'))
  process.on('uncaughtException', crash('process.uncaught-exception'))

  const started = STARTERS[name](environment)
  const close = closeOnce(logger, started)
  process.on('SIGTERM', () => close('SIGTERM'))
  process.on('SIGINT', () => close('SIGINT'))
  // The supervisor died without a signal: a child of nobody would keep ports and databases.
  if (process.send) process.on('disconnect', () => close('supervisor gone'))

  try {
    await started
  } catch (err) {
    if (err instanceof ConfigError) {
      console.error(`${name} cannot start with this configuration: ${err.message}`)
      process.exit(2)
    }
    crash('process.start-failed')(err)
  }
  process.send?.({ type: 'ready' })
  logger.info({ event: 'process.ready' })
}

await main()
