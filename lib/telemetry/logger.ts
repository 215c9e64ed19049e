import { type DestinationStream, type Logger, pino } from 'pino'

export type { Logger } from 'pino'

/**
 * The one logger: a JSON line per event on standard output, with the process's name. What is personal or secret never
 * reaches it; the paths below are a second lock for objects logged whole by mistake.
 */
export function createLogger(name: string, level: string, destination?: DestinationStream): Logger {
  const options = {
    name,
    level,
    base: { process: name, pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: {
      paths: ['authorization', 'cookie', 'password', 'senha', 'secret', 'segredo', 'token', 'cpf', 'nome'].flatMap(
        (key) => [key, `*.${key}`, `*.*.${key}`],
      ),
      censor: '[redacted]',
    },
    serializers: { err: serializeError },
    // pino copies the message of whatever stands under its error key into the line, and drivers quote data in theirs.
    errorKey: 'unused',
  }
  return destination ? pino(options, destination) : pino(options)
}

/** An error for the log: its class, code, frames and causes, but no driver's message, which may quote data. */
function serializeError(error: unknown, depth = 0): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error }
  const { code } = error as { code?: unknown }
  const ours = error.name === 'AppError'
  return {
    type: error.name,
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    ...(ours ? { reason: error.message } : {}),
    // The first line of a stack repeats the message; the frames below it don't.
    stack: error.stack
      ?.split('\n')
      .filter((line) => line.startsWith('    at '))
      .slice(0, 12)
      .join('\n'),
    ...(error.cause !== undefined && depth < 4 ? { cause: serializeError(error.cause, depth + 1) } : {}),
  }
}
