import assert from 'node:assert/strict'
import { test } from 'node:test'
import { format, inspect } from 'node:util'
import fc from 'fast-check'
import { Redacted } from './redacted.ts'

test('only reveal() gives the secret', () => {
  const secret = new Redacted('s3nh4')
  assert.equal(secret.reveal(), 's3nh4')
  assert.equal(new Redacted({ key: 1 }).reveal().key, 1)
})

test('no way of printing shows it', () => {
  const secretText = fc.string({ minLength: 8 }).filter((text) => !'[redacted]'.includes(text))
  fc.assert(
    fc.property(secretText, (text) => {
      const secret = new Redacted(text)
      const printed = [
        `${secret}`,
        String(secret),
        JSON.stringify({ secret }),
        inspect({ secret }, { showHidden: true, depth: 5 }),
        format('%s %j %o', secret, secret, secret),
        Object.values(secret).join(),
        Object.entries({ ...secret }).join(),
      ]
      for (const line of printed) assert.equal(line.includes(text), false)
    }),
  )
})
