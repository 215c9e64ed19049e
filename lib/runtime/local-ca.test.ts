import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { Clock } from '#lib/kernel/clock.ts'
import { ensureLocalCertificates } from './local-ca.ts'

const TODAY = new Date('2026-07-01T12:00:00Z')
const at = (days: number): Clock => ({ now: () => new Date(TODAY.getTime() + days * 86_400_000) })

describe('local certificates', () => {
  let dir: string
  before(() => {
    dir = mkdtempSync(join(tmpdir(), 'crivo-ca-'))
  })
  after(() => rmSync(dir, { recursive: true, force: true }))

  const certificate = (name: string) => new X509Certificate(readFileSync(join(dir, `${name}.pem`)))
  const snapshot = () =>
    Object.fromEntries(readdirSync(dir).map((file) => [file, readFileSync(join(dir, file), 'utf8')]))

  test('one authority and one certificate a process, each for one use', async () => {
    await ensureLocalCertificates(dir, at(0))
    const authority = certificate('ca')
    assert.ok(authority.ca)
    for (const name of ['sistema1', 'front', 'sistema2', 'auth', 'worker']) {
      const leaf = certificate(name)
      assert.equal(leaf.subject, `CN=${name}`)
      assert.ok(leaf.verify(authority.publicKey))
      assert.ok(!leaf.ca)
      // OIDs of serverAuth and clientAuth.
      assert.deepEqual(leaf.keyUsage, [name === 'sistema1' ? '1.3.6.1.5.5.7.3.1' : '1.3.6.1.5.5.7.3.2'])
    }
    assert.ok(certificate('sistema1').checkIP('127.0.0.1'))
    assert.ok(certificate('sistema1').checkHost('localhost'))
  })

  test('keys are their owner’s alone', () => {
    for (const file of readdirSync(dir).filter((name) => name.endsWith('.key'))) {
      assert.equal(statSync(join(dir, file)).mode & 0o777, 0o600, file)
    }
  })

  test('a second start keeps everything', async () => {
    const kept = snapshot()
    await ensureLocalCertificates(dir, at(1))
    assert.deepEqual(snapshot(), kept)
  })

  test('a certificate with less than thirty days left is renewed by the same authority', async () => {
    const kept = snapshot()
    await ensureLocalCertificates(dir, at(397 - 29))
    assert.equal(readFileSync(join(dir, 'ca.pem'), 'utf8'), kept['ca.pem'])
    assert.notEqual(readFileSync(join(dir, 'front.pem'), 'utf8'), kept['front.pem'])
    assert.ok(certificate('front').verify(certificate('ca').publicKey))
  })

  test('a broken key, or one of another certificate, is made anew', async () => {
    writeFileSync(join(dir, 'auth.key'), 'not a key')
    writeFileSync(join(dir, 'worker.key'), readFileSync(join(dir, 'front.key')))
    const kept = snapshot()
    await ensureLocalCertificates(dir, at(397 - 29))
    assert.notEqual(readFileSync(join(dir, 'auth.pem'), 'utf8'), kept['auth.pem'])
    assert.notEqual(readFileSync(join(dir, 'worker.pem'), 'utf8'), kept['worker.pem'])
    assert.equal(readFileSync(join(dir, 'front.pem'), 'utf8'), kept['front.pem'])
  })

  test('a new authority renews every certificate', async () => {
    const kept = snapshot()
    rmSync(join(dir, 'ca.key'))
    await ensureLocalCertificates(dir, at(397 - 29))
    assert.notEqual(readFileSync(join(dir, 'ca.pem'), 'utf8'), kept['ca.pem'])
    assert.ok(certificate('front').verify(certificate('ca').publicKey))
  })
})
