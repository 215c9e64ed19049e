export { currentEnvironment } from './environment.ts'
export {
  type Config,
  ConfigError,
  type Environment,
  isProcessName,
  type OrchestratorConfig,
  readConfig,
  readOrchestratorConfig,
  variableNames,
} from './read-config.ts'
export { PROCESSES, type ProcessName } from './variable.ts'
export { VARIABLES, type VariableName } from './variables.ts'
