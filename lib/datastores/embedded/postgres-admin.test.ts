import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { scramVerifier } from './postgres-admin.ts'

test('a password verifier proves the server of the example in RFC 7677', () => {
  const salt = Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64')
  const [, , keys] = scramVerifier('pencil', salt, 4_096).split('$')
  const serverKey = Buffer.from(keys?.split(':')[1] ?? '', 'base64')
  const nonce = 'rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0'
  const messages = `n=user,r=rOprNGfwEbeRWgbNEkqO,r=${nonce},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,c=biws,r=${nonce}`
  const signature = createHmac('sha256', serverKey).update(messages).digest('base64')
  assert.equal(signature, '6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=')
})

test('the same password has another verifier each time', () => {
  assert.notEqual(scramVerifier('pencil'), scramVerifier('pencil'))
})
