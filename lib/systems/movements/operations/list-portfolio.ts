import type { OpenedInquiry } from '#lib/audit/inquiry-recorder.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import type { Call } from '#lib/kernel/call.ts'
import { spanOfDay } from '../day-span.ts'
import type { Movement, PortfolioView } from '../movement-file.ts'
import { pageOfMembers } from '../portfolio-page.ts'
import { ListBureauInquiriesInput, ListMovementsOfDayInput, ListMovementsOfTypeInput } from '../schemas.ts'
import type { BureauInquiry, MovementPosition, OwnedMovement, PageRequest } from '../store.ts'
import { defineMovementOperation, type MovementContext } from './define-movement-operation.ts'

type Paged = { limite: number; cursor?: string | undefined }
/** What a list is of: it names the list in the ledger, and binds its cursors. */
type Subject = readonly [kind: 'data' | 'tipo' | 'bureau', value: string]

/**
 * Movements of one day in São Paulo, of people whose live consent the caller's institution holds, newest first. Each
 * person shown is an inquiry on record, before the answer. Not idempotent, like every look-up.
 */
export const listMovementsOfDay = defineMovementOperation({
  permission: 'sistema3:consultar',
  audit: { event: 'portfolio.movements_listed', tier: 'journaled', subjects: ({ data }) => [named(['data', data])] },
  input: ListMovementsOfDayInput,
  check: (context, input, call) => void positionOf(context, ['data', input.data], input, call),
  async run(context, input, call): Promise<PortfolioView<Movement>> {
    const span = { kind: 'span', ...spanOfDay(input.data) } as const
    const list = (page: PageRequest) => context.portfolio.listMovements(call.actor.institutionId, span, page)
    return pageOf(context, ['data', input.data], { input, call, list, classes: ['BANK_SECRECY'] })
  },
})

/** Movements of one type, as those of a day. */
export const listMovementsOfType = defineMovementOperation({
  permission: 'sistema3:consultar',
  audit: { event: 'portfolio.movements_listed', tier: 'journaled', subjects: ({ tipo }) => [named(['tipo', tipo])] },
  input: ListMovementsOfTypeInput,
  check: (context, input, call) => void positionOf(context, ['tipo', input.tipo], input, call),
  async run(context, input, call): Promise<PortfolioView<Movement>> {
    const ofType = { kind: 'type', type: input.tipo } as const
    const list = (page: PageRequest) => context.portfolio.listMovements(call.actor.institutionId, ofType, page)
    return pageOf(context, ['tipo', input.tipo], { input, call, list, classes: ['BANK_SECRECY'] })
  },
})

/**
 * Inquiries made at one bureau of people in the caller's portfolio: of whom and when, never by whom (that is for the
 * person). An unknown bureau is `recurso_nao_encontrado`.
 */
export const listBureauInquiries = defineMovementOperation({
  permission: 'sistema3:consultar',
  audit: {
    event: 'portfolio.inquiries_listed',
    tier: 'journaled',
    subjects: ({ bureau }) => [named(['bureau', bureau])],
  },
  input: ListBureauInquiriesInput,
  check: (context, input, call) => void positionOf(context, ['bureau', input.bureau], input, call),
  async run(context, input, call): Promise<PortfolioView<BureauInquiry>> {
    if (!(await context.portfolio.isBureau(input.bureau))) throw new AppError('recurso_nao_encontrado')
    const { institutionId } = call.actor
    const list = (page: PageRequest) => context.portfolio.listBureauInquiries(institutionId, input.bureau, page)
    return pageOf(context, ['bureau', input.bureau], { input, call, list, classes: ['INQUIRY_LOG'] })
  },
})

type Listing<Item> = {
  input: Paged
  call: Call
  list: (page: PageRequest) => Promise<readonly Item[]>
  /** The data classes that the list shows, for the record. */
  classes: readonly string[]
}

async function pageOf<Item extends OwnedMovement | BureauInquiry>(
  context: MovementContext & OpenedInquiry,
  subject: Subject,
  { input, call, list, classes }: Listing<Item>,
): Promise<PortfolioView<Item>> {
  const { portfolio, inquiry, refs, cursors } = context
  const { actor } = call
  const after = positionOf(context, subject, input, call)
  const { shown, next } = await pageOfMembers(
    list,
    (cpfs) => portfolio.findMembers(actor.institutionId, cpfs, inquiry.at),
    { limit: input.limite, after },
  )
  const people = [...new Set(shown.map(({ row }) => row.cpf))]
  // All of them or none: a page that the day's limit would cut short isn't given in part.
  for (const cpf of people) context.meetPerson(cpf)
  inquiry.note({ list: named(subject), classes })
  if (people.length > 0) inquiry.about(people)
  return {
    identified: actor.permissions.has('sistema3:identificar'),
    page: {
      items: shown.map(({ row, member }) => ({
        ref: refs.seal(row.cpf, actor),
        cpf: row.cpf,
        name: member.name,
        updatedAt: member.updatedAt,
        shown: row,
      })),
      next: next && cursors.encode([next.at.getTime(), next.id], bindingOf(subject, call)),
    },
  }
}

/** Where the page begins; `cursor_invalido` for a cursor of another caller or list. */
function positionOf(
  { cursors }: Pick<MovementContext, 'cursors'>,
  subject: Subject,
  { cursor }: Paged,
  call: Call,
): MovementPosition | null {
  if (cursor === undefined) return null
  const [at, id] = cursors.decode(cursor, bindingOf(subject, call))
  if (typeof at !== 'number' || typeof id !== 'string') throw new AppError('cursor_invalido')
  return { at: new Date(at), id }
}

function bindingOf(subject: Subject, { actor }: Call): readonly string[] {
  return ['sistema3', 'carteira', actor.id, ...subject]
}

/** How the ledger names a list that shows nobody, or was refused. */
function named([kind, value]: Subject): string {
  return `lista:${kind}:${value}`
}
