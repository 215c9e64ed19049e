import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FIELD_CLASSES } from '#lib/access/data-classes.ts'
import { fieldPathsOf } from '#lib/testing/field-paths.ts'
import { CandidatePageSchema, DebtFileSchema } from './schemas.ts'

const SCHEMAS = { ficha1: DebtFileSchema, candidatos: CandidatePageSchema } as const

for (const [answer, schema] of Object.entries(SCHEMAS)) {
  test(`every member of sistema1’s ${answer} has a class, and no class is left over`, () => {
    const classified = Object.keys(FIELD_CLASSES[answer as keyof typeof SCHEMAS])
    assert.deepEqual(fieldPathsOf(schema), classified.sort())
  })
}
