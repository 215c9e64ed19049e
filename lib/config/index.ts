export { currentEnvironment, prepareNextEnvironment } from './environment.ts'
export {
  type Config,
  ConfigError,
  type Environment,
  generatedSecretNames,
  isProcessName,
  type OrchestratorConfig,
  readConfig,
  readOrchestratorConfig,
  variableNames,
} from './read-config.ts'
export { isLoopback, requireSafeListener } from './safe-listener.ts'
export { PROCESSES, type ProcessName } from './variable.ts'
export { VARIABLES, type VariableName } from './variables.ts'
