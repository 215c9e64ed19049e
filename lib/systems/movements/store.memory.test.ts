import { holderStoreContract } from './store.contract.ts'
import { createMemoryHolderStore } from './store.memory.ts'

holderStoreContract('memory', async (people) => createMemoryHolderStore(people))
