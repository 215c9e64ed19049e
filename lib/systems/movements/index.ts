export { createCardIndex } from './card-index.ts'
export { createMongoConsentStore } from './consents/store.mongo.ts'
export type { ConsentStore } from './consents/store.ts'
export { createKeyMap } from './credentials/key-map.ts'
export {
  createMongoCredentialStore,
  saveCompleteUntil,
  saveCredentials,
  watchCredentials,
} from './credentials/store.mongo.ts'
export { createBasicDoor } from './door.ts'
export { createMovementApp } from './http.ts'
export { createMongoOwnInquiries } from './recent/store.mongo.ts'
export { createMongoMovementIntake } from './sources/store.mongo.ts'
export { createMongoPortfolioStore } from './store.mongo.portfolio.ts'
export { createMongoHolderStore } from './store.mongo.ts'
