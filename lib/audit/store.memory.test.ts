import { inquiryLedgerContract } from './ledger.contract.ts'
import { createMemoryInquiryLedger } from './store.memory.ts'

inquiryLedgerContract('memory', async () => createMemoryInquiryLedger())
