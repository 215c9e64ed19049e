import { portfolioStoreContract } from './portfolio.contract.ts'
import { holderStoreContract } from './store.contract.ts'
import { createMemoryHolderStore, createMemoryPortfolioStore } from './store.memory.ts'

holderStoreContract('memory', async (people) => createMemoryHolderStore(people))
portfolioStoreContract('memory', async (people) => createMemoryPortfolioStore(people))
