export { createScoreApp } from './http.ts'
export { createMongoPeopleStore } from './store.mongo.ts'
export { createSubjectIndex } from './subject-index.ts'
