import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { connectMongo, type MongoConnection } from '#lib/datastores/mongo.ts'
import { createOwnMongoBases, type OwnMongoBases } from '#lib/testing/own-mongo-bases.ts'
import { anInquiry, inquiryLedgerContract } from './ledger.contract.ts'
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

test('mongo: rows of a transaction stand or fall with it', async () => {
  const ledger = createMongoInquiryLedger(service.db, { pseudonymOf: (cpf) => cpf })
  const one = [anInquiry('99900003608')]
  await service.db.client.withSession(async (session) => {
    session.startTransaction()
    await ledger.append(one, session)
    await session.abortTransaction()
    assert.equal(await ledger.findLast('99900003608'), null)
    session.startTransaction()
    await ledger.append(one, session)
    assert.equal(await ledger.findLast('99900003608'), null, 'not before it is committed')
    await session.commitTransaction()
  })
  assert.ok(await ledger.findLast('99900003608'))
  await assert.rejects(ledger.append(one, { inTransaction: () => true }), TypeError)
})

inquiryLedgerContract('mongo', async () => createMongoInquiryLedger(service.db, { pseudonymOf: (cpf) => cpf }))
