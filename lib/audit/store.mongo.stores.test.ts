import { after, before } from 'node:test'
import { connectMongo, type MongoConnection } from '#lib/datastores/mongo.ts'
import { createOwnMongoBases, type OwnMongoBases } from '#lib/testing/own-mongo-bases.ts'
import { inquiryLedgerContract } from './ledger.contract.ts'
import { createMongoInquiryLedger, prepareInquiryLedger } from './store.mongo.ts'

let bases: OwnMongoBases
let service: MongoConnection
before(async () => {
  bases = await createOwnMongoBases()
  await prepareInquiryLedger(bases.baseC)
  service = await connectMongo(bases.user('sistema3'), { appName: 'test-sistema3' })
})
after(async () => {
  await service.close()
  await bases.drop()
})

inquiryLedgerContract('mongo', async () => createMongoInquiryLedger(service.db, { pseudonymOf: (cpf) => cpf }))
