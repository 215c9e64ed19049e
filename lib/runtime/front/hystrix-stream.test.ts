import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createBreakers, createBreakerWatch, type HttpClient } from '#lib/gateway/index.ts'
import { systemClock } from '#lib/kernel/clock.ts'
import { serveLocally } from '#lib/testing/local-server.ts'
import { createHystrixStream } from './hystrix-stream.ts'

const away: HttpClient = {
  dependency: 'sistema2',
  send: async () => ({ kind: 'failed', reason: 'unreachable', tookMs: 1 }),
  close: async () => {},
}

test('tells a breaker and its bulkhead in two events, to five listeners at most, and ends when front does', async (t) => {
  const own = createBreakers()
  own.of({ dependency: 'auth', operation: 'token' }, 2_000)
  const watch = createBreakerWatch({ own, clients: { sistema2: away, sistema3: away }, clock: systemClock })
  const stream = createHystrixStream(watch, systemClock)
  const { url } = await serveLocally(t, (_request, response) => stream(response))
  const listeners = await Promise.all(Array.from({ length: 5 }, () => fetch(url)))
  assert.equal((await fetch(url)).status, 503)
  assert.match(listeners[0]?.headers.get('content-type') ?? '', /^text\/event-stream/)
  const reader = listeners[0]?.body?.getReader()
  const first = new TextDecoder().decode((await reader?.read())?.value)
  const events = first
    .trim()
    .split('\n\n')
    .map((event) => JSON.parse(event.replace(/^data: /, '')))
  assert.deepEqual(
    events.map(({ type, name }) => [type, name]),
    [
      ['HystrixCommand', 'front.auth.token'],
      ['HystrixThreadPool', 'front.auth.token'],
    ],
  )
  watch.stop()
  for (const listener of listeners.slice(1)) await listener.text()
  assert.equal((await fetch(url)).status, 503)
})
