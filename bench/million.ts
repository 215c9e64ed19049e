import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { argv } from 'node:process'
import { Agent, request } from 'undici'
import { formatBasic } from '#lib/access/basic.ts'
import { addDays, civilDateOf, systemClock } from '#lib/kernel/clock.ts'
import { DEMO_SEED } from '#lib/population/demo.ts'
import { createPopulation } from '#lib/population/population.ts'
import { quantiles } from './quantiles.ts'

/** Below a grant's hundred uses, of which candidates and files spend one each. */
const ROUNDS = { sistema1: 45, others: 200 } as const
const WARM_UP = 5
/** People that both populations have: nobody changes when it grows. */
const SHARED = 10_000

type Demo = {
  url: string
  keys: { id: string; secret: string }[]
  people: { indebted: string; card_token: string; bureau_id: string }
  grant: string
  search_grant: string
}
type Ask = { path: string; headers: Record<string, string>; body?: object }
/** How the nth question along a path is asked; each time of somebody else. */
type Path = { name: string; rounds: number; ask(side: Side, nth: number): Ask }
type Side = { name: string; demo: Demo; tokens: Record<'sistema1' | 'sistema2', string>; agent: Agent }

/**
 * `npm run bench -- million <folder> <folder>`: each look-up's latency on a small and on a large population. Both
 * demonstrations run at once, each on its own state folder; questions alternate between them, one at a time, so that
 * whatever else the machine does falls on both alike.
 */
export async function run(): Promise<void> {
  const [small = '', large = ''] = argv.slice(3)
  if (large === '') throw new Error('Uso: npm run bench -- million <pasta de 10 mil> <pasta de 1 milhão>')
  const sides = await Promise.all([small, large].map(openSide))
  console.log('path | small p50/p99 ms | large p50/p99 ms | ratio p50 | ratio p99')
  for (const path of paths()) {
    const took = sides.map((): number[] => [])
    for (let nth = -WARM_UP; nth < path.rounds; nth += 1) {
      for (const [place, side] of sides.entries()) {
        const ms = await timeOf(side, path, nth + WARM_UP)
        if (nth >= 0) took[place]?.push(ms)
      }
    }
    const [one, other] = took.map((values) => quantiles(values))
    if (!one || !other) throw new Error('two sides')
    const figures = [one, other].map(({ p50, p99 }) => `${p50.toFixed(1)} / ${p99.toFixed(1)}`)
    const ratios = [other.p50 / one.p50, other.p99 / one.p99].map((ratio) => ratio.toFixed(2))
    console.log([path.name, ...figures, ...ratios].join(' | '))
  }
}

async function openSide(folder: string): Promise<Side> {
  const demo = JSON.parse(readFileSync(join(folder, 'demo.json'), 'utf8')) as Demo
  const agent = new Agent({ connections: 1 })
  const tokenOf = async (scope: string) => {
    const [key] = demo.keys
    if (!key) throw new Error('the demonstration has a key')
    const answer = await request(`${demo.url}/oauth/token`, {
      dispatcher: agent,
      method: 'POST',
      headers: {
        authorization: formatBasic(key.id, key.secret),
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({ grant_type: 'client_credentials', scope }).toString(),
    })
    const { access_token } = (await answer.body.json()) as { access_token?: string }
    if (access_token === undefined) throw new Error(`no token: ${answer.statusCode}`)
    return access_token
  }
  const tokens = {
    sistema1: await tokenOf('sistema1:consultar'),
    sistema2: await tokenOf('sistema2:score sistema2:cadastro sistema2:listar dividas:resumo'),
  }
  return { name: folder, demo, tokens, agent }
}

async function timeOf({ demo, agent, ...side }: Side, path: Path, nth: number): Promise<number> {
  const asked = path.ask({ demo, agent, ...side }, nth)
  const began = performance.now()
  const answer = await request(demo.url + asked.path, {
    dispatcher: agent,
    method: asked.body ? 'POST' : 'GET',
    headers: { ...asked.headers, ...(asked.body ? { 'content-type': 'application/json' } : {}) },
    ...(asked.body ? { body: JSON.stringify(asked.body) } : {}),
  })
  const text = await answer.body.text()
  const ms = performance.now() - began
  // A person without an open file is an answer too.
  if (answer.statusCode !== 200 && answer.statusCode !== 404) {
    throw new Error(`${path.name}: ${answer.statusCode} ${text.slice(0, 200)}`)
  }
  return ms
}

function paths(): Path[] {
  const today = civilDateOf(systemClock.now())
  const population = createPopulation({ seed: DEMO_SEED, size: SHARED, today })
  const person = (nth: number) => population.person((nth * 7_919 + 101) % SHARED)
  const cardHolder = (nth: number) => {
    for (let more = 0; ; more += 1) {
      const [card] = person(nth + more * 31).cards
      if (card) return card.token
    }
  }
  const bearer = (token: string, grant?: string) => ({
    authorization: `Bearer ${token}`,
    ...(grant === undefined ? {} : { concessao: grant }),
  })
  const basic = ({ keys: [key] }: Demo) => ({ authorization: formatBasic(key?.id ?? '', key?.secret ?? '') })
  const addressOf = (nth: number) => {
    const { logradouro, numero } = person(nth).address
    return { logradouro, numero: numero === 'S/N' ? '1' : numero }
  }
  const one = (name: string, ask: (side: Side, nth: number) => Omit<Ask, 'headers'>): Path => ({
    name: `sistema1 ${name}`,
    rounds: ROUNDS.sistema1,
    ask: (side, nth) => {
      const grant = name === 'CPF' ? side.demo.grant : side.demo.search_grant
      return { headers: bearer(side.tokens.sistema1, grant), ...ask(side, nth) }
    },
  })
  const two = (name: string, ask: (side: Side, nth: number) => Omit<Ask, 'headers'>): Path => ({
    name: `sistema2 ${name}`,
    rounds: ROUNDS.others,
    ask: (side, nth) => ({ headers: bearer(side.tokens.sistema2), ...ask(side, nth) }),
  })
  const three = (name: string, ask: (side: Side, nth: number) => Omit<Ask, 'headers'>): Path => ({
    name: `sistema3 ${name}`,
    rounds: ROUNDS.others,
    ask: (side, nth) => ({ headers: basic(side.demo), ...ask(side, nth) }),
  })
  const body = (system: string, content: object) => ({ path: `/v1/${system}/consultas`, body: content })
  return [
    one('CPF', ({ demo }) => body('sistema1', { cpf: demo.people.indebted })),
    one('nome', (_, nth) => body('sistema1', { nome: person(nth).name })),
    one('endereço', (_, nth) => body('sistema1', { endereco: addressOf(nth) })),
    two('CPF', (_, nth) => body('sistema2', { cpf: person(nth).cpf })),
    two('nome', (_, nth) => body('sistema2', { nome: person(nth).name })),
    two('endereço', (_, nth) => body('sistema2', { endereco: addressOf(nth) })),
    two('carteira por score', () => ({ path: '/v1/sistema2?ordem=-score' })),
    two('carteira por renda, de SP', () => ({ path: '/v1/sistema2?ordem=-renda&uf=SP' })),
    two('carteira por dívida', () => ({ path: '/v1/sistema2?ordem=-divida_total' })),
    three('CPF', (_, nth) => body('sistema3', { cpf: person(nth).cpf })),
    three('cartão', (_, nth) => body('sistema3', { cartao: cardHolder(nth) })),
    three('dia', (_, nth) => ({ path: `/v1/sistema3/${addDays(today, -3 - (nth % 60))}` })),
    three('tipo', (_, nth) => ({ path: `/v1/sistema3/${['PIX', 'TED', 'BOLETO'][nth % 3]}` })),
    three('birô', ({ demo }) => ({ path: `/v1/sistema3/${demo.people.bureau_id}` })),
  ]
}
