import { portfolioStoreContract } from './portfolio-store.contract.ts'
import { peopleStoreContract } from './store.contract.ts'
import { createMemoryPortfolioStore } from './store.memory.portfolio.ts'
import { createMemoryPeopleStore } from './store.memory.ts'

peopleStoreContract('memory', async (people) => createMemoryPeopleStore(people))
portfolioStoreContract('memory', async (members) => createMemoryPortfolioStore(members))
