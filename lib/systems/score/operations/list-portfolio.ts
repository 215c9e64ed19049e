import type { z } from 'zod'
import type { Permission } from '#lib/access/permission-catalogue.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import type { Call } from '#lib/kernel/call.ts'
import { civilDateOf, yearsBetween } from '#lib/kernel/clock.ts'
import { birthsOf } from '../ages.ts'
import { DEBT_ORDERS, type DebtOrder, type DebtsAnswer, inTime } from '../debts-port.ts'
import type { KeptScore, Member, PortfolioPosition } from '../portfolio-store.ts'
import { ListPortfolioInput } from '../schemas.ts'
import type { PortfolioRowView, PortfolioView } from '../score-file.ts'
import { debtsBlock, keepForOrders, scoreBlock, scoreRecord } from '../scoring.ts'
import { defineScoreOperation, type ScoreContext } from './define-score-operation.ts'

type Input = z.output<typeof ListPortfolioInput>
type ScoreCall = Call<Permission>

/** Some people of a page, in order; their debts where Base A ordered them, or what placed them where Base B did. */
type Placed = {
  people: readonly { personId: string; answer?: DebtsAnswer; score?: KeptScore | null }[]
  /** The position behind the last of them, for the cursor; null at the end. */
  next: readonly (string | number)[] | null
}

/** An order shows what it orders by, so it takes the scope of that block. */
const SCOPE_OF = { divida: 'dividas:resumo', score: 'sistema2:score', renda: 'sistema2:cadastro' } as const

/**
 * A page of the portfolio of the caller's institution: people with an open file and a consent that is live now. Orders
 * by debts are Base A's, asked under the mandate; orders by income are Base B's; orders by score go by the score last
 * calculated of each person, told beside the one calculated now. Each row is an inquiry on record here, and in Base A
 * wherever debts were asked. An order that can't be had is an error, never an empty page: `concessao_negada` without a
 * mandate, `fonte_indisponivel`. A page may hold fewer than `limite` before the last.
 */
export const listPortfolio = defineScoreOperation({
  permission: 'sistema2:listar',
  audit: { event: 'score.listed', tier: 'grouped', subjects: ({ ordem }) => [`lista|${ordem}`] },
  input: ListPortfolioInput,
  check(context, input, call) {
    positionOf(context, input, call)
  },
  async run(context, input, call): Promise<PortfolioView> {
    const { inquiry, portfolio } = context
    requireOrderScope(input, call)
    if (!context.consents.isFresh()) throw new AppError('fonte_indisponivel', { reason: 'stale copy of consents' })
    const placed = await place(context, input, call)
    const ids = placed.people.map(({ personId }) => personId)
    const members = await portfolio.findMembers(call.actor.institutionId, ids, inquiry.at)
    const shown = placed.people.flatMap(({ personId, ...rest }) => {
      const member = members.get(personId)
      return member ? [{ ...member, ...rest }] : []
    })
    for (const { cpf } of shown) context.meetPerson(cpf)
    const answers = await debtsOf(context, input, call, shown)
    const rows = shown.map((member) => ({
      ...rowOf(member, answers.get(member.cpf) ?? null, input, call, inquiry.at),
      ref: context.refs.seal(member.cpf, call.actor),
    }))
    const details = new Map(rows.map((row) => [row.cpf as string, scoreRecord(row.score)]))
    if (rows.length > 0) inquiry.about([...details.keys()], { details })
    await Promise.all(rows.map(({ cpf, score }) => keepForOrders(context, cpf, score)))
    return {
      rows,
      next: placed.next && context.cursors.encode(placed.next, bindingOf(input, call)),
      identified: call.actor.permissions.has('sistema2:identificar'),
      showsPoints: call.actor.kind === 'member',
      answeredAt: inquiry.at,
    }
  },
})

function requireOrderScope({ ordem }: Input, { actor }: ScoreCall): void {
  // Every order begins with a key of SCOPE_OF, behind its sign.
  const word = ordem.replace('-', '').split('_')[0] as keyof typeof SCOPE_OF
  if (!actor.permissions.has(SCOPE_OF[word])) throw new AppError('escopo_insuficiente', { reason: SCOPE_OF[word] })
}

function place(context: ListContext, input: Input, call: ScoreCall): Promise<Placed> {
  const order = DEBT_ORDERS.find((known) => known === input.ordem)
  return order ? placeByDebts(context, order, input, call) : placeByOwn(context, input, call)
}

type ListContext = ScoreContext & { inquiry: { at: Date } }

async function placeByDebts(context: ListContext, order: DebtOrder, input: Input, call: ScoreCall): Promise<Placed> {
  const [cursor] = positionOf(context, input, call) ?? []
  const answer = await inTime((signal) =>
    context.debts.rank({
      order,
      uf: input.uf ?? null,
      ...birthsOf({ from: input.idade_de, to: input.idade_ate }, civilDateOf(context.inquiry.at)),
      limit: input.limite,
      cursor: cursor === undefined ? null : String(cursor),
      call,
      signal,
    }),
  )
  if (answer.kind === 'bad_cursor') throw new AppError('cursor_invalido')
  if (answer.kind !== 'permitted') throw withoutOrder(answer)
  return {
    people: answer.people.map(({ reference, summary }) => ({
      personId: reference,
      answer: { kind: 'permitted', summary },
    })),
    next: answer.next === null ? null : [answer.next],
  }
}

async function placeByOwn(context: ListContext, input: Input, call: ScoreCall): Promise<Placed> {
  const by = input.ordem.endsWith('score') ? 'score' : 'income'
  const query = {
    institutionId: call.actor.institutionId,
    by,
    descending: input.ordem.startsWith('-'),
    uf: input.uf ?? null,
    ...birthsOf({ from: input.idade_de, to: input.idade_ate }, civilDateOf(context.inquiry.at)),
    at: context.inquiry.at,
  } as const
  // One more than asked tells whether there is a next page.
  const found = await context.portfolio.listMembers(query, {
    limit: input.limite + 1,
    after: ownPosition(positionOf(context, input, call)),
  })
  const page = found.slice(0, input.limite)
  const last = page.at(-1)?.position
  return {
    people: page.map(({ position, score }) => ({ personId: position.personId, ...(by === 'score' ? { score } : {}) })),
    next: last && found.length > page.length ? [last.value ?? '', last.personId] : null,
  }
}

function ownPosition(position: readonly (string | number)[] | null): PortfolioPosition | null {
  if (position === null) return null
  const [value, personId] = position
  if (typeof personId !== 'string') throw new AppError('cursor_invalido')
  return { value: typeof value === 'number' ? value : null, personId }
}

/**
 * Base A's answer about each person of the page: what came with the order, or one question about all of them. An order
 * by score says how people compare, so without a permit of today it isn't given.
 */
async function debtsOf(
  { debts }: ScoreContext,
  input: Input,
  call: ScoreCall,
  shown: readonly (Member & { answer?: DebtsAnswer })[],
): Promise<ReadonlyMap<string, DebtsAnswer>> {
  const may = (permission: Permission) => call.actor.permissions.has(permission)
  const ordered = new Map(shown.flatMap(({ cpf, answer }) => (answer ? [[cpf as string, answer] as const] : [])))
  if (ordered.size > 0 || shown.length === 0) return ordered
  if (!may('sistema2:score') && !may('dividas:resumo')) return new Map()
  const cpfs = shown.map(({ cpf }) => cpf)
  const answer = await inTime((signal) => debts.summarizeMany({ cpfs, call, signal }))
  if (answer.kind !== 'permitted') {
    if (input.ordem.endsWith('score')) throw withoutOrder(answer)
    return new Map(cpfs.map((cpf) => [cpf, answer]))
  }
  return new Map(
    [...answer.summaries].map(([cpf, summary]): [string, DebtsAnswer] => [cpf, { kind: 'permitted', summary }]),
  )
}

function withoutOrder({ kind }: { kind: 'denied' | 'unavailable' }): AppError {
  if (kind === 'denied') return new AppError('concessao_negada', { reason: 'no mandate for an order by debts' })
  return new AppError('fonte_indisponivel', { reason: 'sistema1', retryAfterSeconds: 5 })
}

function rowOf(
  { cpf, person, score: kept }: Member & { score?: KeptScore | null },
  answer: DebtsAnswer | null,
  { ordem }: Input,
  { actor }: ScoreCall,
  now: Date,
): Omit<PortfolioRowView, 'ref'> {
  const may = (permission: Permission) => actor.permissions.has(permission)
  return {
    cpf,
    name: person.name,
    ageYears: yearsBetween(person.birthDate, civilDateOf(now)),
    uf: person.address.uf,
    income: may('sistema2:cadastro') ? { kind: 'shown', value: person.income } : { kind: 'not_authorized' },
    score: scoreBlock(person, answer, now, may('sistema2:score')),
    debts: may('dividas:resumo') ? debtsBlock(answer) : { kind: 'not_authorized' },
    // A locked score isn't told by what it was before, either.
    ...(ordem.endsWith('score') ? { placedBy: person.scoreLocked ? null : (kept ?? null) } : {}),
    updatedAt: person.updatedAt,
  }
}

function bindingOf(input: Input, { actor }: Call): readonly string[] {
  const { ordem, uf = '', idade_de = '', idade_ate = '' } = input
  return ['sistema2', 'carteira', actor.kind, actor.id, actor.institutionId, ordem, uf, `${idade_de}-${idade_ate}`]
}

/** Where the page begins; `cursor_invalido` for a cursor of another caller, order or filter. */
function positionOf(
  { cursors }: Pick<ScoreContext, 'cursors'>,
  input: Input,
  call: Call,
): readonly (string | number)[] | null {
  return input.cursor === undefined ? null : cursors.decode(input.cursor, bindingOf(input, call))
}
