import { peopleStoreContract } from './store.contract.ts'
import { createMemoryPeopleStore } from './store.memory.ts'

peopleStoreContract('memory', async (people) => createMemoryPeopleStore(people))
