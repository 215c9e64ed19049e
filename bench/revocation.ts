import { setTimeout as pause } from 'node:timers/promises'
import { request } from 'undici'
import { formatBasic } from '#lib/access/basic.ts'
import { admin, makeKey, openDemo } from './demo-keys.ts'
import { quantiles } from './quantiles.ts'
import { ownPorts, type Replica, type System, startReplicas } from './replicas.ts'

const PROCESSES = 3
const REVOCATIONS = 100
const ASK_EACH_MS = 10
const GIVE_UP_MS = 10_000
const SYSTEMS: readonly System[] = ['sistema1', 'sistema2', 'sistema3']

type Headers = Readonly<Record<System, Record<string, string>>>

/**
 * How long a revoked key goes on being accepted: three processes of each system, each asked without pause with a key that
 * is then revoked. Counted from the commit of the revocation to the first refusal of the slowest process.
 */
export async function run(): Promise<void> {
  const { keys, close } = await openDemo()
  const { replicas, stop } = await startReplicas(SYSTEMS, PROCESSES)
  const took: Record<System, number[]> = { sistema1: [], sistema2: [], sistema3: [] }
  try {
    for (let nth = 1; nth <= REVOCATIONS; nth += 1) {
      const { id, secret } = await makeKey(keys, 'Medida de revogação')
      const headers = await headersFor(id, secret)
      await Promise.all(replicas.map((replica) => untilAccepted(replica, headers)))
      const revoked: { at: number | null } = { at: null }
      const watched = replicas.map((replica) => untilRefused(replica, headers, revoked))
      await pause(ASK_EACH_MS * 5)
      await keys.revokeKey(admin(), { id, motivo: 'outro' })
      revoked.at = performance.now()
      for (const { system, ms } of await Promise.all(watched)) took[system].push(ms)
      if (nth % 10 === 0) console.log(`${nth}/${REVOCATIONS}`)
    }
  } finally {
    await Promise.all([stop(), close()])
  }
  report(took)
}

async function headersFor(id: string, secret: string): Promise<Headers> {
  const basic = formatBasic(id, secret)
  const bearer = async (scope: string) => ({ authorization: `Bearer ${await tokenFor(basic, scope)}` })
  return {
    sistema1: await bearer('sistema1:consultar'),
    sistema2: await bearer('sistema2:score'),
    sistema3: { authorization: basic },
  }
}

async function tokenFor(authorization: string, scope: string): Promise<string> {
  const answer = await request(`http://127.0.0.1:${ownPorts().auth}/oauth/token`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope }).toString(),
  })
  const { access_token } = (await answer.body.json()) as { access_token?: string }
  if (access_token === undefined) throw new Error(`no token: ${answer.statusCode}`)
  return access_token
}

async function untilAccepted(replica: Replica, headers: Headers): Promise<void> {
  const until = performance.now() + GIVE_UP_MS
  for (;;) {
    const status = await replica.ask(headers[replica.system])
    if (status === 400 || status === 403) return
    if (performance.now() > until) throw new Error(`${replica.system}: never accepted, ${status}`)
    await pause(ASK_EACH_MS)
  }
}

async function untilRefused(replica: Replica, headers: Headers, revoked: { at: number | null }) {
  const until = performance.now() + GIVE_UP_MS
  for (;;) {
    const status = await replica.ask(headers[replica.system])
    const now = performance.now()
    if (status === 401) return { system: replica.system, ms: Math.max(0, now - (revoked.at ?? now)) }
    if (now > until) throw new Error(`${replica.system}: never refused, ${status}`)
    await pause(ASK_EACH_MS)
  }
}

function report(took: Record<System, number[]>): void {
  const all = SYSTEMS.flatMap((system) => took[system])
  for (const [name, values] of [...SYSTEMS.map((system) => [system, took[system]] as const), ['all', all] as const]) {
    const { p50, p99, max } = quantiles(values)
    const [median, late, last] = [p50, p99, max].map(Math.round)
    console.log(`${name}: ${values.length} refusals, p50 ${median} ms, p99 ${late} ms, max ${last} ms`)
  }
}
