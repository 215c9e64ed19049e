import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect as connectPlain } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { type ConnectionOptions, connect } from 'node:tls'
import { ensureLocalCertificates } from '../local-ca.ts'
import { CLIENTS, type Client, type Sistema1, startSistema1 } from './sistema1-test-bench.ts'

let sistema1: Sistema1
before(async () => {
  sistema1 = await startSistema1()
})
after(() => sistema1.close())

describe('the connection', () => {
  /** Resolves with the error code, or null where the server went on to answer. */
  function attempt(options: ConnectionOptions): Promise<string | null> {
    const socket = connect({ host: '127.0.0.1', port: sistema1.port, ca: sistema1.authority, ...options })
    return new Promise((resolve) => {
      // By TLS 1.3 a server refuses a client's certificate only after the client is done.
      socket.once('secureConnect', () => socket.write('GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n'))
      socket.once('data', () => resolve(null))
      socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
      socket.once('close', () => resolve('closed'))
    }).then((result) => {
      socket.destroy()
      return result as string | null
    })
  }

  test('with a certificate of ours: answered', async () => {
    assert.equal(await attempt(sistema1.identityOf('front')), null)
  })
  test('without a certificate: refused', async () => {
    assert.match((await attempt({})) ?? '', /CERTIFICATE_REQUIRED/)
  })
  test('with another authority’s certificate of the same name: refused', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'crivo-mtls-'))
    await ensureLocalCertificates(dir)
    const [cert, key] = [readFileSync(join(dir, 'front.pem')), readFileSync(join(dir, 'front.key'))]
    rmSync(dir, { recursive: true, force: true })
    assert.ok(await attempt({ cert, key }))
  })
  test('with the server’s own certificate, which is for serving only: refused', async () => {
    assert.ok(await attempt(sistema1.identityOf('sistema1')))
  })
  test('by TLS 1.2: refused', async () => {
    assert.match((await attempt({ ...sistema1.identityOf('front'), maxVersion: 'TLSv1.2' })) ?? '', /PROTOCOL_VERSION/)
  })
  test('plain HTTP: refused', async () => {
    const socket = connectPlain(sistema1.port, '127.0.0.1', () =>
      socket.write('GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n'),
    )
    const received: Buffer[] = []
    socket.on('data', (chunk) => received.push(chunk))
    socket.on('error', () => {})
    await once(socket, 'close')
    assert.doesNotMatch(Buffer.concat(received).toString('latin1'), /HTTP\/1/)
  })
})

describe('each certificate has its own paths', () => {
  const paths: [string, string, Client[]][] = [
    ['GET', '/v1/sistema1/52998224725', ['front']],
    ['POST', '/v1/sistema1/consultas', ['front']],
    ['GET', '/v1/concessoes', ['front']],
    ['POST', '/v1/fontes/dividas', ['front']],
    ['GET', '/interno/concessoes', ['front']],
    ['POST', '/interno/concessoes/con_0000000000000000000000/aprovar', ['front']],
    ['GET', '/interno/concessoes/fila', ['front']],
    ['POST', '/interno/aprovadores', ['front']],
    ['POST', '/interno/aprovadores/apr_0000000000000000000000/confirmar', ['front']],
    ['POST', '/interno/resumo', ['sistema2']],
    ['PUT', '/interno/chaves', ['auth']],
    ['GET', '/interno/trilha/fim', ['worker']],
    ['GET', '/interno/trilha/fim/trecho?apos=0', ['worker']],
    ['GET', '/health/live', ['front', 'sistema2', 'auth', 'worker']],
  ]
  for (const [method, path, admitted] of paths) {
    test(`${method} ${path}: ${admitted.join(', ')}`, async () => {
      for (const client of CLIENTS) {
        const { status, code } = await sistema1.ask(client, method, path, method === 'GET' ? {} : { body: {} })
        if (admitted.includes(client)) assert.notEqual(status, 403, client)
        else assert.deepEqual([status, code], [403, 'escopo_insuficiente'], client)
      }
    })
  }
})
