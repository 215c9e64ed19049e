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

test('mongo: of rows that are inserted together, one that is refused is its asker’s loss alone', async () => {
  const ledger = createMongoInquiryLedger(service.db, { pseudonymOf: (cpf) => cpf })
  const bad = { ...anInquiry('99900003780'), event: 7 as unknown as string }
  const asked = await Promise.allSettled(
    [anInquiry('99900003519'), anInquiry('99900003608'), bad, anInquiry('99900003780')].map((row) =>
      ledger.append([row]),
    ),
  )
  assert.deepEqual(
    asked.map(({ status }) => status),
    ['fulfilled', 'fulfilled', 'rejected', 'fulfilled'],
  )
  assert.equal(await service.db.collection('inquiries').countDocuments({ subject: { $eq: '99900003780' } }), 1)
})

inquiryLedgerContract('mongo', async () => createMongoInquiryLedger(service.db, { pseudonymOf: (cpf) => cpf }))
