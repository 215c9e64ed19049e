import { type Context, Hono } from 'hono'
import { callOfRequest } from '#lib/access/call-of-request.ts'
import { sayLimits } from '#lib/access/counted-calls.ts'
import { methodNotAllowed } from '#lib/http/app.ts'
import { csvHeaders } from '#lib/http/csv.ts'
import { idempotencyKeyOf } from '#lib/http/idempotency-key.ts'
import { readJsonBody } from '#lib/http/read-body.ts'
import { numberIn, PageQuery, readQuery, refuseQuery } from '#lib/http/read-query.ts'
import { parseInput } from '#lib/kernel/operation.ts'
import { type KeyDoor, type KeysEnv, signInByKeyOrToken } from '#lib/keys/index.ts'
import { EVENT_STREAM_HEADERS, streamTask } from './event-stream.ts'
import type { TasksServices } from './services.ts'
import { taskOnWire } from './wire.ts'

export type TasksDoors = KeyDoor & { tasks: TasksServices }

/** Ten thousand numbers, punctuated. */
const MAX_BATCH_BYTES = 256 * 1_024
const NO_STORE = { 'Cache-Control': 'no-store' }

/** `/v1/tarefas`: by a token of `aud` crivo, or by the key itself. */
export function tasksRoutes(doors: TasksDoors): Hono<KeysEnv> {
  const { tasks } = doors
  const routes = new Hono<KeysEnv>()
  const signIn = signInByKeyOrToken(doors)
  routes.use(sayLimits)

  routes.get('/', signIn, async (c) => {
    const { limite, cursor } = parseInput(PageQuery, readQuery(new URL(c.req.url)))
    const input = { ...(limite === undefined ? {} : { limite: numberIn(limite) }), cursor }
    const { items, next } = await tasks.listTasks(callOf(c), input)
    return c.json({ itens: items.map(taskOnWire), proximo: next }, 200, NO_STORE)
  })
  routes.post('/', signIn, async (c) => {
    refuseQuery(c.req.url)
    const body = await readJsonBody(c.req.raw, MAX_BATCH_BYTES)
    const task = await tasks.startTask(callOf(c), body, idempotencyKeyOf(c.req.raw.headers))
    return c.json(taskOnWire(task), 202, { ...NO_STORE, Location: `/v1/tarefas/${task.id}` })
  })
  routes.all('/', methodNotAllowed(['GET', 'HEAD', 'POST', 'OPTIONS']))

  routes.get('/:id', signIn, async (c) => {
    refuseQuery(c.req.url)
    return c.json(taskOnWire(await tasks.findTask(callOf(c), { id: c.req.param('id') })), 200, NO_STORE)
  })
  routes.delete('/:id', signIn, async (c) => {
    refuseQuery(c.req.url)
    return c.json(taskOnWire(await tasks.cancelTask(callOf(c), { id: c.req.param('id') })), 200, NO_STORE)
  })
  routes.all('/:id', methodNotAllowed(['GET', 'HEAD', 'DELETE', 'OPTIONS']))

  routes.get('/:id/resultado', signIn, async (c) => {
    refuseQuery(c.req.url)
    const id = c.req.param('id')
    const csv = await tasks.downloadResult(callOf(c), { id })
    return c.body(csv, 200, csvHeaders(`${id}.csv`))
  })
  routes.all('/:id/resultado', methodNotAllowed(['GET', 'HEAD', 'OPTIONS']))

  routes.get('/:id/eventos', signIn, async (c) => {
    refuseQuery(c.req.url)
    const call = callOf(c)
    const input = { id: c.req.param('id') }
    // Before the first byte, so that a refusal is an answer and not a broken stream.
    const task = await tasks.findTask(call, input)
    return c.body(
      streamTask(task, () => tasks.findTask(call, input)),
      200,
      EVENT_STREAM_HEADERS,
    )
  })
  routes.all('/:id/eventos', methodNotAllowed(['GET', 'HEAD', 'OPTIONS']))
  return routes
}

function callOf(c: Context<KeysEnv>) {
  return callOfRequest(c, c.get('admitted').actor)
}
