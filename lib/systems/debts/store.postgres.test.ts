import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { createBaseAClient } from '#lib/datastores/base-a-database.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import { type InstitutionId, randomId } from '#lib/kernel/ids.ts'
import { Redacted } from '#lib/kernel/redacted.ts'
import { createPostgresFileStore } from './store.postgres.ts'
import type { Asker } from './store.ts'
import { createSubjectKeys } from './subject-keys.ts'

const subjects = createSubjectKeys(new Redacted('one secret of at least thirty-two letters'))

const asker: Asker = {
  inquiryId: randomId('inquiry'),
  actorKind: 'member',
  actorId: randomId('member'),
  actorLabel: 'quem@banco.example',
  institutionId: randomId('institution') satisfies InstitutionId,
  ip: '203.0.113.7',
  purpose: 'analise_de_credito',
  relationship: null,
  requestId: randomId('request'),
}

describe('a ledger that can’t be reached', () => {
  // Nothing listens on the port of tcpmux.
  const database = createBaseAClient(new Redacted('postgresql://x:y@127.0.0.1:1/x'), {
    max: 1,
    applicationName: 'test',
    onIdleError: () => {},
  })
  after(() => database.close())
  const files = createPostgresFileStore(database)
  const subject = subjects.indexOf('99900000005' as never)
  const auditUnavailable = (error: unknown) => AppError.hasCode(error, 'auditoria_indisponivel')

  test('no file, and whoever wanted to read never runs', async () => {
    let ran = false
    const access = { asker, grantId: randomId('grant'), subject, secret: Buffer.alloc(32) }
    await assert.rejects(
      files.withGrant(access, async () => {
        ran = true
      }),
      auditUnavailable,
    )
    assert.equal(ran, false)
  })

  test('no summary', async () => {
    await assert.rejects(files.withMandate({ asker, subject }), auditUnavailable)
  })
})
