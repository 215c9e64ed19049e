import type { z } from 'zod'
import { carriesStrongCredential } from './database-credentials.ts'
import { databaseUrl, mongoUri, PROCESSES, type ProcessName, strongSecret, type Variable } from './variable.ts'
import { VARIABLES, type VariableName } from './variables.ts'

type VariableOf<Name extends VariableName> = (typeof VARIABLES)[Name]
type NamesOf<Process extends ProcessName> = {
  [Name in VariableName]: Process extends VariableOf<Name>['processes'][number] ? Name : never
}[VariableName]

/** What one process may know: its own variables, parsed, secrets `Redacted`. */
export type Config<Process extends ProcessName> = {
  readonly [Name in NamesOf<Process>]: z.output<VariableOf<Name>['schema']>
}

/** The orchestrator fills what is missing with embedded servers and, in the demo, with generated secrets. */
export type OrchestratorConfig = Partial<Config<'orchestrator'>> & OrchestratorDefaults
type OrchestratorDefaults = Pick<
  Config<'orchestrator'>,
  'CRIVO_ENV' | 'CRIVO_STATE' | 'LOG_LEVEL' | 'PORT' | 'HOST' | 'ADMIN_PORT' | 'MAIL_FROM'
>

export type Environment = Readonly<Record<string, string | undefined>>

/** A configuration that can't be used. Names variables, never their values. */
export class ConfigError extends Error {
  readonly variables: readonly { name: string; problem: 'missing' | 'invalid' | 'weak' }[]

  constructor(variables: ConfigError['variables']) {
    super(variables.map(({ name, problem }) => `${name}: ${problem}`).join(', '))
    this.name = 'ConfigError'
    this.variables = variables
  }
}

export function variableNames(process: ProcessName): VariableName[] {
  return entries()
    .filter(([, variable]) => variable.processes.includes(process))
    .map(([name]) => name)
}

/** Secrets that the demo makes for itself: keys of full strength that nobody else issues. */
export function generatedSecretNames(): VariableName[] {
  return entries().flatMap(([name, { schema }]) => (schema === strongSecret ? [name] : []))
}

function entries(): [VariableName, Variable][] {
  // Object.entries forgets that the keys are the table's own.
  return Object.entries(VARIABLES) as [VariableName, Variable][]
}

/** What the demo does without: an address of its own to name in tokens and links, and mail that reaches people. */
const REQUIRED_IN_PRODUCTION: ReadonlySet<VariableName> = new Set(['PUBLIC_URL', 'SMTP_URL'])

/** What the demo may do on one machine, and production may not: cookies over plain HTTP, databases without a password. */
function isFitForProduction(name: VariableName, raw: string): boolean {
  const schema: z.ZodType = VARIABLES[name].schema
  if (schema === databaseUrl || schema === mongoUri) return carriesStrongCredential(raw)
  return name !== 'PUBLIC_URL' || raw.startsWith('https:')
}

function parse(environment: Environment, names: readonly VariableName[], isOptional: (name: VariableName) => boolean) {
  const values: Partial<Record<VariableName, unknown>> = {}
  const problems: { name: string; problem: 'missing' | 'invalid' | 'weak' }[] = []
  for (const name of names) {
    // An empty value is what shells and compose files write for "not set".
    const raw = environment[name] === '' ? undefined : environment[name]
    const schema: z.ZodType = isOptional(name) ? VARIABLES[name].schema.optional() : VARIABLES[name].schema
    const parsed = schema.safeParse(raw)
    const fit =
      environment.CRIVO_ENV !== 'production' ||
      (raw === undefined ? !REQUIRED_IN_PRODUCTION.has(name) : isFitForProduction(name, raw))
    if (parsed.success && fit) values[name] = parsed.data
    else problems.push({ name, problem: raw === undefined ? 'missing' : VARIABLES[name].secret ? 'weak' : 'invalid' })
  }
  if (problems.length > 0) throw new ConfigError(problems)
  return values
}

/** The configuration of one process. Throws ConfigError with every name that is missing, invalid or too weak. */
export function readConfig<Process extends Exclude<ProcessName, 'orchestrator'>>(
  environment: Environment,
  process: Process,
): Config<Process> {
  // `parse` went through exactly the names of this process, each by its own schema.
  return parse(environment, variableNames(process), () => false) as Config<Process>
}

/**
 * The configuration of `npm start`. In the demo whatever isn't given is optional; in production every variable that
 * some process needs must be given, and secrets must be strong.
 */
export function readOrchestratorConfig(environment: Environment): OrchestratorConfig {
  const production = environment.CRIVO_ENV === 'production'
  const embedded = new Set<VariableName>(['MONGODB_URI', ...INTERNAL_ADDRESSES])
  const hasDefault = (name: VariableName) => VARIABLES[name].schema.safeParse(undefined).success
  return parse(environment, variableNames('orchestrator'), (name) =>
    hasDefault(name) ? false : !production || embedded.has(name),
  ) as OrchestratorConfig
}

/** The orchestrator decides these itself, unless they are given. */
const INTERNAL_ADDRESSES: readonly VariableName[] = [
  'AUTH_URL',
  'SISTEMA1_URL',
  'SISTEMA2_URL',
  'SISTEMA3_URL',
  'TLS_CA_FILE',
  'TLS_CERT_FILE',
  'TLS_KEY_FILE',
]

export function isProcessName(text: string): text is ProcessName {
  return (PROCESSES as readonly string[]).includes(text)
}
