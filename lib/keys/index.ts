export { type KeysDoors, keysRoutes } from './http.ts'
export type { AccessKey } from './key.ts'
export { statusAt } from './key.ts'
export { createKeysServices, type KeysServices } from './services.ts'
