import { ConfigError } from '#lib/config/index.ts'
import { StartError } from './managed-process.ts'
import { StartRefused } from './start-refused.ts'

const PROBLEMS = { missing: 'falta', invalid: 'inválida', weak: 'fraca demais' } as const

/** What went wrong and what to do next, for the person at the terminal. Never a stack, never a secret's value. */
export function explain(error: unknown, logs: (process: string) => readonly string[]): string {
  if (error instanceof StartRefused) return error.message
  if (error instanceof ConfigError) {
    const lines = error.variables.map(({ name, problem }) => `  ${name}: ${PROBLEMS[problem]}`)
    return `A configuração não permite iniciar:\n${lines.join('\n')}\nTodas as variáveis estão em docs/configuration.md.`
  }
  if (error instanceof StartError) {
    const tail = logs(error.process).map((line) => `  ${line.slice(0, 400)}`)
    return `${error.process} não iniciou (${error.message}). As últimas linhas de logs/${error.process}.log:\n${tail.join('\n')}`
  }
  return error instanceof Error
    ? `Falha inesperada: ${error.stack ?? error.message}`
    : `Falha inesperada: ${String(error)}`
}
