import assert from 'node:assert/strict'
import type { IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { describe, test } from 'node:test'
import { type Pages, problemOf, setUp, statusOf } from './outer-listener-test-bench.ts'

describe('bodies of pages', () => {
  const LIMIT = 64 * 1_024
  const head = (framing: string) => `POST /api/preferencias HTTP/1.1\r\nHost: crivo.example\r\n${framing}\r\n\r\n`
  const chunk = (size: number) => `${size.toString(16)}\r\n${'a'.repeat(size)}\r\n`
  /** Pages that read a body to its end, as routes and actions do, and remember how that went. */
  function reader() {
    const outcomes: (number | Error)[] = []
    const done = Promise.withResolvers<void>()
    const pages: Pages = async (request, response) => {
      try {
        outcomes.push((await text(request)).length)
        response.end('read')
      } catch (error) {
        outcomes.push(error instanceof Error ? error : new Error('unknown'))
        throw error
      } finally {
        done.resolve()
      }
    }
    return { pages, outcomes, done: done.promise }
  }

  test('one that announces more than 64 KiB is 413 before a byte of it is read; 64 KiB are read', async (t) => {
    const { pages, outcomes } = reader()
    const { raw } = await setUp(t, { pages })
    for (const size of [LIMIT + 1, 5_000_000, '9'.repeat(15)]) {
      assert.equal(problemOf(await raw(head(`Content-Length: ${size}`))).status, 413)
    }
    assert.deepEqual(outcomes, [])
    const whole = await raw(`${head(`Content-Length: ${LIMIT}\r\nConnection: close`)}${'a'.repeat(LIMIT)}`)
    assert.equal(statusOf(whole), 200)
    const chunked = `${head('Transfer-Encoding: chunked\r\nConnection: close')}${chunk(LIMIT / 2)}${chunk(LIMIT / 2)}0\r\n\r\n`
    assert.equal(statusOf(await raw(chunked)), 200)
    assert.deepEqual(outcomes, [LIMIT, LIMIT])
  })

  test('one that comes in chunks is cut with 413 at the limit, and pages learn that it will not end', async (t) => {
    const { pages, outcomes, done } = reader()
    const { raw, lines } = await setUp(t, { pages })
    // No last chunk: an answer comes although the body never ends.
    const answer = await raw(`${head('Transfer-Encoding: chunked')}${chunk(LIMIT)}${chunk(1)}`)
    const { status, requisicao } = problemOf(answer)
    assert.equal(status, 413)
    await done
    assert.ok(outcomes[0] instanceof Error)
    const events = lines.map((line) => JSON.parse(line))
    assert.deepEqual(
      events.map(({ event, status, requestId }) => [event, status, requestId]),
      [['request.answered', 413, requisicao]],
    )
  })

  test('what pages had begun to answer ends with the connection', async (t) => {
    const ended = Promise.withResolvers<unknown>()
    const { raw } = await setUp(t, {
      async pages(request, response) {
        response.write('begun')
        await text(request).catch(ended.resolve)
        response.end('never')
      },
    })
    const answer = await raw(`${head('Transfer-Encoding: chunked')}${chunk(LIMIT)}${chunk(1)}`)
    assert.match(answer, /begun/)
    assert.doesNotMatch(answer, /never/)
    assert.ok((await ended.promise) instanceof Error)
  })

  test('pages that do not read hold no more of a flood than a stream holds anyway', async (t) => {
    const held = Promise.withResolvers<IncomingMessage>()
    const { port } = await setUp(t, { pages: async (request) => held.resolve(request) })
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => {})
    socket.write(head('Transfer-Encoding: chunked'))
    for (let i = 0; i < 300; i++) socket.write(chunk(64 * 1_024))
    const request = await held.promise
    request.on('error', () => {})
    assert.ok(request.readableLength <= LIMIT, String(request.readableLength))
    socket.destroy()
    // Paused with what it has, or cut: either way nothing more came in.
    if (!request.closed) await new Promise<void>((resolve) => request.once('close', resolve))
    assert.ok(request.readableLength <= LIMIT, String(request.readableLength))
  })

  test('the API keeps its own limit', async (t) => {
    const { raw, api } = await setUp(t)
    const size = LIMIT + 1
    await raw(
      `POST /v1/x HTTP/1.1\r\nHost: crivo.example\r\nConnection: close\r\nContent-Length: ${size}\r\n\r\n${'a'.repeat(size)}`,
    )
    assert.equal(api[0]?.body.length, size)
  })
})
