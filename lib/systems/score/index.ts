export { createBearerDoor } from './bearer-door.ts'
export {
  DEBTS_TIMEOUT_MS,
  type DebtSummary,
  type DebtsAnswer,
  type DebtsPort,
  type DebtsQuestion,
  type DebtsSource,
} from './debts-port.ts'
export { createScoreApp } from './http.ts'
export { createMongoPeopleStore } from './store.mongo.ts'
export { createSubjectIndex } from './subject-index.ts'
