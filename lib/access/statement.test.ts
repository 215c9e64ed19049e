import assert from 'node:assert/strict'
import { test } from 'node:test'
import { generateKeyPair, SignJWT } from 'jose'
import { AppError } from '#lib/kernel/app-error.ts'
import { type MemberClaims, memberActorOf } from './member-claims.ts'
import { STATEMENT_SECONDS, signMemberStatement, verifyMemberStatement } from './statement.ts'

const claims: MemberClaims = {
  sub: `mem_${'a'.repeat(22)}`,
  email: 'ana@aurora.example',
  instituicao: `ins_${'b'.repeat(22)}`,
  papel: 'analyst',
  sessao: `ses_${'c'.repeat(22)}`,
  finalidades: ['analise_de_credito'],
  scope: 'sistema3:consultar invented:scope',
  jti: 'd'.repeat(22),
}
const at = (ms: number) => ({ now: () => new Date(ms) })
const START = Date.parse('2026-11-26T12:00:00Z')
const isRefused = (error: unknown) => AppError.hasCode(error, 'credencial_invalida')

test('a statement names the member, with the permissions of its scope and no more', async () => {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA')
  const statement = await signMemberStatement(claims, privateKey, at(START))
  const actor = memberActorOf(await verifyMemberStatement(statement, publicKey, at(START + 30_000)))
  assert.equal(actor.label, 'ana@aurora.example')
  assert.deepEqual([...actor.permissions], ['sistema3:consultar'])
})

test('a statement is over after a minute', async () => {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA')
  const statement = await signMemberStatement(claims, privateKey, at(START))
  const late = at(START + (STATEMENT_SECONDS + 10) * 1_000)
  await assert.rejects(verifyMemberStatement(statement, publicKey, late), (error) =>
    AppError.hasCode(error, 'token_expirado'),
  )
})

test('a statement of another key, or of incomplete claims, is refused', async () => {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA')
  const other = await generateKeyPair('EdDSA')
  const forged = await signMemberStatement(claims, other.privateKey, at(START))
  await assert.rejects(verifyMemberStatement(forged, publicKey, at(START)), isRefused)
  const bare = await new SignJWT({ sub: claims.sub, jti: claims.jti })
    .setProtectedHeader({ alg: 'EdDSA', typ: 'statement+jwt' })
    .setIssuer('urn:crivo:portal')
    .setAudience('sistema3')
    .setIssuedAt(START / 1_000)
    .setExpirationTime(START / 1_000 + 60)
    .sign(privateKey)
  await assert.rejects(verifyMemberStatement(bare, publicKey, at(START)), isRefused)
})
